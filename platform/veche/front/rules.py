"""The composition of the day, and who owes what: laid out by rule from live counts; values in, values out.

Wedges are open votes, circles proposals that gather support, squares answers owed, bars actions in progress. The same
counts give the same picture. Few forms are large; of each kind at most 24 are drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, radians, sin
from typing import Any

WIDTH, HEIGHT = 560, 480
MOST = 24
TILT = -14.0
GAP = 5.0
# Which share of the room the next form asks for: few are large, many end even.
_FADING = (1.0, 0.5, 0.3, 0.2)
_LEAST = 0.13
_LENGTHS = (1.0, 0.8, 0.93, 0.62, 0.86, 0.5, 0.97, 0.72)


@dataclass(frozen=True)
class Zone:
    """A rectangle of the sheet before it is tilted."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Form:
    """One form of the picture: `kind` wedge, circle, square or bar; `tone` a (accent), s (soft), '' (ink) or o (only
    an outline: the place of a kind of which there is none today). A circle has `points` = its centre, and `radius`."""

    kind: str
    points: tuple[tuple[float, float], ...]
    tone: str = ""
    radius: float = 0.0

    @property
    def path(self) -> str:
        """The outline as the d of an SVG path."""
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points) + "z"

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        across, down = [x for x, _ in self.points], [y for _, y in self.points]
        r = self.radius
        return min(across) - r, min(down) - r, max(across) + r, max(down) + r


# The four rooms of the tilted sheet (477 × 364, the largest that stays inside the picture when it is tilted).
WEDGES = Zone(42, 60, 262, 158)
SQUARES = Zone(322, 60, 196, 190)
CIRCLES = Zone(42, 236, 232, 186)
BARS = Zone(292, 268, 226, 154)


def composition(votes: int, proposals: int, answers: int, actions: int) -> list[Form]:
    """The picture for these counts, in the order in which it is painted: the wedges come last and drive into it."""
    # A few squares are large enough to be driven into; among many the wedge stops before them.
    into = SQUARES.x + 40 if votes and 0 < answers <= 3 else SQUARES.x - GAP
    squares, circles = _squares(min(answers, MOST)), _circles(min(proposals, MOST))
    return [*squares, *circles, *_bars(min(actions, MOST)), *_wedges(min(votes, MOST), into)]


def drawn(forms: Sequence[Form], kind: str) -> int:
    """How many forms of a kind stand for something."""
    return sum(form.kind == kind and form.tone != "o" for form in forms)


def _rooms(zone: Zone, count: int) -> list[Zone]:
    """The zone cut into rooms that fade in size and do not overlap."""
    return _cut(zone, [_FADING[place] if place < len(_FADING) else _LEAST for place in range(count)])


def _cut(zone: Zone, shares: Sequence[float]) -> list[Zone]:
    if not shares:
        return []
    if len(shares) == 1:
        return [zone]
    half = sum(shares) / 2
    first = min(range(1, len(shares)), key=lambda place: abs(sum(shares[:place]) - half))
    part = sum(shares[:first]) / sum(shares)
    one, other = _halves(zone, part)
    return [*_cut(one, shares[:first]), *_cut(other, shares[first:])]


def _halves(zone: Zone, part: float) -> tuple[Zone, Zone]:
    """The zone cut across its longer side."""
    if zone.width >= zone.height:
        width = zone.width * part
        rest = Zone(zone.x + width, zone.y, zone.width - width, zone.height)
        return Zone(zone.x, zone.y, width, zone.height), rest
    height = zone.height * part
    rest = Zone(zone.x, zone.y + height, zone.width, zone.height - height)
    return Zone(zone.x, zone.y, zone.width, height), rest


def _squares(count: int) -> list[Form]:
    rooms = _rooms(SQUARES, count) or [SQUARES]
    return [_square(room, _tone(count, place, soft=(1,))) for place, room in enumerate(rooms)]


def _square(room: Zone, tone: str) -> Form:
    side = min(room.width, room.height) - GAP
    x, y = room.x + (room.width - side) / 2, room.y + room.height - side - GAP / 2
    return _tilted("square", [(x, y), (x + side, y), (x + side, y + side), (x, y + side)], tone)


def _circles(count: int) -> list[Form]:
    rooms = _rooms(CIRCLES, count) or [CIRCLES]
    return [_circle(room, place, _tone(count, place, soft=(0, 5, 11))) for place, room in enumerate(rooms)]


def _circle(room: Zone, place: int, tone: str) -> Form:
    radius = (min(room.width, room.height) - GAP) / 2
    # Circles float: each leans to another side of its room.
    loose_x, loose_y = room.width - 2 * radius - GAP, room.height - 2 * radius - GAP
    lean_x, lean_y = (place * 5 % 7) / 6, (place * 3 % 5) / 4
    centre = (room.x + GAP / 2 + radius + loose_x * lean_x, room.y + GAP / 2 + radius + loose_y * lean_y)
    return _tilted("circle", [centre], tone, radius)


