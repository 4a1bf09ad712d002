"""When authors are reminded that support is lacking: the days of a term, and what a late worker does with them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.proposals import nexts
from veche.proposals.life import _days

OPENED = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def gathering(support_days: int = 180, revived_after: int = 0) -> Any:
    return SimpleNamespace(
        state="open",
        support_days=support_days,
        support_until=OPENED + (revived_after + support_days) * DAY,
        support_count=3,
        threshold=25,
        vote_days=14,
        answer_days=30,
    )


@pytest.mark.parametrize(
    ("day", "past"),
    [(0, 0), (59, 0), (60, 1), (61, 1), (119, 1), (120, 2), (179, 2), (180, 0), (400, 0)],
)
def test_reminders_come_due_on_their_days_and_end_with_the_term(day: int, past: int) -> None:
    assert nexts.reminders_past(gathering(), OPENED + day * DAY) == past


def test_a_short_term_has_only_the_reminders_that_fall_into_it() -> None:
    assert nexts.reminder_dates(gathering(90)) == [OPENED + 60 * DAY]
    assert nexts.reminder_dates(gathering(60)) == [], "on the last day the term itself ends"


def test_a_revived_proposal_counts_from_its_new_beginning() -> None:
    revived = gathering(revived_after=200)
    assert nexts.reminders_past(revived, OPENED + 210 * DAY) == 0
    assert nexts.reminders_past(revived, OPENED + 260 * DAY) == 1


def test_other_days_may_be_set() -> None:
    assert nexts.reminders_past(gathering(), OPENED + 40 * DAY, (10, 20, 30)) == 3
    assert nexts.reminders_past(gathering(), OPENED + 40 * DAY, ()) == 0


@pytest.mark.parametrize(
    ("days_in", "named"),
    [(0, [60, 120]), (60, [120]), (130, [])],
)
def test_what_comes_next_names_the_reminders_ahead(days_in: int, named: list[int]) -> None:
    sleeps = nexts.what_next(gathering(), OPENED + days_in * DAY)[1]
    assert sleeps.what.name == "else_sleeps"
    assert sleeps.what.values["reminders"] == [OPENED + day * DAY for day in named]


@pytest.mark.parametrize(
    ("text", "days"), [("60,120", (60, 120)), ("120, 60", (60, 120)), ("30", (30,)), ("none", ()), ("60,60", (60,))]
)
def test_the_setting_is_read_in_order(text: str, days: tuple[int, ...]) -> None:
    assert _days(text) == days


@pytest.mark.parametrize("text", ["0", "-3", "soon", "60;120", "60,"])
def test_a_setting_without_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        _days(text)
