"""Where the forms of an action's pictures stand: bars of figures, milestones on their line. Values in, places out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LEFT, RIGHT, TOP, BASE = 48.0, 390.0, 40.0, 220.0
MOST_BARS = 6
LINE_WIDTH = 640.0


@dataclass(frozen=True)
class Bar:
    """One figure: its middle, its upper edge, what it says."""

    x: float
    y: float
    width: float
    on: date
    value: Decimal

    @property
    def path(self) -> str:
        """A bar from the base to the value; a figure of nothing is still a thin bar."""
        top = min(self.y, BASE - 3)
        left = self.x - self.width / 2
        return f"M{left:.1f} {top:.1f}h{self.width:.1f}V{BASE:.1f}h-{self.width:.1f}z"


@dataclass(frozen=True)
class Chart:
    """The last figures as bars, the target as a line, and where the figure that did not come would stand."""

    bars: Sequence[Bar]
    target_y: float | None
    missing_x: float | None
    ticks: Sequence[tuple[float, Decimal]]


def chart(figures: Sequence[tuple[date, Decimal]], target: Decimal | None, overdue: bool) -> Chart | None:
    """Bars in order of time, at most six; nothing to draw without figures or with negative ones."""
    shown = list(figures)[-MOST_BARS:]
    if not shown or any(value < 0 for _, value in shown):
        return None
    top = max([value for _, value in shown] + ([target] if target and target > 0 else [])) or Decimal(1)
    places = len(shown) + overdue
    step = (RIGHT - LEFT) / max(places, 4)
    width = min(44.0, step * 0.6)
    bars = [
        Bar(LEFT + step * (place + 0.5), _height(value, top), width, on, value)
        for place, (on, value) in enumerate(shown)
    ]
    missing = LEFT + step * (len(shown) + 0.5) if overdue else None
    line = _height(target, top) if target is not None and target > 0 else None
    return Chart(bars, line, missing, [(BASE, Decimal(0)), (_height(top / 2, top), top / 2)])


def _height(value: Decimal, top: Decimal) -> float:
    return BASE - float(value / top) * (BASE - TOP)


@dataclass(frozen=True)
class Stop:
    """A milestone on the line: its number in the list under it, where it stands and how it does."""

    x: float
    state: str
    number: int


@dataclass(frozen=True)
class Line:
    """The milestones between the first and the last day; `now` is where today stands, if it is between them."""

    stops: Sequence[Stop]
    now: float | None


def line(stops: Sequence[tuple[date, str]], today: date, begins_on: date | None, ends_on: date | None) -> Line:
    """The stops by their days; those closer than a form is wide move apart, in order."""
    days = [day for day, _ in stops] + [day for day in (begins_on, ends_on) if day]
    if not stops or not days:
        return Line([], None)
    first, last = min(days), max(days)
    places = _apart([_place(day, first, last) for day, _ in stops])
    now = _place(today, first, last) if first <= today <= last else None
    return Line(
        [Stop(x, state, place) for place, (x, (_, state)) in enumerate(zip(places, stops, strict=True), 1)], now
    )


def _place(day: date, first: date, last: date) -> float:
    whole = (last - first).days
    return 14 + (LINE_WIDTH - 28) * ((day - first).days / whole if whole else 0.5)


def _apart(places: list[float]) -> list[float]:
    gap = min(26.0, (LINE_WIDTH - 28) / max(len(places) - 1, 1))
    forward: list[float] = []
    for place in places:
        forward.append(max(place, forward[-1] + gap) if forward else place)
    highest = LINE_WIDTH - 14
    for number in range(len(forward) - 1, -1, -1):
        forward[number] = min(forward[number], highest)
        highest = forward[number] - gap
    return forward
