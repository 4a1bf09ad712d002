"""Terms, draws, quarters and shares: values in, values out."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest

from veche.oversight import rules
from veche.oversight.rules import Quarter

MOMENT = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_a_decision_is_appealed_within_its_days() -> None:
    assert not rules.is_too_late(MOMENT, 30, MOMENT + timedelta(days=30))
    assert rules.is_too_late(MOMENT, 30, MOMENT + timedelta(days=30, seconds=1))


def test_the_draw_is_the_same_every_time_and_takes_about_its_share() -> None:
    marks = [sha256(str(number).encode()).hexdigest() for number in range(4000)]
    drawn = [rules.is_drawn(mark, 5.0) for mark in marks]
    assert drawn == [rules.is_drawn(mark, 5.0) for mark in marks]
    assert 130 < sum(drawn) < 270
    assert all(rules.is_drawn(mark, 100.0) for mark in ("f" * 64, *marks))
    assert not any(rules.is_drawn(mark, 0.0) for mark in ("0" * 64, *marks))


def test_what_is_drawn_at_a_smaller_share_is_drawn_at_a_larger_one() -> None:
    marks = [sha256(str(number).encode()).hexdigest() for number in range(1000)]
    small = {mark for mark in marks if rules.is_drawn(mark, 5.0)}
    assert small < {mark for mark in marks if rules.is_drawn(mark, 10.0)}


@pytest.mark.parametrize(
    ("decided", "would_have", "same"),
    [("hide", "hide", True), ("hide", "leave", False), ("approve", "leave", True), ("leave", "leave", True)]
    + [("warn", "mute", False), ("remove", "remove", True)],
)
def test_two_moderators_agree_when_they_would_do_the_same(decided: str, would_have: str, same: bool) -> None:
    assert rules.agrees(decided, would_have) is same


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 1, 1), "2026-Q1"), (date(2026, 3, 31), "2026-Q1"), (date(2026, 12, 31), "2026-Q4")],
)
def test_a_day_lies_in_its_quarter(day: date, code: str) -> None:
    assert Quarter.of(day).code == code


def test_quarters_follow_each_other_over_the_year() -> None:
    last = Quarter(2026, 4)
    assert last.later() == Quarter(2027, 1)
    assert last.later().earlier() == last
    assert last.ends == Quarter(2027, 1).begins
    assert [one.code for one in rules.quarters(date(2026, 8, 1), date(2027, 1, 5), 12)] == [
        "2027-Q1",
        "2026-Q4",
        "2026-Q3",
    ]
    assert len(rules.quarters(date(2001, 1, 1), date(2027, 1, 1), 12)) == 12


@pytest.mark.parametrize(
    "code", ["", "2026", "2026-Q0", "2026-Q5", "2026-Q12", "x026-Q1", "-Q1", "99999-Q1", "²026-Q1"]
)
def test_nonsense_names_no_quarter(code: str) -> None:
    assert Quarter.parse(code) is None
    assert Quarter.parse("2026-Q4") == Quarter(2026, 4)


def test_shares_and_medians_of_nothing_are_nothing() -> None:
    assert rules.share(0, 0) is None
    assert (rules.share(1, 3), rules.share(2, 3), rules.share(3, 3)) == (33, 67, 100)
    assert rules.middle([]) is None
    assert rules.middle([timedelta(1), timedelta(3), timedelta(9)]) == timedelta(3)
