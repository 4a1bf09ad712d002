"""What an action needs, how it may move, when its report is overdue."""

from datetime import date
from decimal import Decimal

import pytest

from veche.core.incomplete import Incomplete
from veche.tracking.rules import (
    by_link,
    changes,
    likely,
    may_be_promised,
    may_become,
    milestone_state,
    missing_at_start,
    missing_in_edit,
    missing_in_update,
    needs_reason,
    overdue,
    promised,
    reminder,
    share,
)

STATUSES = ("planned", "in_progress", "paused", "completed", "cancelled")
ALLOWED = {
    ("planned", "planned"),
    ("planned", "in_progress"),
    ("planned", "cancelled"),
    ("in_progress", "in_progress"),
    ("in_progress", "paused"),
    ("in_progress", "completed"),
    ("in_progress", "cancelled"),
    ("paused", "paused"),
    ("paused", "in_progress"),
    ("paused", "cancelled"),
}
SOON = date(2026, 12, 8)


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", [*STATUSES, "", "done"])
def test_an_action_moves_only_along_its_life(before: str, after: str):
    assert may_become(before, after) == ((before, after) in ALLOWED)


def test_an_action_starts_with_body_result_and_date():
    whole = {"title": "T", "body_id": 1, "indicator_id": None, "expected_result": "R", "next_report_on": SOON}
    assert missing_at_start(**whole) == []
    assert missing_at_start(**{**whole, "expected_result": " ", "indicator_id": 3}) == []
    assert missing_at_start(**{**whole, "expected_result": " "}) == ["expected_result"]
    nothing = {"title": " ", "body_id": None, "indicator_id": None, "expected_result": "", "next_report_on": None}
    assert missing_at_start(**nothing) == ["title", "body_id", "expected_result", "next_report_on"]


@pytest.mark.parametrize(
    ("status", "text", "figure", "evidence", "on", "missing"),
    [
        ("in_progress", "Two rooms are open.", None, "", SOON, []),
        ("in_progress", "", Decimal(3), "", SOON, []),
        ("in_progress", " ", None, "", SOON, ["text"]),
        ("in_progress", " ", None, "A list.", SOON, ["text"]),
        ("in_progress", "x", None, "", None, ["next_report_on"]),
        ("planned", "", None, "", None, ["text", "next_report_on"]),
        ("paused", "", Decimal(3), "", SOON, ["text"]),
        ("paused", "No room.", None, "", SOON, []),
        ("paused", "No room.", None, "", None, ["next_report_on"]),
        ("completed", "", Decimal(0), "Lists are signed.", None, []),
        ("completed", "Over.", Decimal(3), "Lists are signed.", None, []),
        ("completed", "Over.", None, "Lists are signed.", None, ["figure"]),
        ("completed", "Over.", Decimal(3), " ", None, ["evidence"]),
        ("completed", "", None, "", None, ["text", "figure", "evidence"]),
        ("cancelled", "", Decimal(3), "", None, ["text"]),
        ("cancelled", "No money.", None, "", None, []),
    ],
)
def test_a_report_says_what_its_status_needs(status, text, figure, evidence, on, missing):
    assert missing_in_update(status, text=text, figure=figure, evidence=evidence, next_report_on=on) == missing


def test_a_measured_indicator_is_a_value_too():
    said = {"text": "Over.", "figure": None, "evidence": "Lists.", "next_report_on": None}
    assert missing_in_update("completed", **said, is_measured=True) == []
    assert missing_in_update("completed", **said) == ["figure"]


@pytest.mark.parametrize("status", STATUSES)
def test_a_link_brings_no_end(status: str):
    assert set(by_link(status)) == {new for before, new in ALLOWED if before == status} - {"completed", "cancelled"}


@pytest.mark.parametrize("status", STATUSES)
def test_the_status_chosen_beforehand_is_one_that_the_action_may_take(status: str):
    assert status in ("completed", "cancelled") or may_become(status, likely(status))


