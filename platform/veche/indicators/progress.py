"""What the values of an indicator say: its trend, the way to its target, whether it keeps to the plan. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Protocol

HUNDRED = Decimal(100)
TRENDS = ("improving", "worsening", "unchanged", "no_data")
STATES = ("on_track", "behind", "reached", "no_data", "no_target")


class Recorded(Protocol):
    """A measurement, as far as these rules ask."""

    @property
    def id(self) -> int: ...
    @property
    def on(self) -> date: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def is_withdrawn(self) -> bool: ...


@dataclass(frozen=True)
class Value:
    """A value on a day."""

    on: date
    value: Decimal


@dataclass(frozen=True)
class Course:
    """From where and how far an indicator is to go; `rising`: a larger value is the better one."""

    rising: bool = True
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    target_on: date | None = None

    def as_good(self, value: Decimal, other: Decimal) -> bool:
        """Whether the value is at least as good as the other."""
        return value >= other if self.rising else value <= other


def standing_ids(measurements: Iterable[Recorded]) -> set[int]:
    """The measurements that count: not withdrawn, and of one day the one that was recorded last."""
    by_day: dict[date, int] = {}
    for one in measurements:
        if not one.is_withdrawn:
            by_day[one.on] = max(one.id, by_day.get(one.on, 0))
    return set(by_day.values())


def standing(measurements: Sequence[Recorded]) -> list[Value]:
    """The values that count, by their days."""
    ids = standing_ids(measurements)
    return sorted((Value(one.on, one.value) for one in measurements if one.id in ids), key=lambda value: value.on)


def trend(values: Sequence[Value], rising: bool) -> str:
    """ "improving", "worsening" or "unchanged" by the last two values; "no_data" while there are fewer."""
    if len(values) < 2:
        return "no_data"
    before, now = values[-2].value, values[-1].value
    if before == now:
        return "unchanged"
    return "improving" if (now > before) == rising else "worsening"


def expected(course: Course, on: date) -> Decimal | None:
    """The value on a day by an even pace from the baseline to the target: before it the baseline, after it the target.

    Nothing where one of the four ends of the way is missing or there is no time between them.
    """
    start, start_on, end, end_on = course.baseline, course.baseline_on, course.target, course.target_on
    if start is None or start_on is None or end is None or end_on is None or start_on >= end_on:
        return None
    if on >= end_on:
        return end
    days, passed = (end_on - start_on).days, max(0, (on - start_on).days)
    return start + (end - start) * passed / days


def state(course: Course, latest: Value | None) -> str:
    """How an indicator stands by its latest value.

    "reached": as good as the target. "on_track": as good as an even pace asks for on the day of the value. "behind":
    not even that. "no_target": no target, or no baseline that a pace could begin from.
    """
    if latest is None:
        return "no_data"
    if course.target is not None and course.as_good(latest.value, course.target):
        return "reached"
    asked = expected(course, latest.on)
    if asked is None:
        return "no_target"
    return "on_track" if course.as_good(latest.value, asked) else "behind"


def way(course: Course, value: Decimal | None) -> Decimal | None:
    """How much of the way from baseline to target is gone, in percent: under 0 after a step back, over 100 beyond.

    Nothing where there is no such way, or none to go because both ends are the same.
    """
    if value is None or course.baseline is None or course.target is None or course.baseline == course.target:
        return None
    return (value - course.baseline) * HUNDRED / (course.target - course.baseline)


def bar(share: Decimal | None) -> int | None:
    """The same for a bar: whole percent from 0 to 100, rounded down: 99.9 must not look like a target reached."""
    if share is None:
        return None
    return int(min(max(share, Decimal(0)), HUNDRED).to_integral_value(ROUND_DOWN))


def missing_to(course: Course, value: Decimal | None) -> Decimal | None:
    """How much is missing to the target, 0 when it is reached; nothing without both."""
    if value is None or course.target is None:
        return None
    return Decimal(0) if course.as_good(value, course.target) else abs(course.target - value)


def shortfall(course: Course, latest: Value | None) -> Decimal | None:
    """How much is missing to the even pace on the day of the latest value; nothing where it is kept or unknown."""
    asked = expected(course, latest.on) if latest else None
    if latest is None or asked is None or course.as_good(latest.value, asked):
        return None
    return abs(asked - latest.value)


def faults(course: Course) -> list[str]:
    """What makes a course impossible, by the names of the fields: a value without its day, a target without a baseline,
    a target before its baseline, a target that is worse than the baseline."""
    found = []
    if (course.baseline is None) != (course.baseline_on is None):
        found.append("baseline_on" if course.baseline_on is None else "baseline")
    if (course.target is None) != (course.target_on is None):
        found.append("target_on" if course.target_on is None else "target")
    if course.target is not None:
        found += _faults_of_target(course, course.target)
    return found


def _faults_of_target(course: Course, target: Decimal) -> list[str]:
    if course.baseline is None:
        return ["baseline"] if course.baseline_on is None else []
    wrong = [] if course.as_good(target, course.baseline) else ["worse"]
    if course.baseline_on and course.target_on and course.target_on <= course.baseline_on:
        wrong.append("order")
    return wrong
