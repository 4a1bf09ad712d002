"""When a sitting is coming, under way or over; quorum; terms that meet; calendar lines."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.sittings import rules
from veche.sittings.calendar import escaped, folded
from veche.sittings.rules import Term

NOW = datetime(2026, 12, 8, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_sitting(begins: timedelta, status: str = "planned") -> Any:
    return SimpleNamespace(sort="sitting", status=status, begins_at=NOW + begins, ends_at=None, reminded_at=None)


def a_procedure(ends: timedelta, status: str = "planned", reminded: bool = False) -> Any:
    return SimpleNamespace(
        sort="written",
        status=status,
        begins_at=NOW - 9 * DAY,
        ends_at=NOW + ends,
        reminded_at=NOW - HOUR if reminded else None,
    )


@pytest.mark.parametrize(
    ("sitting", "phase"),
    [
        (a_sitting(HOUR), "coming"),
        (a_sitting(timedelta()), "under_way"),
        (a_sitting(-9 * DAY), "under_way"),
        (a_sitting(-DAY, "held"), "held"),
        (a_sitting(DAY, "cancelled"), "cancelled"),
        (a_procedure(HOUR), "under_way"),
        (a_procedure(timedelta()), "over"),
        (a_procedure(-HOUR), "over"),
        (a_procedure(-HOUR, "held"), "held"),
        (a_procedure(HOUR, "cancelled"), "cancelled"),
    ],
)
def test_where_a_sitting_stands_is_told_by_time_and_what_was_written_down(sitting: Any, phase: str) -> None:
    assert rules.phase(sitting, NOW) == phase


@pytest.mark.parametrize(("members", "quorum"), [(0, 1), (1, 1), (2, 1), (3, 2), (8, 4), (9, 5)])
def test_the_quorum_is_half_of_the_members_rounded_up(members: int, quorum: int) -> None:
    assert rules.quorum(members) == quorum


@pytest.mark.parametrize(
    ("procedure", "due"),
    [
        (a_procedure(49 * HOUR), False),
        (a_procedure(48 * HOUR), True),
        (a_procedure(HOUR), True),
        (a_procedure(-HOUR), False),
        (a_procedure(HOUR, reminded=True), False),
        (a_procedure(HOUR, "cancelled"), False),
        (a_sitting(HOUR), False),
    ],
)
def test_a_reminder_is_due_once_in_the_last_48_hours(procedure: Any, due: bool) -> None:
    assert rules.is_reminder_due(procedure, NOW) is due


@pytest.mark.parametrize(
    ("sort", "begins", "ends", "timely"),
    [
        ("sitting", HOUR, None, True),
        ("sitting", -HOUR, None, False),
        ("sitting", 400 * DAY, None, False),
        ("written", timedelta(), DAY, True),
        ("written", timedelta(), 23 * HOUR, False),
        ("written", timedelta(), 61 * DAY, False),
        ("written", timedelta(), None, False),
    ],
)
def test_what_can_be_convened(sort: str, begins: timedelta, ends: timedelta | None, timely: bool) -> None:
    assert rules.is_timely(sort, NOW + begins, NOW + ends if ends else None, NOW) is timely


@pytest.mark.parametrize(
    ("item", "by", "order"),
    [(3, -1, [1, 3, 2]), (1, 1, [2, 1, 3]), (1, -1, [1, 2, 3]), (3, 1, [1, 2, 3])],
)
def test_a_point_moves_one_place_and_the_ends_hold_it(item: int, by: int, order: list[int]) -> None:
    assert rules.moved([1, 2, 3], item, by) == order


def days(since: int, until: int | None) -> Term:
    first = date(2026, 12, 1)
    return Term(first + since * DAY, None if until is None else first + until * DAY)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (days(0, 10), days(11, 20), False),
        (days(0, 10), days(10, 20), True),
        (days(11, 20), days(0, 10), False),
        (days(0, None), days(300, 400), True),
        (days(5, 6), days(0, None), True),
        (days(0, 4), days(5, None), False),
    ],
)
def test_terms_meet_when_they_share_a_day(one: Term, other: Term, meet: bool) -> None:
    assert one.meets(other) is meet
    assert other.meets(one) is meet


def test_a_term_may_follow_the_one_before_on_the_next_day_and_no_later() -> None:
    assert not days(11, 20).leaves_gap_after(days(0, 10))
    assert days(12, 20).leaves_gap_after(days(0, 10))
    assert not days(300, 400).leaves_gap_after(days(0, None))


@pytest.mark.parametrize(
    ("term", "whole"),
    [
        (days(0, 10), True),
        (days(7, 7), True),
        (days(0, 6), False),
        (days(9, 8), False),
        (days(0, None), False),
        (days(0, 8 * 366), False),
    ],
)
def test_a_term_ends_after_it_begins_not_in_the_past_and_within_years(term: Term, whole: bool) -> None:
    assert rules.is_whole(term, date(2026, 12, 8)) is whole


def a_seat(since: int, until: int | None, ended: bool = False) -> Any:
    term, today = days(since, until), date(2026, 12, 8)
    live = not ended
    return SimpleNamespace(
        since=term.since,
        until=term.until,
        is_in_term=lambda _day: live and term.since <= today and (term.until is None or term.until >= today),
        is_ahead=lambda _day: live and term.since > today,
    )


def test_the_role_lasts_from_the_first_to_the_last_day_of_the_seats_that_count() -> None:
    today = date(2026, 12, 8)
    assert rules.together([], today) is None
    assert rules.together([a_seat(0, 3), a_seat(0, 30, ended=True)], today) is None
    assert rules.together([a_seat(0, 10), a_seat(11, 20)], today) == days(0, 20)
    assert rules.together([a_seat(9, 20)], today) == days(9, 20)


def test_the_packaged_sectors_have_three_languages() -> None:
    from importlib.resources import files

    sectors = rules.parse_sectors(files("veche.sittings").joinpath("data/sectors.toml").read_bytes())
    assert len(sectors) >= 7
    assert all(set(row) == {"title_ru", "title_be", "title_en"} and all(row.values()) for row in sectors)


@pytest.mark.parametrize(
    "line", ["SUMMARY:short", "SUMMARY:" + "ж" * 200, "DESCRIPTION:" + "a🙂" * 60, "X" * 75, "X" * 76]
)
def test_a_line_is_folded_at_75_octets_without_cutting_a_letter(line: str) -> None:
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert (len(pieces) == 1) is (len(line.encode()) <= 75)


def test_marks_of_the_format_are_escaped() -> None:
    assert escaped("a;b,c\\d\r\ne\nf") == "a\\;b\\,c\\\\d\\ne\\nf"
