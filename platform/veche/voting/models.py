"""Ballots, and the tally written down at the close."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.core.database import Base
from veche.proposals.models import Proposal


class Ballot(Base):
    """One person, one ballot: voting again replaces the earlier one. The choice is never part of the key.

    A ballot of somebody who has left stays counted, without a person and without the secret of its receipt.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("proposal_id", "person_id"),
        CheckConstraint("choice in ('for', 'against', 'abstain')", name="choice"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    choice: Mapped[str] = mapped_column(String(8))
    cast_at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=0)
    secret: Mapped[str] = mapped_column(String(32))
    commitment: Mapped[str] = mapped_column(String(64), unique=True)
    proposal: Mapped[Proposal] = relationship()


class Turnout(Base):
    """How many have voted in an open vote; kept in the ballot's transaction, so that pages need not count."""

    __tablename__ = "turnout"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    voters: Mapped[int] = mapped_column(default=0)


class Tally(Base):
    """The result of a vote, written once at the close. `entitled` is the number of verified residents then."""

    __tablename__ = "tally"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    votes_abstain: Mapped[int]
    entitled: Mapped[int]
    carried: Mapped[bool]
    closed_at: Mapped[datetime]
    sheet_digest: Mapped[str | None] = mapped_column(String(64))
    journal_seq: Mapped[int]
    journal_hash: Mapped[str] = mapped_column(String(64))

    @property
    def voters(self) -> int:
        return self.votes_for + self.votes_against + self.votes_abstain
