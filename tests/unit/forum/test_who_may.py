"""Who may answer, mark what they read, and say which answer solved a question."""

from types import SimpleNamespace
from typing import Any

import pytest

from veche.accounts.policy import Anybody
from veche.core.policy import may, refusal
from veche.forum import policy  # noqa: F401 - fills the table of acts


def a_person(number: int = 7, *roles: str, confirmed: bool = True) -> Any:
    return SimpleNamespace(id=number, roles=frozenset(roles), is_confirmed=confirmed, is_authenticated=True)


def a_thread(**values: Any) -> Any:
    given = {
        "author_id": 7,
        "sort": "question",
        "is_locked": False,
        "is_visible": True,
        "visibility": "visible",
        "last_number": 3,
        "merged_into_id": None,
    }
    return SimpleNamespace(**{**given, **values})


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (a_person(7), True),
        (a_person(8, "moderator"), True),
        (a_person(8), False),
        (a_person(8, "committee"), False),
        (a_person(8, "admin"), False),
        (a_person(7, confirmed=False), False),
        (Anybody(), False),
    ],
)
def test_whoever_asked_and_moderators_mark_the_answer(actor: Any, allowed: bool) -> None:
    assert may(actor, "thread.solve", a_thread()) is allowed


@pytest.mark.parametrize("actor", [a_person(7), a_person(8, "moderator"), Anybody()])
def test_only_what_everybody_sees_is_answered(actor: Any) -> None:
    assert may(actor, "post.answer", SimpleNamespace(is_visible=True))
    assert not may(actor, "post.answer", SimpleNamespace(is_visible=False, author_id=7))


@pytest.mark.parametrize("sort", ["discussion", "experience", "need", "announcement"])
def test_only_questions_are_solved(sort: str) -> None:
    against = refusal(a_person(7), "thread.solve", a_thread(sort=sort))
    assert against is not None
    assert "Only a question" in against.reason


def test_a_closed_question_can_still_be_solved() -> None:
    assert may(a_person(7), "thread.solve", a_thread(is_locked=True))


def test_everybody_signed_in_marks_what_they_read() -> None:
    assert may(a_person(7, confirmed=False), "thread.seen")
    assert not may(Anybody(), "thread.seen")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"merged_into_id": 9}, "merged"),
        ({"is_locked": True}, "closed"),
        ({"is_visible": False, "visibility": "hidden"}, "hidden"),
        ({"last_number": 999_999}, "full"),
    ],
)
def test_a_reply_is_refused_with_its_reason(values: dict[str, Any], words: str) -> None:
    against = refusal(a_person(7), "thread.reply", a_thread(**values))
    assert against is not None
    assert words in against.reason


def test_a_confirmed_person_replies() -> None:
    assert may(a_person(8), "thread.reply", a_thread())
