"""Where the parts of an indicator's chart stand: scales, ticks, points. Pure; the template only draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from veche.indicators.progress import Course, Value

WIDTH, HEIGHT = 400, 250
LEFT, RIGHT, TOP, BOTTOM = 52, 390, 30, 214
MOST_MARKED = 60  # more points than these are drawn as a line alone
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)  # months between the ticks of the time axis


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    value: Value


@dataclass(frozen=True)
class Tick:
    """A labelled place on an axis: `at` in the picture's units; a value on the upright axis, a day on the other."""

    at: float
    value: Decimal = Decimal(0)
    on: date | None = None


@dataclass(frozen=True)
class Chart:
    """A picture of WIDTH x HEIGHT. `pace`: the ends of the even way from baseline to target. `by_year`: whether the
    days on the time axis are years."""

    points: tuple[Point, ...]
    ticks: tuple[Tick, ...]
    days: tuple[Tick, ...]
    by_year: bool
    baseline: float | None
    target: float | None
    pace: tuple[float, float, float, float] | None

    @property
    def line(self) -> str:
        """The values joined, as the d of a path."""
        return "M" + "L".join(f"{point.x:g} {point.y:g}" for point in self.points) if self.points else ""

    @property
    def marked(self) -> tuple[Point, ...]:
        """The points that get a mark of their own: all while they are few, else only the last."""
        return self.points if len(self.points) <= MOST_MARKED else self.points[-1:]

    @property
    def last(self) -> Point | None:
        return self.points[-1] if self.points else None


def chart(values: Sequence[Value], course: Course) -> Chart | None:
    """The chart of the values by their days with the lines of baseline and target; nothing where there is no value."""
    if not values:
        return None
    across = _Across(*_days(values, course))
    down = _Down(nice_ticks(*_range(values, course)))
    return Chart(
        points=tuple(Point(across.x(one.on), down.y(one.value), one) for one in values),
        ticks=tuple(Tick(down.y(value), value=value) for value in down.ticks),
        days=tuple(Tick(across.x(on), on=on) for on in across.ticks),
        by_year=across.by_year,
        baseline=None if course.baseline is None else down.y(course.baseline),
        target=None if course.target is None else down.y(course.target),
        pace=_pace(course, across, down),
    )


def _range(values: Sequence[Value], course: Course) -> tuple[Decimal, Decimal]:
    shown = [one.value for one in values]
    shown += [value for value in (course.baseline, course.target) if value is not None]
    return min(shown), max(shown)


def _days(values: Sequence[Value], course: Course) -> tuple[date, date]:
    shown = [one.on for one in values]
    if course.baseline is not None and course.target is not None:
        shown += [on for on in (course.baseline_on, course.target_on) if on is not None]
    return min(shown), max(shown)


def _pace(course: Course, across: "_Across", down: "_Down") -> tuple[float, float, float, float] | None:
    start, start_on, end, end_on = course.baseline, course.baseline_on, course.target, course.target_on
    if start is None or start_on is None or end is None or end_on is None:
        return None
    return across.x(start_on), down.y(start), across.x(end_on), down.y(end)


class _Across:
    """The scale of time; a single day stands in the middle."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.days = first, (last - first).days
        step, self.ticks = day_ticks(first, last)
        self.by_year = step >= 12

    def x(self, on: date) -> float:
        share = (on - self.first).days / self.days if self.days else 0.5
        return round(LEFT + 8 + share * (RIGHT - LEFT - 16), 1)


class _Down:
    """The scale of values, from the lowest tick to the highest."""

    def __init__(self, ticks: Sequence[Decimal]) -> None:
        self.ticks = ticks

    def y(self, value: Decimal) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return round(BOTTOM - float((value - low) / (high - low)) * (BOTTOM - TOP), 1)


def nice_ticks(low: Decimal, high: Decimal, at_most: int = 6) -> list[Decimal]:
    """At least two round numbers at even steps of 1, 2 or 5 times a power of ten; they enclose low and high.

    Equal ends get room on both sides, save that nothing goes below 0 which does not begin there.
    """
    if low == high:
        room = abs(low) / 2 or Decimal(1)
        low, high = low - room, high + room
    step = _nice_step((high - low) / (at_most - 1))
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return [step * (first + place) for place in range(int(last - first) + 1)]


def _nice_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 5 times a power of ten that is not under `least`."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(step for factor in (1, 2, 5, 10) if (step := power * factor) >= least)


def day_ticks(first: date, last: date, at_most: int = 5) -> tuple[int, list[date]]:
    """The step in months and the first days of months at that step between the two; the ends where no such day lies
    between them (the step is then 0)."""
    for step in _STEPS:
        found = _month_starts(first, last, step)
        if len(found) <= at_most:
            break
    return (step, found) if len(found) > 1 else (0, sorted({first, last}))


def _month_starts(first: date, last: date, step: int) -> list[date]:
    begin = first.year * 12 + first.month - 1 + (first.day > 1)
    begin += -begin % step
    end = last.year * 12 + last.month - 1
    return [date(months // 12, months % 12 + 1, 1) for months in range(begin, end + 1, step)]
