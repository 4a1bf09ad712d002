"""What the council owes and when, what its backing takes, what may be shown of how the young voted."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.proposals.rules import STATES
from veche.youth.rules import (
    backers_needed,
    due_on,
    is_backed,
    reminder,
    shows_tally,
    speak_by,
    waits_for_look,
)

BEGUN = datetime(2026, 12, 1, 12, tzinfo=UTC)


def a_proposal(state: str = "review", answer_days: int = 30, **values: Any) -> Any:
    given = {"support_until": BEGUN, "voting_closes_at": BEGUN, "answer_by": BEGUN + timedelta(days=answer_days)}
    return SimpleNamespace(state=state, answer_days=answer_days, **{**given, **values})


@pytest.mark.parametrize(("days", "after"), [(14, 14), (7, 7), (1, 1), (60, 30)])
def test_an_opinion_is_due_so_many_days_after_the_review_began_and_never_after_the_answer(
    days: int, after: int
) -> None:
    assert due_on(a_proposal(), days) == BEGUN + timedelta(days=after)


@pytest.mark.parametrize("state", [state for state in STATES if state != "review"])
def test_nothing_is_owed_outside_a_review(state: str) -> None:
    assert due_on(a_proposal(state)) is None


def test_nothing_is_owed_without_a_date_of_the_answer() -> None:
    assert due_on(a_proposal(answer_by=None)) is None


def test_the_clock_shows_the_opinion_in_review_and_the_next_step_before_it() -> None:
    assert speak_by(a_proposal()) == BEGUN + timedelta(days=14)
    assert speak_by(a_proposal("voting")) == BEGUN
    assert speak_by(a_proposal("declined")) is None


@pytest.mark.parametrize(
    ("left", "kind"),
    [(14, "began"), (3.1, "began"), (3, "soon"), (0.1, "soon"), (0, "soon"), (-0.1, "missed"), (-40, "missed")],
)
def test_the_letter_follows_the_days_that_are_left(left: float, kind: str) -> None:
    assert reminder(BEGUN, BEGUN - timedelta(days=left)) == kind


@pytest.mark.parametrize(
    ("members", "needed"),
    [(0, 2), (1, 2), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (8, 6), (9, 6), (10, 7), (12, 8), (60, 40)],
)
def test_two_thirds_rounded_up_and_at_least_two(members: int, needed: int) -> None:
    assert backers_needed(members) == needed
    assert is_backed(needed, members)
    assert not is_backed(needed - 1, members)


@pytest.mark.parametrize(
    ("young", "others", "shown"),
    [(10, 10, True), (9, 10, False), (10, 9, False), (0, 50, False), (50, 0, False), (11, 200, True)],
)
def test_neither_the_young_nor_the_others_are_few_enough_to_be_guessed(young: int, others: int, shown: bool) -> None:
    assert shows_tally(young, others) is shown


@pytest.mark.parametrize(("seen", "waits"), [(0, True), (1, True), (2, True), (3, False), (40, False)])
def test_three_texts_wait_for_a_moderator(seen: int, waits: bool) -> None:
    assert waits_for_look(seen) is waits
