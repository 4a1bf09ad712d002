"""What the youth council says."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.proposals.models import Proposal


class Opinion(Base):
    """The council's advisory opinion on a proposal: one for each, published by a member in the council's name."""

    __tablename__ = "opinion"
    __table_args__ = (
        UniqueConstraint("proposal_id"),
        CheckConstraint("stance in ('support', 'support_if', 'against')", name="stance"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    stance: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    html_version: Mapped[int]
    published_at: Mapped[datetime]
    proposal: Mapped[Proposal] = relationship()
    author: Mapped[Person] = relationship()


class Backing(Base):
    """A member of the council wants a proposal put to the vote; two thirds of the members open it."""

    __tablename__ = "backing"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    backed_at: Mapped[datetime]
    proposal: Mapped[Proposal] = relationship()
