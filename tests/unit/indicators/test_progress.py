"""What values say: which count, the trend, the way to the target, the state."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veche.indicators.progress import (
    HUNDRED,
    STATES,
    Course,
    Value,
    bar,
    expected,
    faults,
    missing_to,
    shortfall,
    standing,
    standing_ids,
    state,
    trend,
    way,
)

START, END = date(2024, 1, 1), date(2024, 12, 31)
UP = Course(True, Decimal(0), START, Decimal(365), END)
DOWN = Course(False, Decimal(20), START, Decimal(10), END)
figures = st.decimals(-1_000_000, 1_000_000, places=4)
days = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@dataclass(frozen=True)
class Kept:
    id: int
    on: date
    value: Decimal = Decimal(1)
    is_withdrawn: bool = False


def values(*shown: int) -> list[Value]:
    return [Value(START + timedelta(days=place), Decimal(value)) for place, value in enumerate(shown)]


def test_of_two_values_of_one_day_the_later_recorded_counts():
    kept = [Kept(1, START, Decimal(3)), Kept(7, START, Decimal(5)), Kept(4, END, Decimal(9))]
    assert standing_ids(kept) == {7, 4}
    assert standing(kept) == [Value(START, Decimal(5)), Value(END, Decimal(9))]


def test_a_withdrawn_value_lets_the_earlier_one_of_its_day_count_again():
    kept = [Kept(1, START, Decimal(3)), Kept(7, START, Decimal(5), is_withdrawn=True)]
    assert standing(kept) == [Value(START, Decimal(3))]
    assert standing([Kept(7, START, is_withdrawn=True)]) == []


@pytest.mark.parametrize(
    ("shown", "rising", "name"),
    [
        ((), True, "no_data"),
        ((5,), True, "no_data"),
        ((5, 6), True, "improving"),
        ((5, 6), False, "worsening"),
        ((6, 5), True, "worsening"),
        ((6, 5), False, "improving"),
        ((5, 5), True, "unchanged"),
        ((5, 5), False, "unchanged"),
        ((1, 9, 8), True, "worsening"),  # the last two alone
        ((-3, -2), True, "improving"),
    ],
)
def test_the_trend_follows_the_last_two_values_and_the_direction(shown, rising, name):
    assert trend(values(*shown), rising) == name


@pytest.mark.parametrize(
    ("on", "asked"),
    [
        (date(2020, 1, 1), 0),
        (START, 0),
        (date(2024, 1, 2), 1),
        (date(2024, 7, 1), 182),
        (END, 365),
        (date(2030, 1, 1), 365),
    ],
)
def test_an_even_pace_goes_from_the_baseline_to_the_target(on, asked):
    assert expected(UP, on) == asked


@pytest.mark.parametrize(
    ("course", "value", "name"),
    [
        (UP, None, "no_data"),
        (UP, 182, "on_track"),
        (UP, 181, "behind"),
        (UP, 365, "reached"),
        (UP, 400, "reached"),
        (UP, -5, "behind"),
        (DOWN, 15, "on_track"),
        (DOWN, 16, "behind"),
        (DOWN, 10, "reached"),
        (DOWN, 3, "reached"),
        (DOWN, 25, "behind"),
        (Course(), 7, "no_target"),
        (Course(True, Decimal(1), START), 7, "no_target"),
        (Course(True, target=Decimal(9), target_on=END), 7, "no_target"),
        (Course(True, target=Decimal(9), target_on=END), 9, "reached"),
        (Course(True, Decimal(5), START, Decimal(9), START), 7, "no_target"),
    ],
)
def test_the_state_compares_the_latest_value_with_the_pace_on_its_day(course, value, name):
    latest = None if value is None else Value(date(2024, 7, 1), Decimal(value))
    assert state(course, latest) == name


@pytest.mark.parametrize(
    ("course", "value", "share", "drawn"),
    [
        (UP, 0, 0, 0),
        (UP, 73, 20, 20),
        (UP, 365, 100, 100),
        (UP, 730, 200, 100),
        (UP, -73, -20, 0),
        (DOWN, 15, 50, 50),
        (DOWN, 25, -50, 0),
    ],
)
def test_the_way_gone_is_said_exactly_and_drawn_between_nothing_and_all(course, value, share, drawn):
    assert way(course, Decimal(value)) == share
    assert bar(way(course, Decimal(value))) == drawn


def test_where_there_is_no_way_there_is_no_share_of_it():
    assert way(UP, None) is None
    assert way(Course(), Decimal(1)) is None
    assert way(Course(True, Decimal(5), START, Decimal(5), END), Decimal(5)) is None
    assert bar(None) is None
    assert bar(Decimal("99.99")) == 99


def test_what_is_missing_is_said_as_a_distance():
    assert missing_to(UP, Decimal(300)) == 65
    assert missing_to(DOWN, Decimal("12.5")) == Decimal("2.5")
    assert missing_to(UP, Decimal(400)) == 0
    assert missing_to(Course(), Decimal(1)) is None
    assert shortfall(UP, Value(date(2024, 7, 1), Decimal(100))) == 82
    assert shortfall(UP, Value(date(2024, 7, 1), Decimal(182))) is None
    assert shortfall(UP, None) is None


@pytest.mark.parametrize(
    ("course", "names"),
    [
        (UP, []),
        (DOWN, []),
        (Course(), []),
        (Course(True, Decimal(1)), ["baseline_on"]),
        (Course(True, baseline_on=START), ["baseline"]),
        (Course(True, Decimal(0), START, Decimal(1)), ["target_on"]),
        (Course(True, Decimal(0), START, None, END), ["target"]),
        (Course(True, target=Decimal(1), target_on=END), ["baseline"]),
        (Course(True, Decimal(5), START, Decimal(1), END), ["worse"]),
        (Course(False, Decimal(1), START, Decimal(5), END), ["worse"]),
        (Course(True, Decimal(5), START, Decimal(5), END), []),
        (Course(True, Decimal(1), END, Decimal(5), START), ["order"]),
        (Course(True, Decimal(1), START, Decimal(5), START), ["order"]),
    ],
)
def test_an_impossible_course_is_named_by_its_fields(course, names):
    assert faults(course) == names


courses = st.builds(Course, st.booleans(), st.none() | figures, st.none() | days, st.none() | figures, st.none() | days)
readings = st.none() | st.builds(Value, days, figures)


@settings(deadline=None)
@given(courses, readings)
def test_every_indicator_has_one_of_the_states(course, latest):
    assert state(course, latest) in STATES


@settings(deadline=None)
@given(courses, readings)
def test_what_is_behind_lacks_something_and_nothing_else_does(course, latest):
    if not faults(course):
        assert (shortfall(course, latest) is not None) == (state(course, latest) == "behind")


@settings(deadline=None)
@given(courses, figures)
def test_a_bar_never_leaves_its_frame_and_is_full_only_at_the_target(course, value):
    drawn = bar(way(course, value))
    if drawn is not None:
        assert 0 <= drawn <= 100
        if not faults(course) and drawn == 100:
            assert course.as_good(value, course.target)


@settings(deadline=None)
@given(courses, days)
def test_the_pace_never_leaves_its_ends(course, on):
    asked = expected(course, on)
    if asked is not None:
        low, high = sorted((course.baseline, course.target))
        assert low <= asked <= high


@settings(deadline=None)
@given(st.lists(st.builds(Value, days, figures), max_size=5), st.booleans())
def test_the_other_direction_turns_the_trend_round(shown, rising):
    turned = {"improving": "worsening", "worsening": "improving"}
    named = trend(shown, rising)
    assert trend(shown, not rising) == turned.get(named, named)


@settings(deadline=None)
@given(figures, figures, figures)
def test_the_way_of_a_value_between_the_ends_lies_between_nothing_and_all(start, value, end):
    course = Course(True, start, START, end, END)
    share = way(course, value)
    if share is not None and min(start, end) <= value <= max(start, end):
        assert 0 <= share <= HUNDRED
