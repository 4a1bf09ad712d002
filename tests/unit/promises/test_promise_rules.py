"""What became of a promise, how much was kept, what a feed tells and who is reminded."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veche.promises import rules
from veche.promises.rules import Debt

DUE = date(2026, 12, 8)
DAY = timedelta(days=1)
dates = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("ending", "closed", "today", "state"),
    [
        ("open", None, DUE - DAY, "waiting"),
        ("open", None, DUE, "waiting"),
        ("open", None, DUE + DAY, "overdue"),
        ("done", DUE, DUE + 9 * DAY, "kept"),
        ("done", DUE + DAY, DUE + 9 * DAY, "late"),
        ("gone", DUE, DUE + 9 * DAY, "dropped"),
        ("gone", DUE + DAY, DUE + 9 * DAY, "missed"),
    ],
)
def test_a_day_belongs_to_its_deadline(ending: str, closed: date | None, today: date, state: str) -> None:
    assert rules.state(DUE, ending, closed, today) == state


@given(dates, dates)
def test_an_open_promise_is_overdue_exactly_when_days_have_passed(due: date, today: date) -> None:
    is_late = rules.state(due, "open", None, today) == "overdue"
    assert is_late == (rules.days_overdue(due, today) > 0) == (rules.section(due, today) == "overdue")


@given(dates, st.sampled_from(["done", "gone"]), dates, dates, dates)
def test_what_is_closed_stays_what_it_was_whatever_day_it_is(
    due: date, ending: str, closed: date, today: date, later: date
) -> None:
    first, then = rules.state(due, ending, closed, today), rules.state(due, ending, closed, later)
    assert first == then
    assert first in rules.CLOSED_STATES


def test_the_next_thirty_days_end_on_the_thirtieth() -> None:
    assert rules.section(DUE + 30 * DAY, DUE) == "soon"
    assert rules.section(DUE + 31 * DAY, DUE) == "later"


@given(st.dictionaries(st.sampled_from(rules.STATES), st.integers(0, 10_000)))
def test_the_share_lies_between_nothing_and_all_and_dropped_promises_do_not_change_it(counts: dict[str, int]) -> None:
    share = rules.share(counts)
    assert share == rules.share({**counts, "dropped": 7, "waiting": 9, "overdue": 9})
    if share.percent is None:
        assert share.all == 0
    else:
        assert 0 <= share.percent <= 100
        assert (share.percent == 100) == (share.kept == share.all)


def test_where_nothing_had_to_be_kept_there_is_no_share() -> None:
    assert rules.share({"dropped": 3}).percent is None
    assert rules.share({"kept": 2, "late": 1, "missed": 1}).percent == 50


def _row(number: int, due: date, closed: date | None = None) -> SimpleNamespace:
    return SimpleNamespace(due=due, closed=closed, key=("answer", number))


@given(st.lists(dates, max_size=20), st.lists(st.tuples(dates, dates), max_size=20), st.integers(1, 30))
def test_the_feed_merges_both_kinds_of_events_newest_first(
    broken: list[date], ended: list[tuple[date, date]], most: int
) -> None:
    overdue = [_row(number, due) for number, due in enumerate(broken)]
    closed = [_row(number, due, day) for number, (due, day) in enumerate(ended)]
    events = rules.events(overdue, closed, most)
    assert len(events) == min(most, len(broken) + len(ended))
    assert [event.day for event in events] == sorted((event.day for event in events), reverse=True)
    everything = sorted([due + DAY for due in broken] + [day for _, day in ended], reverse=True)
    assert [event.day for event in events] == everything[:most]


def test_a_promise_becomes_overdue_on_the_day_after_its_deadline() -> None:
    (event,) = rules.events([_row(1, DUE)], [], 5)
    assert (event.day, event.what) == (DUE + DAY, "overdue")


CHAIR, MEMBER, STRANGER = 1, 2, 3
COMMITTEE = {CHAIR, MEMBER}


def owes(person: int, debt: Debt) -> bool:
    return bool(rules.owed_by(person, [debt], COMMITTEE))


@pytest.mark.parametrize(
    ("debt", "who"),
    [
        (Debt(DUE, 7, "", responsible=CHAIR), {CHAIR}),
        (Debt(DUE, 7, ""), {CHAIR, MEMBER}),
        (Debt(DUE, 7, "", responsible=STRANGER), {CHAIR, MEMBER}),
        (Debt(DUE, 7, "", barred=frozenset({MEMBER})), {CHAIR}),
        (Debt(DUE, 7, "", responsible=CHAIR, barred=frozenset({CHAIR})), {MEMBER}),
    ],
)
def test_an_answer_is_owed_by_whoever_prepares_it_and_by_all_while_nobody_does(debt: Debt, who: set[int]) -> None:
    assert {person for person in (CHAIR, MEMBER, STRANGER) if owes(person, debt)} == who


def test_the_longest_overdue_is_named_first() -> None:
    debts = [Debt(DUE + days * DAY, 9 - days, "") for days in (3, 1, 2)]
    assert [debt.number for debt in rules.owed_by(CHAIR, debts, COMMITTEE)] == [8, 7, 6]


def test_a_letter_names_what_is_overdue_or_due_within_a_week() -> None:
    assert rules.to_remind(DUE - 9 * DAY, DUE)
    assert rules.to_remind(DUE + 7 * DAY, DUE)
    assert not rules.to_remind(DUE + 8 * DAY, DUE)
