"""The clock of the council: which opinions are owed, by when, and how late they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from veche.core import clock
from veche.core.settings import declare, setting
from veche.proposals.models import Proposal
from veche.proposals.rules import days_late
from veche.youth.rules import OPINION_DAYS, due_on, speak_by


def _days(text: str) -> int:
    days = int(text)
    if days < 1:
        raise ValueError("expected a whole number from 1")
    return days


declare(
    "YOUTH_OPINION_DAYS",
    OPINION_DAYS,
    "Days that the youth council has for its opinion, from the beginning of the committee's review.",
    _days,
)


def opinion_days() -> int:
    """How long the council has, from the beginning of a review."""
    days: int = setting("YOUTH_OPINION_DAYS")
    return days


@dataclass(frozen=True)
class Clock:
    """A proposal without an opinion: by when the council owes it, or by when it still helps most."""

    proposal: Proposal
    until: datetime | None
    is_owed: bool

    @property
    def late(self) -> int:
        """Days past the day on which the opinion was due."""
        return days_late(self.until, clock.now()) if self.is_owed else 0


def clock_of(proposal: Proposal) -> Clock:
    days = opinion_days()
    return Clock(proposal, speak_by(proposal, days), due_on(proposal, days) is not None)


def clocks(proposals: Iterable[Proposal]) -> Sequence[Clock]:
    """The clocks of the proposals, the latest and most urgent first; what has no date stands last."""
    far = clock.now().replace(year=9999)
    return sorted(map(clock_of, proposals), key=lambda one: (one.until or far, one.proposal.id))
