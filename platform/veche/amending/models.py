"""Amendments and conditions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.core.moderated import Moderated, moderated
from veche.proposals.models import Proposal


@moderated("amendment")
class Amendment(Moderated, Base):
    """Other words for a passage of a proposal's text, with the reason for them.

    `passage` is a run of the text of version `version` as it was typed, `words` what is to stand there instead.
    `version_made` is the version that took it up; `own_proposal_id` the proposal that its author made of it.
    """

    __tablename__ = "amendment"
    __table_args__ = (
        UniqueConstraint("author_id", "nonce"),
        Index("ix_amendment_proposal_state", "proposal_id", "state"),
        CheckConstraint("state in ('open', 'accepted', 'declined', 'withdrawn')", name="state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(2))
    passage: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(600))
    state: Mapped[str] = mapped_column(String(12), default="open")
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer_reason: Mapped[str] = mapped_column(String(600), default="")
    version_made: Mapped[int | None]
    own_proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), unique=True)
    nonce: Mapped[str] = mapped_column(String(40))
    proposal: Mapped[Proposal] = relationship(foreign_keys=proposal_id)
    own_proposal: Mapped[Proposal | None] = relationship(foreign_keys=own_proposal_id)
    author: Mapped[Person] = relationship(foreign_keys=author_id)
    answered_by: Mapped[Person | None] = relationship(foreign_keys=answered_by_id)

    @property
    def subject(self) -> str:
        return f"amendment:{self.id}"


@moderated("condition")
class Condition(Moderated, Base):
    """«Yes, if …»: a person would support a proposal under a condition. One for a person and proposal; counted as a
    support only from `met_at`, when that person says that it is met.

    Taken back it keeps its row without the words, so that reports and decisions stay with the one who wrote it.
    `asked_version` is the latest text that its author was asked about."""

    __tablename__ = "condition"
    __table_args__ = (UniqueConstraint("proposal_id", "author_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(String(600))
    version: Mapped[int]
    made_at: Mapped[datetime]
    met_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    asked_version: Mapped[int] = mapped_column(default=0)
    proposal: Mapped[Proposal] = relationship()
    author: Mapped[Person] = relationship()

    @property
    def subject(self) -> str:
        return f"condition:{self.id}"


def is_open() -> ColumnElement[bool]:
    """The conditions that wait: neither met nor taken back."""
    return and_(Condition.met_at.is_(None), Condition.taken_back_at.is_(None))
