"""Where bars and milestones stand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from veche.tracking.charts import BASE, LEFT, LINE_WIDTH, RIGHT, TOP, chart, line

DAY = date(2026, 12, 8)


def figures(*values: int) -> list[tuple[date, Decimal]]:
    return [(DAY + timedelta(days=place), Decimal(value)) for place, value in enumerate(values)]


def test_the_largest_value_is_as_high_as_the_chart_and_the_target_counts():
    drawn = chart(figures(50, 100), Decimal(200), overdue=False)
    assert drawn is not None
    assert drawn.target_y == TOP
    assert [bar.y for bar in drawn.bars] == [BASE - (BASE - TOP) / 4, BASE - (BASE - TOP) / 2]


@pytest.mark.parametrize("values", [(0,), (0, 0), (1, 2, 3, 4, 5, 6, 7, 8, 9)])
@pytest.mark.parametrize("overdue", [True, False])
def test_bars_stay_on_the_sheet_in_order_of_time(values, overdue):
    drawn = chart(figures(*values), None, overdue)
    assert drawn is not None
    places = [bar.x for bar in drawn.bars]
    assert places == sorted(places)
    assert all(LEFT < bar.x - bar.width / 2 < bar.x + bar.width / 2 < RIGHT for bar in drawn.bars)
    assert (drawn.missing_x is not None) == overdue


def test_a_figure_of_nothing_is_still_seen():
    drawn = chart(figures(0), Decimal(4), overdue=False)
    assert drawn is not None
    assert drawn.bars[0].path.split()[1].startswith(f"{BASE - 3:.1f}")


@pytest.mark.parametrize("values", [(), (-3,), (4, -1)])
def test_what_bars_cannot_show_is_not_drawn(values):
    assert chart(figures(*values), Decimal(10), overdue=False) is None


def test_milestones_stand_by_their_days():
    drawn = line(
        [(DAY, "done"), (DAY + timedelta(days=50), "ahead"), (DAY + timedelta(days=100), "ahead")], DAY, None, None
    )
    first, middle, last = (stop.x for stop in drawn.stops)
    assert middle - first == pytest.approx(last - middle)
    assert drawn.now == first


@pytest.mark.parametrize("number", [1, 2, 10, 40])
def test_milestones_of_one_day_stand_beside_each_other_on_the_line(number):
    drawn = line([(DAY, "ahead")] * number, DAY + timedelta(days=9), DAY, DAY + timedelta(days=300))
    places = [stop.x for stop in drawn.stops]
    assert len(set(places)) == number
    assert places == sorted(places)
    assert places[0] >= 0
    assert places[-1] <= LINE_WIDTH


def test_today_is_marked_only_between_the_first_day_and_the_last():
    stops = [(DAY, "done"), (DAY + timedelta(days=10), "ahead")]
    assert line(stops, DAY - timedelta(days=1), None, None).now is None
    assert line(stops, DAY + timedelta(days=11), None, None).now is None
    assert line(stops, DAY + timedelta(days=11), None, DAY + timedelta(days=20)).now is not None
    assert line([], DAY, DAY, DAY).stops == []
