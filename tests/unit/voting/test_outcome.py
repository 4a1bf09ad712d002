"""When a vote carries, and until when a ballot counts."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.core import clock
from veche.core.policy import Refusal, refusal
from veche.proposals.rules import STATES
from veche.voting import policy
from veche.voting.rules import LATE, Outcome, is_open, outcome, shows_live


@pytest.mark.parametrize(
    ("votes_for", "against", "abstain", "expected"),
    [
        (0, 0, 0, Outcome(carried=False, quorum_met=False)),
        (49, 0, 0, Outcome(carried=False, quorum_met=False)),
        (50, 0, 0, Outcome(carried=True, quorum_met=True)),
        (26, 24, 0, Outcome(carried=True, quorum_met=True)),
        (25, 25, 0, Outcome(carried=False, quorum_met=True)),
        (24, 26, 0, Outcome(carried=False, quorum_met=True)),
        (1, 0, 49, Outcome(carried=True, quorum_met=True)),
        (0, 0, 50, Outcome(carried=False, quorum_met=True)),
        (1, 1, 48, Outcome(carried=False, quorum_met=True)),
    ],
)
def test_quorum_of_all_ballots_and_more_for_than_against(
    votes_for: int, against: int, abstain: int, expected: Outcome
) -> None:
    assert outcome(votes_for, against, abstain, quorum=50) == expected


def test_a_ballot_counts_strictly_before_the_close() -> None:
    close = datetime(2026, 12, 14, 17, tzinfo=UTC)
    assert is_open(close, close - timedelta(microseconds=1))
    assert not is_open(close, close)
    assert not is_open(None, close)


def a_person(number: int | None, confirmed: bool = True, resident: bool = True) -> Any:
    return SimpleNamespace(
        id=number,
        is_authenticated=number is not None,
        is_confirmed=confirmed,
        is_resident=confirmed and resident,
        roles=frozenset(),
    )


def a_proposal(state: str, visible: bool = True, closes_in: int = 1) -> Any:
    now = clock.now()
    begun = state not in {"draft", "open", "dormant", "withdrawn", "merged"}
    return SimpleNamespace(
        author_id=7,
        state=state,
        opened_at=now,
        support_until=now + timedelta(days=1),
        voting_opened_at=now if begun else None,
        voting_closes_at=now + timedelta(days=closes_in),
        is_visible=visible,
        visibility="visible" if visible else "hidden",
    )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("person", "may"),
    [
        (a_person(None, confirmed=False), False),
        (a_person(2, confirmed=False), False),
        (a_person(2, resident=False), False),
        (a_person(2), True),
        (a_person(7), True),
    ],
)
def test_verified_residents_vote_while_the_vote_is_open(state: str, person: Any, may: bool) -> None:
    against = refusal(person, "ballot.cast", a_proposal(state))
    assert (against is None) == (may and state == "voting")


def test_a_late_ballot_is_told_that_it_is_late_and_an_early_one_that_it_is_early() -> None:
    late = refusal(a_person(2), "ballot.cast", a_proposal("voting", closes_in=-1))
    assert late == Refusal(LATE)
    early = refusal(a_person(2), "ballot.cast", a_proposal("open"))
    assert early == Refusal(policy.NOT_YET)
    assert refusal(a_person(2), "ballot.cast", a_proposal("voting", visible=False))


@pytest.mark.parametrize(("person", "may"), [(a_person(None), False), (a_person(2), True), (a_person(3), False)])
def test_a_receipt_is_its_owners_alone(person: Any, may: bool) -> None:
    assert (refusal(person, "receipt.read", SimpleNamespace(person_id=2)) is None) == may


@pytest.mark.parametrize("state", ["open", "voting", "counting", "review", "not_carried"])
@pytest.mark.parametrize("live", [True, False])
def test_counts_show_before_the_close_only_in_an_open_vote_that_says_so(state: str, live: bool) -> None:
    assert shows_live(SimpleNamespace(live_tally=live), state) == (live and state == "voting")
