"""Whose texts wait, what a newcomer may do how often, and when each limit falls away. Values in, values out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from veche.accounts.rules import VOUCHED
from veche.core.policy import N_

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
RESIDENTS_FIRST = 1  # whom a desk has seen shows with one text that they know the rules
ALL = "all"

KINDS = {
    "thread": N_("discussions"),
    "post": N_("messages"),
    "proposal": N_("proposals"),
    "argument": N_("arguments"),
    "amendment": N_("amendments"),
    "condition": N_("conditions"),
    "report": N_("reports of breaches"),
}
DAILY = {"thread": 3, "post": 10, "proposal": 1, "argument": 5, "amendment": 3, "condition": 5, "report": 10}


def looks_needed(person: Any, looks: int) -> int:
    """How many texts of the person a moderator looks at first: a verified resident needs one; none staff, and who takes
    part by a desk, whose staff read what they enter."""
    if person.roles or getattr(person, "is_assisted", False):
        return 0
    return min(looks, RESIDENTS_FIRST) if person.is_resident else looks


def waits(person: Any, looks: int) -> bool:
    """Whether the person's next text waits for a moderator's first look."""
    return bool(person.passed < looks_needed(person, looks))


def grown_at(person: Any, days: int) -> datetime | None:
    """When the person's account is old enough; None before it is confirmed."""
    return person.confirmed_at + timedelta(days=days) if person.confirmed_at else None


def is_newcomer(person: Any, looks: int, days: int, now: datetime) -> bool:
    """Whether the daily limits hold: until the account is old enough and its first texts are through."""
    if person.roles or person.passed >= VOUCHED:
        return False
    grown = grown_at(person, days)
    return waits(person, looks) or grown is None or now < grown


@dataclass(frozen=True)
class Limit:
    """At most `most` of a kind within the window; `used` of them are spent, the next is free `again` at the latest."""

    what: str
    most: int
    used: int
    again: datetime | None = None

    @property
    def left(self) -> int:
        return max(self.most - self.used, 0)

    @property
    def is_near(self) -> bool:
        """Whether to speak of it: one is left, or none."""
        return self.used > 0 and self.left <= 1


def limit(what: str, most: int, moments: Sequence[datetime], now: datetime, window: timedelta) -> Limit:
    """How a limit stands after acts at these moments; `again` is when the next is possible once none is left."""
    inside = sorted(moment for moment in moments if moment > now - window)
    again = inside[-most] + window if most and len(inside) >= most else None
    return Limit(what, most, len(inside), again)


def daily(text: str) -> dict[str, int]:
    """«thread:3,post:10» over the usual limits. Raises ValueError."""
    found = dict(DAILY)
    for part in filter(None, (part.strip() for part in text.split(","))):
        what, _, most = part.partition(":")
        if what not in KINDS or not most.isdigit() or int(most) < 1:
            raise ValueError(f"expected kind:number with a kind of {', '.join(KINDS)}")
        found[what] = int(most)
    return found


def links_allowed(person: Any, most: int) -> int:
    """How many links a newcomer's text may hold: none before the first one is through."""
    return most if person.passed else 0


def of_kind(acts: Iterable[tuple[str, datetime]], what: str) -> list[datetime]:
    return [moment for kind, moment in acts if what in (kind, ALL)]


def described(limits: Mapping[str, int]) -> str:
    """The limits as the setting spells them."""
    return ",".join(f"{what}:{most}" for what, most in limits.items())
