"""What a row of the table may say."""

from datetime import date
from decimal import Decimal

import pytest

from veche.tracking import table

TODAY = date(2026, 12, 8)
NEW = {
    "code": "",
    "area": "2.4.5",
    "language": "ru",
    "title": "Занятия",
    "body_ru": "Библиотека",
    "expected_result": "160 человек",
    "next_report_on": "2027-02-01",
}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (Decimal("1240.50"), "1240.5"),
        (Decimal("-3.00"), "-3"),
        (Decimal("0.00"), "0"),
        (Decimal("100"), "100"),
        (date(2026, 12, 8), "2026-12-08"),
        (7, "7"),
        ("word", "word"),
    ],
)
def test_values_are_written_one_way(value, text):
    assert table.plain(value) == text


@pytest.mark.parametrize(
    ("column", "typed", "normal"),
    [
        ("begins_on", "08.12.2026", "2026-12-08"),
        ("begins_on", "soon", "soon"),
        ("target", "1 240,50", "1240.5"),
        ("target", "many", "many"),
        ("title", "1 240,50", "1 240,50"),
        ("ends_on", "", ""),
    ],
)
def test_what_a_spreadsheet_writes_otherwise_is_understood(column, typed, normal):
    assert table.normal(column, typed) == normal


def columns(faults) -> list[str]:
    return [fault.column for fault in faults]


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"title_ru": "x" * 200}, []),
        ({"title_ru": "x" * 201}, ["title_ru"]),
        ({"title": "x" * 201}, ["title"]),
        ({"functions": "x" * 2001}, ["functions"]),
        ({"begins_on": "2026-02-30"}, ["begins_on"]),
        ({"target": "many"}, ["target"]),
        ({"target": "-1"}, ["target"]),
        ({"target": "1000000000000"}, ["target"]),
        ({"target": "0", "begins_on": "", "unit": ""}, []),
    ],
)
def test_texts_days_and_figures_are_checked(cells, wrong):
    assert columns(table.faults_in_text(7, cells)) == wrong


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"expected_result": "160"}, []),
        ({"indicator": "2.4-1"}, []),
        ({"expected_result": " "}, ["expected_result"]),
        ({"expected_result": "1", "begins_on": "2026-12-08", "ends_on": "2026-12-08"}, []),
        ({"expected_result": "1", "begins_on": "2026-12-09", "ends_on": "2026-12-08"}, ["ends_on"]),
        ({"expected_result": "1", "body_ru": "А", "co_executors": "Б\nА"}, ["co_executors"]),
    ],
)
def test_parts_of_a_row_fit_together(cells, wrong):
    assert columns(table.faults_in_order(7, cells)) == wrong


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({}, []),
        ({"status": "planned", "title_ru": "Занятия", "title_en": "Lessons"}, []),
        ({"language": "de"}, ["language"]),
        ({"title": " "}, ["title"]),
        ({"title_ru": "Другое"}, ["title_ru"]),
        ({"next_report_on": ""}, ["next_report_on"]),
        ({"next_report_on": "2026-12-07"}, ["next_report_on"]),
        ({"next_report_on": "2026-12-08"}, []),
        ({"next_report_on": "2199-01-01"}, ["next_report_on"]),
        ({"status": "completed"}, ["status"]),
        ({"figure": "4"}, ["figure"]),
        ({"costs_spent": "100"}, ["costs_spent"]),
    ],
)
def test_a_new_action_says_what_it_needs_and_nothing_before_its_time(cells, wrong):
    assert columns(table.faults_in_new(7, {**NEW, **cells}, TODAY)) == wrong


def test_co_executors_stand_on_lines_of_their_own():
    assert table.executors("А\n\n Б \nА") == ["А", "Б"]
