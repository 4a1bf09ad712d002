"""How two proposals become one: whose word is missing, which terms begin when. Values in, values out."""

import math
import re
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from veche.core.policy import N_

LONGEST_REASON = 600
CHOICES = ("moved", "kept", "withdrawn")
SIDES = ("source", "target")
STATES = {
    "proposed": N_("Merging is proposed"),
    "done": N_("Merged"),
    "declined": N_("Merging is declined"),
    "withdrawn": N_("Merging is taken back"),
    "undone": N_("Merging is undone"),
}
_ADDRESS = re.compile(r"/proposals/(\d{1,9})(?!\d)")
_NUMBER = re.compile(r"\s*(?:№|#)?\s*(\d{1,9})\s*")


class Pair(NamedTuple):
    """Two proposals of which the source is to become part of the target; `settles_at` as in models.Merge."""

    source: Any
    target: Any
    settles_at: datetime | None = None


def number_in(typed: str) -> int | None:
    """The number of the proposal in what a person typed: its address, or the bare number."""
    found = _ADDRESS.search(typed) or _NUMBER.fullmatch(typed)
    return int(found[1]) if found else None


def agreed_at(merge: Any, side: str) -> datetime | None:
    moment: datetime | None = getattr(merge, f"{side}_agreed_at")
    return moment


def missing(merge: Any) -> list[str]:
    """The sides that have not agreed."""
    return [side for side in SIDES if agreed_at(merge, side) is None]


def written_by(person_id: Any, pair: Any) -> list[str]:
    """The sides that the person writes."""
    return [side for side in SIDES if person_id in getattr(pair, side).writer_ids]


def consents_of(person_id: Any, pair: Any) -> list[str]:
    """The sides for which the person may agree. What becomes a part of another one ceases to stand by itself, so for
    the source its first author alone agrees; for the target anybody who writes it."""
    writes = {"source": person_id == pair.source.author_id, "target": person_id in pair.target.writer_ids}
    return [side for side in SIDES if writes[side]]


def is_writer(person_id: Any, pair: Any) -> bool:
    """Whether the person writes one of the two."""
    return bool(written_by(person_id, pair))


def ever_wrote(person_id: Any, pair: Any) -> bool:
    """Whether the person wrote one of the two at any time."""
    return any(person_id in getattr(pair, side).ever_writer_ids for side in SIDES)


def term(moment: datetime, days: int) -> datetime:
    """When a term of so many days that begins now is over."""
    return moment + timedelta(days=days)


def days_left(until: datetime | None, now: datetime) -> int:
    """How many days of its term for support a proposal still has; a begun day is a whole one, and there is one at
    least."""
    return max(1, math.ceil((until - now) / timedelta(days=1))) if until else 1


def is_silent(merge: Any, now: datetime) -> bool:
    """Whether a side has kept silent for so long that a moderator may stand in for it."""
    return bool(merge.state == "proposed" and now >= merge.silent_until)


def in_term(merge: Any, now: datetime) -> bool:
    """Whether supporters still choose and the merge can still be undone."""
    return bool(merge.state == "done" and merge.undo_until and now < merge.undo_until)
