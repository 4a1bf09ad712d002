"""When a vote is open, what its counts mean, what may be seen of it. Values in, values out; counting is in `check`."""

from datetime import datetime
from typing import Any

from veche.core.policy import N_
from veche.voting.check import CHOICES, Outcome, Receipt, commitment, outcome

__all__ = ["CHOICES", "LATE", "Outcome", "commitment", "is_open", "outcome", "receipt", "shows_live"]

LATE = N_("Voting has closed, so this ballot came too late and was not counted.")


def is_open(closes_at: datetime | None, moment: datetime) -> bool:
    """Whether a ballot at this moment still counts: strictly before the close."""
    return closes_at is not None and moment < closes_at


def shows_live(proposal: Any, phase: str) -> bool:
    """Whether counts may be seen before the close: only in an open vote whose rule said so when it was opened."""
    return bool(proposal.live_tally) and phase == "voting"


def receipt(ballot: Any) -> Receipt:
    """What the owner of a ballot holds in hand."""
    return Receipt(ballot.proposal_id, ballot.choice, ballot.secret)