@pytest.mark.parametrize(
    ("choice", "own", "day"),
    [
        ("30", None, date(2027, 1, 7)),
        ("60", None, date(2027, 2, 6)),
        ("90", None, date(2027, 3, 8)),
        ("90", date(2026, 12, 24), date(2026, 12, 24)),
        ("own", date(2026, 12, 24), date(2026, 12, 24)),
        ("own", None, None),
        ("", None, None),
        ("31", None, None),
        ("-90", None, None),
    ],
)
def test_a_date_that_was_typed_counts_before_the_quick_choice(choice: str, own: date | None, day: date | None):
    assert promised(choice, own, SOON) == day


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        (SOON, False),
        (date(2026, 12, 7), False),
        (date(2026, 12, 9), True),
        (date(2028, 12, 7), True),
        (date(2028, 12, 8), False),
    ],
)
def test_the_next_report_comes_after_today_and_within_two_years(day: date, allowed: bool):
    assert may_be_promised(day, SOON) == allowed


@pytest.mark.parametrize(
    ("due", "kind"),
    [
        (date(2026, 12, 16), ""),
        (date(2026, 12, 15), "before"),
        (SOON, "before"),
        (date(2026, 12, 7), "late-0"),
        (date(2026, 12, 1), "late-0"),
        (date(2026, 11, 30), "late-1"),
        (date(2026, 11, 24), "late-1"),
        (date(2026, 11, 23), "late-2"),
    ],
)
def test_reminders_come_a_week_before_the_day_after_and_then_every_week(due: date, kind: str):
    assert reminder(due, SOON) == kind


@pytest.mark.parametrize(
    ("due", "done", "dropped", "state"),
    [
        (SOON, None, None, "ahead"),
        (date(2026, 12, 7), None, None, "late"),
        (date(2026, 12, 7), SOON, None, "done"),
        (date(2026, 12, 7), None, SOON, "dropped"),
    ],
)
def test_a_milestone_is_overdue_from_the_day_after(due: date, done: date | None, dropped: date | None, state: str):
    assert milestone_state(due, done, dropped, SOON) == state


def test_only_what_differs_is_a_change():
    before = {"functions": "", "body_id": 1, "ends_on": None}
    assert changes(before, before) == {}
    assert changes(before, {**before, "body_id": 2}) == {"body_id": [1, 2]}


@pytest.mark.parametrize(
    ("changed", "needed"),
    [
        ({}, False),
        ({"title_be": ["", "Т"]}, False),
        ({"functions": ["a", "b"]}, False),
        ({"body_id": [1, 2]}, True),
        ({"ends_on": [None, "2027-01-01"]}, False),
        ({"ends_on": ["2027-01-01", "2027-02-01"]}, True),
        ({"begins_on": ["2027-01-01", None]}, True),
    ],
)
def test_the_body_and_promised_dates_change_only_with_a_reason(changed: dict, needed: bool):
    assert needs_reason(changed) == needed
    assert missing_in_edit(changed, " ", None, None) == (["reason"] if needed else [])
    assert missing_in_edit(changed, "The school was closed.", None, None) == []


def test_an_action_does_not_end_before_it_begins():
    assert missing_in_edit({}, "", date(2027, 2, 1), date(2027, 1, 1)) == ["ends_on"]
    assert missing_in_edit({}, "", date(2027, 1, 1), date(2027, 1, 1)) == []


def test_incomplete_names_the_fields():
    assert Incomplete(["text"]).missing == ["text"]


@pytest.mark.parametrize(
    ("on", "today", "days"),
    [
        (None, SOON, 0),
        (SOON, SOON, 0),
        (SOON, date(2026, 12, 7), 0),
        (SOON, date(2026, 12, 9), 1),
        (SOON, date(2027, 12, 8), 365),
    ],
)
def test_a_report_is_overdue_from_the_day_after(on: date | None, today: date, days: int):
    assert overdue(on, today) == days


@pytest.mark.parametrize(
    ("figure", "target", "percent"),
    [(None, 10, None), (5, None, None), (5, 0, None), (5, -1, None), (92, 160, 57), (200, 160, 100), (-3, 160, 0)],
)
def test_the_share_of_the_target_stays_between_nothing_and_all(figure, target, percent):
    found = share(Decimal(figure) if figure is not None else None, Decimal(target) if target is not None else None)
    assert found == percent
