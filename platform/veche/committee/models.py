"""The committee's decisions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.committee import rules
from veche.core.database import Base
from veche.proposals.models import Argument, Proposal
from veche.tracking.models import Action


class Decision(Base):
    """The answer to a proposal: outcome and letter, dated, signed. A deferred proposal is answered again later, so a
    proposal may have several; the last one stands."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("outcome in ('accepted', 'accepted_in_part', 'declined', 'deferred')", name="outcome"),
        CheckConstraint("outcome in ('declined', 'deferred') or action_id is not null", name="accepted_has_action"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    language: Mapped[str] = mapped_column(String(2))
    letter: Mapped[str] = mapped_column(Text)
    letter_html: Mapped[str] = mapped_column(Text)
    html_version: Mapped[int]
    what_would_change: Mapped[str] = mapped_column(Text, default="")
    deferred_until: Mapped[datetime | None]
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    decided_at: Mapped[datetime]
    was_due_at: Mapped[datetime | None]
    proposal: Mapped[Proposal] = relationship()
    author: Mapped[Person] = relationship()
    action: Mapped[Action | None] = relationship()
    citations: Mapped[list["Citation"]] = relationship(order_by="Citation.argument_id", viewonly=True)

    @property
    def days_late(self) -> int:
        """Days after the promised date, by the city's calendar; negative when the answer came earlier."""
        return rules.days_late(self.was_due_at, self.decided_at) if self.was_due_at else 0


class Citation(Base):
    """A decision's letter names an argument that counted; its author is told."""

    __tablename__ = "citation"
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    argument_id: Mapped[int] = mapped_column(ForeignKey("argument.id"), primary_key=True, index=True)
    argument: Mapped[Argument] = relationship()
