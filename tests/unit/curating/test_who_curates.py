"""Who may curate what: truth tables of role, part in the talk, and the state of the thread or proposal."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.core import clock
from veche.core.policy import acts, may, refusal
from veche.curating import events, rules
from veche.curating.policy import AREA_STAYS, TOOK_PART, Cut, Done, Pair, Placed, Talk, room_to_pin
from veche.forum.rules import MOST_POSTS

ROLES: list[frozenset[str]] = [
    frozenset(),
    frozenset({"committee"}),
    frozenset({"youth_council"}),
    frozenset({"body_officer"}),
    frozenset({"admin"}),
    frozenset({"moderator"}),
]
ON_A_THREAD = ("thread.move", "thread.pin", "thread.feature", "thread.summarise", "thread.conclude")
MODERATOR_ONLY = "This is for moderators."
OWN = "Another moderator decides about your own texts."


def an_actor(*roles: str, number: int = 7, signed_in: bool = True) -> Any:
    return SimpleNamespace(id=number, roles=frozenset(roles), is_authenticated=signed_in)


MODERATOR = an_actor("moderator")


def a_thread(**values: Any) -> Any:
    given = {"id": 1, "author_id": 3, "visibility": "visible", "merged_into_id": None, "is_locked": False}
    given |= {"last_number": 5, "post_count": 5} | values
    return SimpleNamespace(**given, is_visible=given["visibility"] == "visible")


def a_post(number: int, author_id: int = 4, is_visible: bool = True) -> Any:
    return SimpleNamespace(number=number, author_id=author_id, is_visible=is_visible)


def a_proposal(state: str, has_taken_part: bool = False, **values: Any) -> Any:
    soon = clock.now() + timedelta(days=3)
    given = {
        "state": state,
        "support_until": soon,
        "voting_closes_at": soon,
        "ever_writer_ids": {3},
        "is_visible": True,
        "visibility": "visible",
    }
    return Placed(SimpleNamespace(**{**given, **values}), has_taken_part)


def subject(name: str, thread: Any, has_taken_part: bool = False) -> Any:
    sort = {"thread.merge": Pair, "thread.split": Cut}.get(name, Talk)
    return sort(thread, has_taken_part=has_taken_part)


def reason(actor: Any, name: str, row: Any) -> str | None:
    against = refusal(actor, name, row)
    return against.reason if against else None


@pytest.mark.parametrize("name", [*ON_A_THREAD, "thread.merge", "thread.split"])
@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "+".join(roles) or "citizen")
def test_only_moderators_curate_threads(name: str, roles: frozenset[str]) -> None:
    found = reason(an_actor(*roles), name, subject(name, a_thread()))
    assert found == (None if "moderator" in roles else MODERATOR_ONLY)


@pytest.mark.parametrize("name", [*ON_A_THREAD, "thread.merge", "thread.split"])
def test_nobody_curates_their_own_thread(name: str) -> None:
    assert reason(MODERATOR, name, subject(name, a_thread(author_id=7))) == OWN


@pytest.mark.parametrize("name", [*ON_A_THREAD, "thread.merge", "thread.split"])
def test_nobody_curates_a_talk_in_which_they_speak(name: str) -> None:
    assert reason(MODERATOR, name, subject(name, a_thread(), has_taken_part=True)) == TOOK_PART


def test_nobody_moves_a_proposal_that_they_support_or_argue_about() -> None:
    assert reason(MODERATOR, "proposal.move", a_proposal("open", has_taken_part=True)) == TOOK_PART


@pytest.mark.parametrize("name", [*ON_A_THREAD, "thread.merge", "thread.split"])
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"merged_into_id": 9}, "merged with another one"),
        ({"visibility": "hidden"}, "has hidden this discussion"),
        ({"visibility": "pending"}, "waits for a moderator"),
        ({"is_locked": True}, None),
    ],
)
def test_what_is_gone_or_hidden_is_left_alone(name: str, values: dict[str, Any], words: str | None) -> None:
    found = reason(MODERATOR, name, subject(name, a_thread(**values)))
    assert found is None if words is None else words in (found or "")


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert reason(an_actor(signed_in=False), "thread.move", Talk(a_thread())) == "Sign in to do this."


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ({"id": 2}, None),
        ({"id": 1}, "the same discussion"),
        ({"id": 2, "author_id": 7}, OWN),
        ({"id": 2, "is_locked": True}, "is closed"),
        ({"id": 2, "visibility": "hidden"}, "has hidden"),
        ({"id": 2, "merged_into_id": 4}, "merged with another one"),
        ({"id": 2, "last_number": MOST_POSTS - 4}, "too full"),
        ({"id": 2, "last_number": MOST_POSTS - 5}, None),
    ],
)
def test_a_discussion_takes_another_one_when_it_is_open_and_has_room(target: dict[str, Any], words: str | None) -> None:
    found = reason(MODERATOR, "thread.merge", Pair(a_thread(), a_thread(**target)))
    assert found is None if words is None else words in (found or "")


@pytest.mark.parametrize(
    ("posts", "words"),
    [
        ([a_post(2)], None),
        ([a_post(2), a_post(3, is_visible=False)], None),
        ([a_post(1), a_post(2)], "The first message stays"),
        ([a_post(2, is_visible=False)], "not shown to everybody"),
        ([a_post(2), a_post(3, author_id=7)], OWN),
    ],
)
def test_messages_leave_unless_they_are_the_first_hidden_or_ones_own(posts: list[Any], words: str | None) -> None:
    found = reason(MODERATOR, "thread.split", Cut(a_thread(), posts))
    assert found is None if words is None else words in (found or "")


@pytest.mark.parametrize(("pinned", "fits"), [(0, True), (2, True), (3, False), (4, False)])
def test_three_are_pinned_in_an_action_area(pinned: int, fits: bool) -> None:
    assert (room_to_pin(pinned) is None) == fits


STATES = ["draft", "open", "voting", "review", "accepted", "declined", "deferred", "not_carried"]
STATES += ["dormant", "withdrawn", "merged"]


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "+".join(roles) or "citizen")
@pytest.mark.parametrize("state", STATES)
def test_a_proposal_moves_while_it_is_open_and_only_by_a_moderator(state: str, roles: frozenset[str]) -> None:
    allowed = may(an_actor(*roles), "proposal.move", a_proposal(state))
    assert allowed == (state == "open" and "moderator" in roles)


def test_every_refusal_to_move_a_proposal_says_why() -> None:
    reasons = {state: reason(MODERATOR, "proposal.move", a_proposal(state)) for state in STATES if state != "open"}
    assert all(reasons.values())
    assert reasons["voting"] == AREA_STAYS["voting"]


@pytest.mark.parametrize("writers", [{7}, {3, 7}])
def test_neither_author_nor_co_author_moves_their_own_proposal(writers: set[int]) -> None:
    assert reason(MODERATOR, "proposal.move", a_proposal("open", ever_writer_ids=writers)) == OWN


def test_a_hidden_proposal_stays_where_it_is() -> None:
    assert "hidden" in (
        reason(MODERATOR, "proposal.move", a_proposal("open", is_visible=False, visibility="hidden")) or ""
    )


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "+".join(roles) or "citizen")
@pytest.mark.parametrize(
    ("done", "words"),
    [
        (Done(frozenset({3})), None),
        (Done(frozenset({3, 7})), OWN),
        (Done(frozenset({3}), is_undone=True), "undone already"),
        (Done(frozenset({3}), is_rested_on=True), "Later acts rest"),
        (Done(frozenset({3}), is_gone=True), "merged with another one since"),
        (Done(frozenset({3}), has_taken_part=True), TOOK_PART),
        (Done(frozenset({3}), hidden=a_thread(visibility="hidden")), "has hidden"),
    ],
)
def test_a_moderator_without_a_part_undoes_what_nothing_rests_on(
    roles: frozenset[str], done: Done, words: str | None
) -> None:
    found = reason(an_actor(*roles), "curation.undo", done)
    if "moderator" not in roles:
        assert found == MODERATOR_ONLY
    else:
        assert found is None if words is None else words in (found or "")


def test_every_sort_of_act_has_its_verb_and_its_policy() -> None:
    assert set(events.VERBS) == set(rules.GROUPS)
    assert set(ON_A_THREAD) <= set(acts)
