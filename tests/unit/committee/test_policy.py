"""Who answers: the committee, and nobody their own proposal."""

from types import SimpleNamespace
from typing import Any

import pytest

import veche.committee.policy  # noqa: F401 - fills the table
from veche.accounts.policy import Anybody
from veche.core.policy import may, refusal


def someone(*roles: str, number: int = 1) -> Any:
    return SimpleNamespace(
        id=number, roles=frozenset(roles), is_confirmed=True, is_resident=True, is_authenticated=True
    )


def a_proposal(author: int = 2, visible: bool = True) -> Any:
    return SimpleNamespace(
        ever_writer_ids={author, 3}, is_visible=visible, state="review", deferred_until=None, recusals=[]
    )


@pytest.mark.parametrize("act", ["decision.make", "decision.prepare"])
@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        ((), False),
        (("moderator",), False),
        (("youth_council",), False),
        (("body_officer",), False),
        (("admin",), False),
        (("committee",), True),
        (("admin", "committee"), True),
    ],
)
def test_only_members_of_the_committee_answer(act: str, roles: tuple[str, ...], allowed: bool) -> None:
    assert may(someone(*roles), act, a_proposal()) is allowed


def test_a_stranger_is_asked_to_sign_in() -> None:
    against = refusal(Anybody(), "decision.make", a_proposal())
    assert against
    assert against.reason == "Sign in to do this."


def test_a_member_does_not_answer_their_own_proposal() -> None:
    against = refusal(someone("committee", number=2), "decision.make", a_proposal(author=2))
    assert against
    assert "another member" in against.reason


def test_a_hidden_proposal_is_not_answered() -> None:
    against = refusal(someone("committee"), "decision.make", a_proposal(visible=False))
    assert against
    assert "hidden" in against.reason


def test_without_a_proposal_the_role_alone_counts() -> None:
    assert may(someone("committee"), "decision.make")
    assert not may(someone(), "decision.make")


def test_a_co_author_does_not_answer_what_they_wrote_together_even_after_leaving() -> None:
    against = refusal(someone("committee", number=3), "decision.make", a_proposal())
    assert against is not None
    assert "You wrote this proposal" in against.reason
