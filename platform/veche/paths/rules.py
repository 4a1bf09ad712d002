"""The steps of a proposal's path and the curve of its support. Values in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from veche.core.policy import N_

# Which step of the path an act belongs to, by the beginning of its verb; the first that fits.
_STAGES = (
    ("thread.", "thread"),
    ("amendment.", "amendments"),
    ("merge.", "merges"),
    ("vote.", "vote"),
    ("opinion.", "opinion"),
    ("youth.", "opinion"),
    ("text.", "moderation"),
    ("curation.", "moderation"),
    ("proposal.moved", "moderation"),
    ("proposal.accepted", "decision"),
    ("proposal.declined", "decision"),
    ("proposal.deferred", "decision"),
    ("proposal.resumed", "decision"),
    ("answer.", "decision"),
    ("letter.", "decision"),
    ("position.", "decision"),
    ("taking.", "decision"),
    ("recusal.", "decision"),
    ("action.reported", "reports"),
    ("action.started", "action"),
    ("action.", "reports"),
)
TITLES = {
    "thread": N_("Discussion"),
    "text": N_("Text and its versions"),
    "amendments": N_("Amendments"),
    "merges": N_("Merging"),
    "vote": N_("Voting"),
    "opinion": N_("Opinion of the youth council"),
    "decision": N_("Committee’s answer"),
    "action": N_("Action"),
    "reports": N_("Reports"),
    "result": N_("Result"),
    "moderation": N_("Moderation"),
}
FORMS = {
    "thread": "j-1",
    "text": "j-1",
    "amendments": "j-1",
    "merges": "j-2",
    "vote": "j-3",
    "opinion": "j-1",
    "decision": "j-4",
    "action": "j-5",
    "reports": "j-5",
    "result": "j-6",
    "moderation": "m-ring",
}
# What an entry's payload may say on the path; other words are told by the places that the entry leads to.
SAID = (
    "reason",
    "version",
    "supports",
    "needed",
    "votes_for",
    "votes_against",
    "votes_abstain",
    "entitled",
    "quorum",
    "carried",
    "until",
    "closes_at",
    "answer_by",
    "figure",
    "status",
    "before",
    "clause",
    "facts",
    "by",
    "backers",
    "members",
)
WIDTH, HEIGHT = 600, 160


def stage(verb: str, data: dict[str, Any]) -> str:
    """The step of the path that an act belongs to; a report that completes the action is its result."""
    if verb.startswith("action.") and data.get("status") == "completed":
        return "result"
    return next((name for beginning, name in _STAGES if verb.startswith(beginning)), "text")


# What a payload has and an entry of this kind does not say again: an end that is its own, a version of another text.
_UNSAID = {"vote.closed": {"closes_at"}, "thread.summarised": {"version"}, "thread.concluded": {"version"}}


def said(verb: str, data: dict[str, Any]) -> dict[str, Any]:
    """The part of a payload that is published with the entry."""
    names = [name for name in SAID if name not in _UNSAID.get(verb, ())]
    return {name: data[name] for name in names if data.get(name) not in (None, "")}


@dataclass(frozen=True)
class Point:
    """How many supported the present text when the day ended."""

    day: date
    count: int


@dataclass(frozen=True)
class Mark:
    """A day on which something happened to the curve: a new version that asked for support anew."""

    x: float
    version: int


@dataclass(frozen=True)
class Curve:
    """The drawing of the support: `line` and `area` are the d of SVG paths in a box of WIDTH × HEIGHT; `needed_y` is
    the height of the threshold; `top` the number at the upper edge."""

    points: Sequence[Point]
    line: str
    area: str
    needed_y: float
    top: int
    first: date
    last: date
    marks: Sequence[Mark]


def curve(
    points: Sequence[Point], first: date, last: date, needed: int, versions: Iterable[tuple[date, int]] = ()
) -> Curve | None:
    """Steps from the day of publishing to the end of gathering; None when nobody has ever supported it.

    points: by day, ascending, one for each day on which the count changed. versions: (day, number) of material ones.
    """
    points = [point for point in points if first <= point.day <= last]
    if not points:
        return None
    top = max(needed, *(point.count for point in points))
    days = max((last - first).days, 1)

    def across(day: date) -> float:
        return round((day - first).days * WIDTH / days, 1)

    def down(count: int) -> float:
        return round(HEIGHT - count * HEIGHT / top, 1)

    line = f"M0 {HEIGHT}" + "".join(f"H{across(point.day):g}V{down(point.count):g}" for point in points) + f"H{WIDTH}"
    marks = [Mark(across(day), number) for day, number in versions if first <= day <= last]
    return Curve(points, line, f"{line}V{HEIGHT}z", down(needed), top, first, last, marks)
