"""What an action needs, how it may move, when its report is overdue."""

from datetime import date
from decimal import Decimal

import pytest

from veche.tracking.rules import (
    Incomplete,
    NotAFigure,
    may_become,
    missing_at_start,
    missing_in_update,
    overdue,
    parse_figure,
    parse_indicators,
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


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("", None),
        ("92", "92"),
        ("1 240,5", "1240.5"),
        ("1\u00a0240.50", "1240.50"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_figures_are_read_as_people_write_them(text: str, figure: str | None):
    assert parse_figure(text) == (Decimal(figure) if figure else None)


@pytest.mark.parametrize(
    "text", ["many", "1e5", "NaN", "Infinity", "1,234", "1.2.3", "٣", "1000000000000", "\x00", "--1"]
)
def test_what_is_no_figure_is_refused(text: str):
    with pytest.raises(NotAFigure):
        parse_figure(text)


def test_the_packaged_indicators_are_complete_in_three_languages():
    from importlib.resources import files

    found = parse_indicators(files("veche.plan").joinpath("data/indicators.toml").read_bytes())
    assert len(found) == 62
    assert all(one.wording["ru"] != one.wording["be"] or one.wording["ru"].isascii() for one in found)


@pytest.mark.parametrize("broken", ['source = "guess"', 'en = ""', 'feature = ""'])
def test_a_broken_indicator_is_named(broken: str):
    good = {"code": "I-1", "feature": "1.1", "source": "survey", "ru": "а", "be": "б", "en": "c"}
    name, _, value = broken.partition(" = ")
    rows = "".join(f'{key} = "{text}"\n' for key, text in {**good, name: value.strip('"')}.items())
    with pytest.raises(ValueError, match="I-1"):
        parse_indicators(f"[[indicator]]\n{rows}".encode())
