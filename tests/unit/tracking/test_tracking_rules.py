"""What an action needs, how it may move, when its report is overdue."""

from datetime import date
from decimal import Decimal

import pytest

from veche.tracking.rules import (
    Incomplete,
    may_become,
    missing_at_start,
    missing_in_update,
    overdue,
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
    ("status", "text", "figure", "on", "missing"),
    [
        ("in_progress", "Two rooms are open.", None, SOON, []),
        ("in_progress", "", Decimal(3), SOON, []),
        ("in_progress", " ", None, SOON, ["text"]),
        ("in_progress", "x", None, None, ["next_report_on"]),
        ("planned", "", None, None, ["text", "next_report_on"]),
        ("paused", "", Decimal(3), SOON, ["text"]),
        ("paused", "No room.", None, SOON, []),
        ("paused", "No room.", None, None, ["next_report_on"]),
        ("completed", "", Decimal(0), None, []),
        ("completed", "Lists are signed.", None, None, []),
        ("completed", "", None, None, ["text"]),
        ("cancelled", "", Decimal(3), None, ["text"]),
        ("cancelled", "No money.", None, None, []),
    ],
)
def test_a_report_says_what_its_status_needs(status, text, figure, on, missing):
    assert missing_in_update(status, text=text, figure=figure, next_report_on=on) == missing


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
