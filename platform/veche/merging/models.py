"""Merges, and where each support went."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, aliased, column_property, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.proposals.models import Proposal


class Merge(Base):
    """`source` is to become part of `target`: proposed, then done by the consent of both sides, perhaps undone.

    `source_agreed_at` and `target_agreed_at` are the consents, given by an author of each, or in the place of a silent
    one by the moderator `stood_in_id`. `source_days` is how much of its term for support the source still had.
    The terms are fixed when they begin: from `silent_until` a moderator may stand in, until `undo_until` supporters
    choose and the merge can be undone. `settles_at` is when the last merge into the source itself can no longer be
    undone.
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
    silent_until: Mapped[datetime]
    source_agreed_at: Mapped[datetime | None]
    target_agreed_at: Mapped[datetime | None]
    stood_in_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answer_reason: Mapped[str] = mapped_column(String(600), default="")
    done_at: Mapped[datetime | None]
    undo_until: Mapped[datetime | None]
    source_days: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undo_reason: Mapped[str] = mapped_column(String(600), default="")
    nonce: Mapped[str] = mapped_column(String(40))
    source: Mapped[Proposal] = relationship(foreign_keys=source_id)
    target: Mapped[Proposal] = relationship(foreign_keys=target_id)
    proposed_by: Mapped[Person] = relationship(foreign_keys=proposed_by_id)
    stood_in: Mapped[Person | None] = relationship(foreign_keys=stood_in_id)
    if TYPE_CHECKING:
        settles_at: Mapped[datetime | None]

    @property
    def subject(self) -> str:
        return f"merge:{self.id}"


class MergedSupport(Base):
    """What a supporter of the merged proposal chose: asked, moved, kept or withdrawn.

    `version` and `given_at` are the support of the source as it was. Of a moved one `target_version` and
    `target_given_at` are the support of the target that the person had before, if any, and `brought_at` is the moment
    of the one that the move brought, if it brought one; so an undo takes nothing away that the merge did not bring.
    Who has left is named no more, and their support stays where it is.
    """

    __tablename__ = "merged_support"
    __table_args__ = (
        CheckConstraint("choice in ('asked', 'moved', 'kept', 'withdrawn')", name="choice"),
        UniqueConstraint("merge_id", "person_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id"))
    # None once its giver has left; what asks people about it asks only those who are here.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, nullable=True)
    version: Mapped[int]
    given_at: Mapped[datetime]
    choice: Mapped[str] = mapped_column(String(10), default="asked")
    chosen_at: Mapped[datetime | None]
    target_version: Mapped[int | None]
    target_given_at: Mapped[datetime | None]
    brought_at: Mapped[datetime | None]
    merge: Mapped[Merge] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def had_target(self) -> bool:
        """Whether the person supported the target before the move."""
        return self.target_version is not None


_into = aliased(Merge)
# Known for each merge, because its policy asks for it: one subselect, no statement of its own.
Merge.settles_at = column_property(
    select(func.max(_into.undo_until))
    .where(_into.target_id == Merge.source_id, _into.state == "done")
    .correlate_except(_into)
    .scalar_subquery()
)