def _bars(count: int) -> list[Form]:
    pitch = BARS.height / max(count, 4)
    return [_bar(pitch, place, _tone(count, place, soft=())) for place in range(count or 1)]


def _bar(pitch: float, place: int, tone: str) -> Form:
    thick = max(2.5, pitch * (0.62 if place % 3 == 0 else 0.42))
    long = BARS.width * _LENGTHS[place % len(_LENGTHS)]
    x = BARS.x + (BARS.width - long) * (0.5 if place % 2 else 1.0)
    y = BARS.y + pitch * place
    return _tilted("bar", [(x, y), (x + long, y), (x + long, y + thick), (x, y + thick)], tone)


def _wedges(count: int, into: float) -> list[Form]:
    """The first wedge is long and red and drives to `into`; the others fly above it."""
    below = WEDGES.height * (0.62 if count <= 6 else 0.42) if count > 1 else WEDGES.height
    top = WEDGES.height - below
    first = _wedge(Zone(WEDGES.x, WEDGES.y + top, into - WEDGES.x, below), "a" if count else "o")
    others = _rooms(Zone(WEDGES.x, WEDGES.y, WEDGES.width, top), max(0, count - 1))
    return [first, *(_wedge(room, _tone(count, place, soft=(1,))) for place, room in enumerate(others))]


def _wedge(room: Zone, tone: str) -> Form:
    left, right = room.x + GAP / 2, room.x + room.width - GAP / 2
    top, bottom = room.y + GAP / 2, room.y + room.height - GAP / 2
    return _tilted("wedge", [(left, top), (right, top + (bottom - top) * 0.52), (left, bottom)], tone)


def _tone(count: int, place: int, soft: tuple[int, ...]) -> str:
    if not count:
        return "o"
    return "s" if place in soft else ""


def _tilted(kind: str, points: Sequence[tuple[float, float]], tone: str, radius: float = 0.0) -> Form:
    """The form turned with the whole sheet about the middle of the picture."""
    turn = radians(TILT)
    middle_x, middle_y = WIDTH / 2, HEIGHT / 2
    turned = tuple(
        (
            round(middle_x + (x - middle_x) * cos(turn) - (y - middle_y) * sin(turn), 1),
            round(middle_y + (x - middle_x) * sin(turn) + (y - middle_y) * cos(turn), 1),
        )
        for x, y in points
    )
    return Form(kind, turned, tone, round(radius, 1))


@dataclass(frozen=True)
class Owed:
    """A promise with its day: `what` is answer (by the committee) or report (by a body)."""

    what: str
    on: date
    row: Any


def owed(answers: Sequence[Owed], reports: Sequence[Owed], most: int) -> list[Owed]:
    """Who owes next, the longest overdue first."""
    return sorted([*answers, *reports], key=lambda promise: promise.on)[:most]


# Which form of the emblems stands for an act in the journal: the first beginning that fits.
_VERBS = (
    ("text.restored", "m-done"),
    ("text.left", "m-done"),
    ("text.", "m-stop"),
    ("person.lifted", "m-done"),
    ("person.warned", "m-stop"),
    ("person.muted", "m-stop"),
    ("person.ban", "m-stop"),
    ("measure.", "m-done"),
    ("vote.", "j-3"),
    ("proposal.accepted", "j-4"),
    ("proposal.declined", "j-4"),
    ("proposal.deferred", "j-4"),
    ("proposal.resumed", "j-4"),
    ("answer.", "j-4"),
    ("letter.", "j-4"),
    ("position.", "j-4"),
    ("taking.", "j-4"),
    ("seat.", "j-4"),
    ("sector", "j-4"),
    ("sitting.", "j-4"),
    ("written.", "j-4"),
    ("minutes.", "j-4"),
    ("recusal.", "m-abstain"),
    ("proposal.dormant", "m-wait"),
    ("proposal.withdrawn", "m-abstain"),
    ("action.", "j-5"),
    ("milestone.done", "m-done"),
    ("milestone.dropped", "m-stop"),
    ("milestone.", "j-5"),
    ("plan.", "j-5"),
    ("indicators.", "j-5"),
    ("indicator.", "j-5"),
    ("proposal.", "j-1"),
    ("amendment.", "j-1"),
    ("thread.", "j-1"),
    ("curation.", "m-none"),
    ("opinion.", "j-1"),
    ("youth.", "j-1"),
    ("consent.", "m-ring"),
)


def form_of(verb: str) -> str:
    """The form on the chain: a circle is a voice, a wedge a vote, a square an answer, bars work."""
    return next((form for beginning, form in _VERBS if verb.startswith(beginning)), "m-ring")


def has_public_actor(verb: str) -> bool:
    """Whether the journal's page names who acted: never whose support or ballot it was, nor whose account changed."""
    return not verb.startswith(("vote.", "password.", "email.", "factor.")) or verb == "factor.reset"
