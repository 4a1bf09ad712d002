"""Costs and results: totals, bars, the cost of one result, what must be said."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from veche.tracking import sums


def a_line(planned, spent):
    return SimpleNamespace(planned=Decimal(planned), spent=Decimal(spent))


def test_lines_add_up_to_a_total():
    total = sums.total([a_line("100.10", "40"), a_line("0.90", "70.25")])
    assert (total.planned, total.spent) == (Decimal("101.00"), Decimal("110.25"))
    assert total.is_over
    assert total.apart == Decimal("9.25")


def test_no_lines_are_zero_and_not_over():
    total = sums.total([])
    assert (total.planned, total.spent, total.is_over) == (0, 0, False)
    assert sums.largest([]) == 0


@pytest.mark.parametrize(
    ("spent", "value", "one"),
    [
        ("1000", "40", "25.00"),
        ("100", "3", "33.33"),
        ("200", "3", "66.67"),
        ("0.01", "2", "0.01"),  # half a cent is a cent
        ("0.01", "1000", None),  # less than a cent cannot be said
        ("0", "40", None),
        ("1000", "0", None),
        ("1000", "-4", None),
        ("-5", "4", None),
    ],
)
def test_the_cost_of_one_result_is_said_only_where_it_can_be(spent, value, one):
    assert sums.per_result(Decimal(spent), Decimal(value)) == (Decimal(one) if one else None)


def test_the_cost_of_one_result_needs_both():
    assert sums.per_result(None, Decimal(4)) is None
    assert sums.per_result(Decimal(4), None) is None


@pytest.mark.parametrize(
    ("amount", "largest", "width"),
    [(0, 100, 0), (50, 100, 50), (100, 100, 100), (1, 10_000, 1), (5, 0, 0), (7, 3, 100)],
)
def test_a_bar_is_as_long_as_its_share_and_never_vanishes(amount, largest, width):
    assert sums.width(Decimal(amount), Decimal(largest)) == width


def test_a_result_needs_name_number_unit_and_evidence():
    whole = {"title": "People finished", "value": Decimal(0), "unit": "people", "evidence": "A list."}
    assert sums.missing_in_result(**whole) == []
    assert sums.missing_in_result(**{**whole, "evidence": " "}) == ["evidence"]
    nothing = sums.missing_in_result(title="", value=None, unit="", evidence="")
    assert nothing == ["title", "value", "unit", "evidence"]


@pytest.mark.parametrize("name", ["worked", "failed", "change"])
def test_one_of_the_three_makes_a_lesson(name):
    empty = {"worked": " ", "failed": "", "change": ""}
    assert sums.missing_in_lesson(**empty) == ["worked"]
    assert sums.missing_in_lesson(**{**empty, name: "Evenings suit people better."}) == []
