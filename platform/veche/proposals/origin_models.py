"""Which proposals stand behind which actions, beside the one that an answer named."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.core.database import Base
from veche.proposals.models import Proposal
from veche.tracking.models import Action


class ActionOrigin(Base):
    """A tie between an accepted proposal and a further action that carries it out, with the reason in public.

    The action that the committee's answer itself named stands in `Proposal.action_id`; several proposals may name one.
    """

    __tablename__ = "action_origin"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True, index=True)
    linked_at: Mapped[datetime]
    linked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    action: Mapped[Action] = relationship()
    proposal: Mapped[Proposal] = relationship()
