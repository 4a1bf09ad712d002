"""Merges, and where each support went."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.proposals.models import Proposal


class Merge(Base):
    """`source` is to become part of `target`: proposed, then done by the consent of both sides, perhaps undone.

    `source_agreed_at` and `target_agreed_at` are the consents, given by an author of each, or in the place of a silent
    one by the moderator `stood_in_id`. `source_days` is how much of its term for support the source still had.
    """

    __tablename__ = "merge"
    __table_args__ = (
        UniqueConstraint("proposed_by_id", "nonce"),
        Index("ix_merge_source_state", "source_id", "state"),
        Index("ix_merge_target_state", "target_id", "state"),
        CheckConstraint("state in ('proposed', 'done', 'declined', 'withdrawn', 'undone')", name="state"),
        CheckConstraint("source_id <> target_id", name="two_proposals"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(600))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(12), default="proposed")
    proposed_at: Mapped[datetime]
    source_agreed_at: Mapped[datetime | None]
    target_agreed_at: Mapped[datetime | None]
    stood_in_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answer_reason: Mapped[str] = mapped_column(String(600), default="")
    done_at: Mapped[datetime | None]
    source_days: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undo_reason: Mapped[str] = mapped_column(String(600), default="")
    nonce: Mapped[str] = mapped_column(String(40))
    source: Mapped[Proposal] = relationship(foreign_keys=source_id)
    target: Mapped[Proposal] = relationship(foreign_keys=target_id)
    proposed_by: Mapped[Person] = relationship(foreign_keys=proposed_by_id)
    stood_in: Mapped[Person | None] = relationship(foreign_keys=stood_in_id)

    @property
    def subject(self) -> str:
        return f"merge:{self.id}"


class MergedSupport(Base):
    """What a supporter of the merged proposal chose: asked, moved, kept or withdrawn.

    `version` is the text of the source they supported; `had_target`: whether they supported the target already, so that
    an undo takes nothing away that the merge did not bring.
    """

    __tablename__ = "merged_support"
    __table_args__ = (
        CheckConstraint("choice in ('asked', 'moved', 'kept', 'withdrawn')", name="choice"),
        UniqueConstraint("merge_id", "person_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int]
    given_at: Mapped[datetime]
    choice: Mapped[str] = mapped_column(String(10), default="asked")
    had_target: Mapped[bool] = mapped_column(default=False)
    chosen_at: Mapped[datetime | None]
    merge: Mapped[Merge] = relationship()
    person: Mapped[Person] = relationship()
