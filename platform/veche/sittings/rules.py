"""When a sitting is coming, under way or over, what its quorum is, and which terms of office stand beside each other.

Values in, values out. A written procedure ends by its time, whether or not a worker has written that down.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from veche.committee import rules as committee_rules

COMING, UNDER_WAY, OVER, HELD, CANCELLED = "coming", "under_way", "over", "held", "cancelled"
PRESENCES = ("present", "excused", "absent")
OFFICES = ("chair", "secretary", "member")
ONLY_ONE = frozenset({"chair", "secretary"})
REMIND_BEFORE = timedelta(hours=48)
SHORTEST_PROCEDURE, LONGEST_PROCEDURE = timedelta(days=1), timedelta(days=60)
USUAL_LENGTH = timedelta(hours=2)
LONGEST_AGENDA = 60
LONGEST_TERM_YEARS = 6


def phase(sitting: Any, now: datetime) -> str:
    """Where a sitting stands in time; one that nobody has written down yet is under way, or over, all the same."""
    if sitting.status in {HELD, CANCELLED}:
        return str(sitting.status)
    if now < sitting.begins_at:
        return COMING
    if sitting.sort == "written" and sitting.ends_at <= now:
        return OVER
    return UNDER_WAY


def is_timely(sort: str, begins_at: datetime, ends_at: datetime | None, now: datetime) -> bool:
    """A sitting begins in the future; a written procedure runs for a day at least and sixty at most."""
    if sort == "sitting":
        return now < begins_at <= now + timedelta(days=366)
    return ends_at is not None and SHORTEST_PROCEDURE <= ends_at - begins_at <= LONGEST_PROCEDURE


def quorum(members: int) -> int:
    """How many have to be there: half of the members, rounded up, as for an answer in which nobody has an interest."""
    return committee_rules.quorum(members, members)


def is_reminder_due(sitting: Any, now: datetime) -> bool:
    """Once, in the last 48 hours of a written procedure that still runs."""
    if sitting.sort != "written" or sitting.reminded_at is not None or phase(sitting, now) != UNDER_WAY:
        return False
    return bool(now >= sitting.ends_at - REMIND_BEFORE)


def moved(places: Sequence[int], item: int, by: int) -> list[int]:
    """The items' numbers in their order after one of them moved up (-1) or down (+1); the ends hold it."""
    order = list(places)
    at = order.index(item)
    to = min(max(at + by, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    return order


# Terms of office


@dataclass(frozen=True)
class Term:
    """From the first to the last day, both of them in office."""

    since: date
    until: date | None

    def meets(self, other: "Term") -> bool:
        """Whether there is a day that belongs to both."""
        return (self.until is None or other.since <= self.until) and (other.until is None or self.since <= other.until)

    def leaves_gap_after(self, other: "Term") -> bool:
        """Whether there are days between the other's end and this beginning."""
        return other.until is not None and self.since > other.until + timedelta(days=1)


def is_whole(term: Term, today: date) -> bool:
    """Whether a term can be given: it ends after it begins, not in the past, and not in a far future."""
    if term.until is None or term.until < term.since or term.until < today:
        return False
    return term.until.year - term.since.year <= LONGEST_TERM_YEARS


def together(seats: Iterable[Any], today: date) -> Term | None:
    """The term for which a person's seats give the role, from the first day that counts to the last, if any do."""
    live = [seat for seat in seats if seat.is_in_term(today) or seat.is_ahead(today)]
    if not live:
        return None
    ends = [seat.until for seat in live]
    return Term(min(seat.since for seat in live), None if None in ends else max(ends))


# The packaged sectors


def parse_sectors(data: bytes) -> list[dict[str, str]]:
    """The sectors of the packaged file, each with its title in three languages."""
    read: list[dict[str, str]] = tomllib.loads(data.decode("utf-8"))["sector"]
    return [{f"title_{language}": row[language] for language in ("ru", "be", "en")} for row in read]
