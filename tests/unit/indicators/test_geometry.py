"""The chart's scales: round numbers that enclose the values, and points that stay in the picture."""

from datetime import date, timedelta
from decimal import Decimal
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veche.indicators import geometry
from veche.indicators.geometry import chart, day_ticks, nice_ticks
from veche.indicators.progress import Course, Value

START = date(2024, 1, 1)
figures = st.decimals(Decimal("-999999999999.9999"), Decimal("999999999999.9999"), places=4)
days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


def series(*shown: int) -> list[Value]:
    return [Value(START + timedelta(days=30 * place), Decimal(value)) for place, value in enumerate(shown)]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 160, [0, 50, 100, 150, 200]),
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (-3, 4, [-4, -2, 0, 2, 4]),
        (98, 99, ["98.0", "98.2", "98.4", "98.6", "98.8", "99.0"]),
        (0, 0, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        (10, 10, [4, 6, 8, 10, 12, 14, 16]),
    ],
)
def test_ticks_are_round_and_enclose_the_values(low, high, ticks):
    assert nice_ticks(Decimal(low), Decimal(high)) == [Decimal(tick) for tick in ticks]


@settings(deadline=None)
@given(figures, figures)
def test_ticks_enclose_any_two_numbers_at_even_steps(one, other):
    low, high = sorted((one, other))
    ticks = nice_ticks(low, high)
    assert 2 <= len(ticks) <= 8
    assert ticks[0] <= low <= high <= ticks[-1]
    steps = {after - before for before, after in zip(ticks, ticks[1:], strict=False)}
    assert len(steps) == 1
    assert steps.pop().normalize().as_tuple().digits in {(1,), (2,), (5,)}


@pytest.mark.parametrize(
    ("first", "last", "step", "ticks"),
    [
        (date(2024, 3, 5), date(2024, 3, 5), 0, [date(2024, 3, 5)]),
        (date(2024, 3, 5), date(2024, 3, 25), 0, [date(2024, 3, 5), date(2024, 3, 25)]),
        (date(2024, 1, 1), date(2024, 4, 1), 1, [date(2024, month, 1) for month in (1, 2, 3, 4)]),
        (date(2022, 6, 30), date(2026, 12, 31), 12, [date(year, 1, 1) for year in range(2023, 2027)]),
    ],
)
def test_the_days_on_the_axis_are_firsts_of_months(first, last, step, ticks):
    assert day_ticks(first, last) == (step, ticks)


@settings(deadline=None)
@given(days, days)
def test_the_axis_has_few_days_and_all_lie_on_it(one, other):
    first, last = sorted((one, other))
    _step, ticks = day_ticks(first, last)
    assert 1 <= len(ticks) <= 5
    assert all(first <= tick <= last for tick in ticks)
    assert ticks == sorted(set(ticks))


def test_without_a_value_there_is_no_chart():
    assert chart([], Course(True, Decimal(1), START, Decimal(2), date(2025, 1, 1))) is None


def test_a_single_value_stands_in_the_middle():
    drawn = chart(series(7), Course())
    assert [point.x for point in drawn.points] == [(geometry.LEFT + geometry.RIGHT) / 2]
    assert drawn.line.startswith("M")
    assert (drawn.baseline, drawn.target, drawn.pace) == (None, None, None)


def test_larger_values_stand_higher_and_later_ones_further_right():
    drawn = chart(series(1, 5, 3), Course())
    assert [point.x for point in drawn.points] == sorted(point.x for point in drawn.points)
    first, second, third = (point.y for point in drawn.points)
    assert second < third < first


def test_many_values_are_a_line_with_a_mark_at_its_end():
    drawn = chart(series(*range(300)), Course())
    assert len(drawn.points) == 300
    assert drawn.marked == drawn.points[-1:]
    assert drawn.line.count("L") == 299
    assert len(chart(series(*range(5)), Course()).marked) == 5


def test_the_even_pace_joins_baseline_and_target():
    course = Course(True, Decimal(0), START, Decimal(100), date(2025, 1, 1))
    drawn = chart(series(0, 10), course)
    assert drawn.pace == (geometry.LEFT + 8, geometry.BOTTOM, geometry.RIGHT - 8, geometry.TOP)
    assert (drawn.baseline, drawn.target) == (geometry.BOTTOM, geometry.TOP)


@settings(deadline=None)
@given(
    st.lists(st.builds(Value, days, figures), max_size=40),
    st.builds(Course, st.booleans(), st.none() | figures, st.none() | days, st.none() | figures, st.none() | days),
)
def test_everything_stays_in_the_picture(values, course):
    drawn = chart(sorted(values, key=lambda one: one.on), course)
    if drawn is None:
        assert values == []
        return
    across = [point.x for point in drawn.points] + [tick.at for tick in drawn.days]
    down = [point.y for point in drawn.points] + [tick.at for tick in drawn.ticks]
    down += [line for line in (drawn.baseline, drawn.target) if line is not None]
    across += drawn.pace[::2] if drawn.pace else ()
    assert all(isfinite(x) and geometry.LEFT <= x <= geometry.RIGHT for x in across)
    assert all(isfinite(y) and geometry.TOP <= y <= geometry.BOTTOM for y in down)
