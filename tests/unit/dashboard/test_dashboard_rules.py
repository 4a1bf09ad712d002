"""How the actions stood month by month, how they are drawn, which people are counted."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veche.dashboard import rules
from veche.dashboard.rules import Known, Month, Move

TODAY = date(2026, 12, 8)
days = st.dates(date(2025, 6, 1), TODAY)
statuses = st.sampled_from(["planned", "in_progress", "paused", "completed", "cancelled"])


def test_an_action_is_planned_until_it_is_moved() -> None:
    actions = [Known(1, date(2026, 9, 20), "completed"), Known(2, date(2026, 11, 2), "planned")]
    moves = [Move(date(2026, 10, 1), 1, "in_progress"), Move(date(2026, 12, 1), 1, "completed")]
    series = rules.months(actions, moves, TODAY)
    assert [(month.first.month, month.counts) for month in series] == [
        (9, {"planned": 1}),
        (10, {"in_progress": 1}),
        (11, {"in_progress": 1, "planned": 1}),
        (12, {"completed": 1, "planned": 1}),
    ]


def test_a_month_ends_with_its_last_day() -> None:
    actions = [Known(1, date(2026, 10, 5), "paused")]
    moves = [Move(date(2026, 10, 31), 1, "in_progress"), Move(date(2026, 11, 1), 1, "paused")]
    assert [month.counts for month in rules.months(actions, moves, TODAY)][:2] == [{"in_progress": 1}, {"paused": 1}]


def test_without_actions_there_is_no_series() -> None:
    assert rules.months([], [], TODAY) == []
    assert rules.chart([]).bars == []


def test_only_the_last_twelve_months_are_told() -> None:
    series = rules.months([Known(1, date(2020, 1, 1), "planned")], [], TODAY)
    assert [series[0].first, series[-1].first, len(series)] == [date(2026, 1, 1), date(2026, 12, 1), 12]


@given(st.lists(st.tuples(days, statuses), max_size=30), st.lists(st.tuples(days, st.integers(0, 30), statuses)))
def test_the_last_month_is_what_stands_today_and_no_action_is_lost(
    given_actions: list[tuple[date, str]], given_moves: list[tuple[date, int, str]]
) -> None:
    actions = [Known(number, since, status) for number, (since, status) in enumerate(given_actions)]
    series = rules.months(actions, [Move(*move) for move in given_moves], TODAY)
    if actions:
        assert series[-1].counts == Counter(status for _, status in given_actions)
    for month in series[:-1]:
        following = (month.first + timedelta(days=32)).replace(day=1)
        assert sum(month.counts.values()) == sum(since < following for since, _ in given_actions)
    assert [month.first for month in series] == sorted({month.first for month in series})


@given(st.lists(st.dictionaries(statuses, st.integers(0, 400)), min_size=1, max_size=12))
def test_no_bar_leaves_the_picture_and_every_block_has_its_share(counts: list[dict[str, int]]) -> None:
    chart = rules.chart([Month(TODAY, one) for one in counts])
    numbers = [number for number, _ in chart.lines]
    assert numbers == sorted(set(numbers))
    assert len(numbers) <= 7
    for bar, one in zip(chart.bars, counts, strict=True):
        assert bar.top >= rules.TOP - 0.2
        assert rules.LEFT <= bar.x <= bar.x + bar.width <= rules.WIDTH
        assert {block.status: block.number for block in bar.blocks} == {
            status: one[status] for status in rules.DRAWN if one.get(status)
        }


@pytest.mark.parametrize(("people", "shown"), [(0, None), (9, None), (10, 10), (400, 400)])
def test_fewer_than_ten_people_are_not_counted_in_public(people: int, shown: int | None) -> None:
    assert rules.shown(people) == shown
