"""Visits to a desk, and what was entered during them; never what a ballot said."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.proposals.models import Proposal
from veche.residents.models import Desk

KINDS = ("support", "unsupport", "ballot", "proposal", "withdrawal")


class Visit(Base):
    """A person is at the desk and has shown a document: for half an hour this member of staff may enter for them."""

    __tablename__ = "assisted_visit"
    __table_args__ = (UniqueConstraint("staff_id", "nonce"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    begun_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    nonce: Mapped[str] = mapped_column(String(40))
    desk: Mapped[Desk] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class AssistedAct(Base):
    """One thing that was entered for an assisted person: by which desk and member of staff, on which slip.

    `is_current`: whether it still stands: a support that was taken back and a ballot that was cast anew do not. Of a
    ballot it says that there is one, as the ballot itself does, and never the choice. Who has left has no person_id.
    """

    __tablename__ = "assisted_act"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        UniqueConstraint("staff_id", "nonce"),
        Index("ix_assisted_act_counted", "proposal_id", "kind", "is_current"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    is_current: Mapped[bool] = mapped_column(default=True)
    entered_at: Mapped[datetime]
    nonce: Mapped[str] = mapped_column(String(40))
    desk: Mapped[Desk] = relationship()
    proposal: Mapped[Proposal] = relationship()

    @property
    def slip(self) -> str:
        """The number on the person's paper."""
        return f"{self.desk_id}-{self.id:05}"
