"""When a vote is open and what its counts mean. Values in, values out."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from veche.core.policy import N_

CHOICES = ("for", "against", "abstain")
LATE = N_("Voting has closed, so this ballot came too late and was not counted.")


@dataclass(frozen=True)
class Outcome:
    """carried: quorum reached and more for than against. quorum_met: enough ballots of any kind."""

    carried: bool
    quorum_met: bool


def is_open(closes_at: datetime | None, moment: datetime) -> bool:
    """Whether a ballot at this moment still counts: strictly before the close."""
    return closes_at is not None and moment < closes_at


def outcome(votes_for: int, votes_against: int, votes_abstain: int, quorum: int) -> Outcome:
    """An abstention counts towards the quorum and towards nothing else; a tie does not carry."""
    quorum_met = votes_for + votes_against + votes_abstain >= quorum
    return Outcome(carried=quorum_met and votes_for > votes_against, quorum_met=quorum_met)


def commitment(proposal_id: int, choice: str, secret: str) -> str:
    """SHA-256, in hex, of what a receipt says: without the secret nobody finds the ballot behind it."""
    return hashlib.sha256(f"veche ballot|{proposal_id}|{choice}|{secret}".encode()).hexdigest()
