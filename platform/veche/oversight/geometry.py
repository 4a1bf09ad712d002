"""The picture of the quarters: a bar for the measures, its black part for those that an appeal overturned."""

from collections.abc import Sequence
from dataclasses import dataclass

from veche.oversight.figures import Figures

# Narrow enough for its numbers to be read on a phone.
WIDTH, HEIGHT, LEFT, BASE, TOP = 480, 260, 40, 206, 24


@dataclass(frozen=True)
class Bar:
    """One quarter on the picture."""

    figures: Figures
    x: float
    width: float
    y: float
    overturned_y: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Picture:
    bars: Sequence[Bar]
    lines: Sequence[tuple[int, float]]


def picture(quarters: Sequence[Figures]) -> Picture:
    """The bars from the oldest to the newest quarter over a scale that holds the highest."""
    told = list(reversed(quarters))
    step = _step(max((one.measured for one in told), default=0))
    top = step * 4
    room = (WIDTH - LEFT - 8) / max(len(told), 4)
    bars = [
        Bar(
            one,
            round(LEFT + place * room + room * 0.2, 1),
            round(room * 0.6, 1),
            _y(one.measured, top),
            _y(min(one.overturned, one.measured), top),
        )
        for place, one in enumerate(told)
    ]
    return Picture(bars, [(number, _y(number, top)) for number in range(0, top + 1, step)])


def _y(number: int, top: int) -> float:
    return round(BASE - (BASE - TOP) * number / top, 1)


def _step(highest: int) -> int:
    """A round step of which four hold the highest number."""
    step = 1
    for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000):
        step = size
        if size * 4 >= highest:
            break
    return step
