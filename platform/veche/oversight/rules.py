"""Terms of appeals, the draw of blind reviews, quarters and what is counted in them: values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from veche.core.clock import CITY_ZONE
from veche.core.policy import N_
from veche.moderation.rules import APPEAL_TARGET

SHORTEST, LONGEST = 20, 2000
ANSWERED_IN = APPEAL_TARGET
# The same decision under two names: a report that was left and a first text that was shown both let the text stand.
_SAME = {"approve": "leave"}
REVIEWED = ("hide", "leave", "approve", "remove", "redact", "warn", "mute", "ban")
WOULD_HAVE = {
    "leave": N_("Let it stand"),
    "hide": N_("Hide it"),
    "remove": N_("Remove it, with a second moderator"),
    "redact": N_("Take personal data out of it"),
    "warn": N_("Warn its author"),
    "mute": N_("Silence its author for days"),
    "ban": N_("Ban its author, with a second moderator"),
}
OUTCOMES = {
    "upheld": N_("The decision stands"),
    "overturned": N_("The decision is overturned"),
    "settled": N_("The measure was taken back before anybody decided"),
}
STATES = {
    "refused": N_("refused by a second moderator"),
    "lapsed": N_("lapsed: nobody confirmed it in time"),
    "undone": N_("taken back"),
    "overturned": N_("overturned on appeal"),
}


def last_day(acted: datetime, days: int) -> datetime:
    """Until when an act can be appealed."""
    return acted + timedelta(days=days)


def is_too_late(acted: datetime, days: int, now: datetime) -> bool:
    return now > last_day(acted, days)


def is_drawn(mark: str, share: float) -> bool:
    """Whether a decision is reviewed blind: the keyed digest of its journal entry chooses, so nobody does.

    mark: the digest. share: percent. The same entry is always or never drawn; who has not the key cannot foresee it.
    """
    return int(mark[:16], 16) < share / 100 * 2**64


def agrees(decided: str, would_have: str) -> bool:
    """Whether the second moderator would have done what the first one did."""
    return _SAME.get(decided, decided) == would_have


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of the city's calendar: 2026-Q4."""

    year: int
    number: int

    @property
    def code(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def begins(self) -> datetime:
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=CITY_ZONE)

    @property
    def ends(self) -> datetime:
        return self.later().begins

    def later(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def earlier(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number + 2) % 4 + 1)

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, code: str) -> "Quarter | None":
        """The quarter that a code names, if it names one that a calendar has."""
        year, _, number = code.partition("-Q")
        if len(year) != 4 or not (year + number).isascii() or not (year + number).isdigit() or number not in "1234":
            return None
        return cls(int(year), int(number)) if len(number) == 1 and 2000 <= int(year) <= 9000 else None


def quarters(first: date, last: date, most: int) -> list[Quarter]:
    """The quarters from one day to another, the newest first, at most so many."""
    found, begin = [Quarter.of(last)], Quarter.of(first)
    while found[-1] > begin and len(found) < most:
        found.append(found[-1].earlier())
    return found


def middle(spans: Iterable[timedelta]) -> timedelta | None:
    """The median of how long things took: half of them took no longer."""
    seconds = [span.total_seconds() for span in spans]
    return timedelta(seconds=median(seconds)) if seconds else None


def share(part: int, whole: int) -> int | None:
    """Percent, rounded; nothing of nothing."""
    return round(100 * part / whole) if whole else None
