"""How the actions stood month by month, how that is drawn, and which counts of people may be shown. Values in, values
out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

FEWEST_PEOPLE = 10
MONTHS = 12
# From the bottom of a bar upwards; dropped actions are not work and are not drawn.
DRAWN = ("completed", "in_progress", "paused", "planned")
WIDTH, HEIGHT, LEFT, TOP, BASE = 400, 250, 30, 24, 206


class Known(NamedTuple):
    """An action: since when, and its status now."""

    number: int
    since: date
    status: str


class Move(NamedTuple):
    """From that day on the action had that status."""

    day: date
    number: int
    status: str


@dataclass(frozen=True)
class Month:
    """How many actions had each status when the month ended; the present month as it is now."""

    first: date
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.get(status, 0) for status in DRAWN)


def months(actions: Sequence[Known], moves: Iterable[Move], today: date, most: int = MONTHS) -> list[Month]:
    """The last months up to the present one, beginning no earlier than the first action.

    An action is planned from its beginning until it is moved. The present month is counted from the actions as they
    are, so the last bar and the numbers of today are one and the same.
    """
    if not actions:
        return []
    begins = _month(min(action.since for action in actions))
    firsts = [first for first in _last_months(today, most) if first >= begins] or [_month(today)]
    known, changes = {action.number: action for action in actions}, sorted(moves, key=lambda move: move.day)
    past = [Month(first, _at(known, changes, following)) for first, following in pairwise(firsts)]
    return [*past, Month(firsts[-1], dict(Counter(action.status for action in actions)))]


def _at(known: dict[int, Known], changes: Sequence[Move], day: date) -> dict[str, int]:
    """The statuses at the beginning of a day."""
    statuses = {number: "planned" for number, action in known.items() if action.since < day}
    for move in changes:
        if move.day < day and move.number in statuses:
            statuses[move.number] = move.status
    return dict(Counter(statuses.values()))


def _month(day: date) -> date:
    return day.replace(day=1)


def _last_months(today: date, most: int) -> list[date]:
    firsts = [_month(today)]
    while len(firsts) < most:
        firsts.append(_month(firsts[-1] - timedelta(days=1)))
    return firsts[::-1]


class Block(NamedTuple):
    """A part of a bar: `number` actions of one status."""

    status: str
    number: int
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """A month drawn as a pile of blocks on the base line."""

    month: Month
    x: float
    width: float
    blocks: Sequence[Block]

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        return self.blocks[-1].y if self.blocks else BASE


@dataclass(frozen=True)
class Chart:
    """The bars and the lines of the scale: (number, y)."""

    bars: Sequence[Bar]
    lines: Sequence[tuple[int, float]]


def chart(series: Sequence[Month]) -> Chart:
    """Bars of one scale, never above the top; the lines of the scale stand at round numbers."""
    step = _step(max([month.total for month in series], default=0))
    highest = max(1, -(-max([month.total for month in series], default=0) // step)) * step
    unit, room = (BASE - TOP) / highest, (WIDTH - LEFT) / max(len(series), 1)
    width = min(room * 0.66, 44)
    bars = [
        Bar(month, round(LEFT + room * place + (room - width) / 2, 1), round(width, 1), _pile(month, unit))
        for place, month in enumerate(series)
    ]
    return Chart(bars, [(number, round(BASE - number * unit, 1)) for number in range(0, highest + 1, step)])


def _step(most: int) -> int:
    """A round number, of which at most five fit into the scale."""
    step = 1
    while step * 5 < most:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def _pile(month: Month, unit: float) -> list[Block]:
    blocks, y = [], float(BASE)
    for status in DRAWN:
        number = month.counts.get(status, 0)
        if number:
            y -= number * unit
            blocks.append(Block(status, number, round(y, 1), round(number * unit, 1)))
    return blocks


def shown(people: int) -> int | None:
    """A count of people, or nothing where they are so few that one might guess who they are."""
    return people if people >= FEWEST_PEOPLE else None
