"""Who speaks for the youth council, and until when."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

import veche.youth.policy  # noqa: F401 - fills the table
from veche.accounts.policy import Anybody
from veche.core.policy import may, refusal
from veche.youth.rules import needed_by

LATER = datetime.now(UTC) + timedelta(days=5)
GONE = datetime.now(UTC) - timedelta(days=5)


def someone(*roles: str) -> Any:
    return SimpleNamespace(id=1, roles=frozenset(roles), is_confirmed=True, is_resident=True, is_authenticated=True)


def a_proposal(state: str, until: datetime = LATER, visible: bool = True) -> Any:
    return SimpleNamespace(
        state=state,
        support_until=until,
        voting_closes_at=until,
        answer_by=until,
        author_id=9,
        is_visible=visible,
        visibility="visible" if visible else "hidden",
    )


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("draft", False),
        ("open", True),
        ("voting", True),
        ("review", True),
        ("accepted", False),
        ("declined", False),
        ("deferred", False),
        ("not_carried", False),
        ("dormant", False),
        ("withdrawn", False),
        ("merged", False),
    ],
)
def test_an_opinion_is_given_before_the_decision(state: str, allowed: bool) -> None:
    assert may(someone("youth_council"), "opinion.publish", a_proposal(state)) is allowed


@pytest.mark.parametrize("state", ["open", "voting", "review"])
@pytest.mark.parametrize("roles", [(), ("moderator",), ("committee",), ("body_officer",), ("admin",)])
def test_nobody_else_speaks_for_the_council(state: str, roles: tuple[str, ...]) -> None:
    against = refusal(someone(*roles), "opinion.publish", a_proposal(state))
    assert against
    assert against.reason == "This is for members of the youth council."


def test_a_stranger_is_asked_to_sign_in() -> None:
    against = refusal(Anybody(), "opinion.publish", a_proposal("open"))
    assert against
    assert against.reason == "Sign in to do this."


def test_there_is_no_opinion_on_a_hidden_proposal() -> None:
    assert not may(someone("youth_council"), "opinion.publish", a_proposal("open", visible=False))


def test_a_late_answer_still_leaves_time_for_an_opinion() -> None:
    assert may(someone("youth_council"), "opinion.publish", a_proposal("review", GONE))


def test_a_proposal_whose_support_has_run_out_needs_no_opinion() -> None:
    assert not may(someone("youth_council"), "opinion.publish", a_proposal("open", GONE))


@pytest.mark.parametrize("state", ["open", "voting", "review"])
def test_an_opinion_is_needed_by_the_next_date_of_the_proposal(state: str) -> None:
    fields = {"open": "support_until", "voting": "voting_closes_at", "review": "answer_by"}
    proposal = a_proposal(state, GONE)
    setattr(proposal, fields[state], LATER)
    assert needed_by(proposal) == LATER


def test_after_the_decision_no_opinion_is_needed() -> None:
    assert needed_by(a_proposal("accepted")) is None
