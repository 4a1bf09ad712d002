"""What an action costs and brings: totals by source, cost per result, what a result and a lesson must say. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from veche.core.policy import N_

SOURCES = {
    "city": N_("City budget"),
    "region": N_("Regional budget"),
    "state": N_("State budget"),
    "grant": N_("Grant"),
    "sponsor": N_("Sponsor"),
    "volunteer": N_("Work of volunteers, in money"),
    "other": N_("Other"),
}
CENT = Decimal("0.01")


class Spent(Protocol):
    """A line of costs, as far as a sum asks."""

    @property
    def planned(self) -> Decimal: ...
    @property
    def spent(self) -> Decimal: ...


@dataclass(frozen=True)
class Total:
    """All lines together."""

    planned: Decimal
    spent: Decimal

    @property
    def is_over(self) -> bool:
        """Whether more was spent than planned."""
        return self.spent > self.planned

    @property
    def apart(self) -> Decimal:
        """How far spending stands from the plan, never negative."""
        return abs(self.planned - self.spent)


def total(lines: Iterable[Spent]) -> Total:
    """The sum of planned and of spent; zeros for no lines."""
    rows = list(lines)
    return Total(sum((row.planned for row in rows), Decimal(0)), sum((row.spent for row in rows), Decimal(0)))


def width(amount: Decimal, largest: Decimal) -> int:
    """The length of a bar in whole percent of the largest one; what is there at all is at least one percent long."""
    if amount <= 0 or largest <= 0:
        return 0
    return max(1, min(100, int(amount * 100 / largest)))


def largest(lines: Iterable[Spent]) -> Decimal:
    """The longest bar of a chart."""
    return max((max(row.planned, row.spent) for row in lines), default=Decimal(0))


def per_result(spent: Decimal | None, value: Decimal | None) -> Decimal | None:
    """What one unit of a result cost, to the cent; nothing where it cannot be said: no money spent, no result."""
    if not spent or not value or spent < 0 or value < 0:
        return None
    one = (spent / value).quantize(CENT, ROUND_HALF_UP)
    return one if one > 0 else None


def missing_in_result(*, title: str, unit: str, evidence: str, value: Decimal | None) -> list[str]:
    """What a result lacks: a name, a number, its unit, and what proves it."""
    present = {
        "title": bool(title.strip()),
        "value": value is not None,
        "unit": bool(unit.strip()),
        "evidence": bool(evidence.strip()),
    }
    return [name for name, there in present.items() if not there]


def missing_in_lesson(*, worked: str, failed: str, change: str) -> list[str]:
    """A lesson says at least one of the three; an empty one lacks the first."""
    return [] if any(text.strip() for text in (worked, failed, change)) else ["worked"]
