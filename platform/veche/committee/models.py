"""The committee's members, positions, recusals and decisions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.committee import rules
from veche.core.database import Base
from veche.proposals.models import Argument, Proposal
from veche.tracking.models import Action


class Sector(Base):
    """A part of the city that the committee speaks for: education, culture, business, residents …"""

    __tablename__ = "sector"
    __table_args__ = (UniqueConstraint("title_ru"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int]
    title_ru: Mapped[str] = mapped_column(String(120))
    title_be: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))


class Seat(Base):
    """A member's seat: the sector, the office, the function in words, and the term. The past ones stay on record.

    Who may act is said by the role (accounts), which a seat gives for the same term; a seat says for whom they speak.
    A term ended early has `ended_at` and the reason, and the role went with it.
    """

    __tablename__ = "seat"
    __table_args__ = (CheckConstraint("office in ('chair', 'secretary', 'member')", name="office"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"))
    office: Mapped[str] = mapped_column(String(10), default="member")
    function_ru: Mapped[str] = mapped_column(Text, default="")
    function_be: Mapped[str] = mapped_column(Text, default="")
    function_en: Mapped[str] = mapped_column(Text, default="")
    since: Mapped[date]
    until: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    person: Mapped[Person] = relationship()
    sector: Mapped[Sector] = relationship()

    def is_in_term(self, day: date) -> bool:
        """Whether the term has begun and is not over on the day; one that was ended early is over at once."""
        return self.ended_at is None and self.since <= day and (self.until is None or self.until >= day)

    def is_ahead(self, day: date) -> bool:
        """Whether the term begins after the day."""
        return self.ended_at is None and self.since > day


class Position(Base):
    """What a member thinks the answer should be, with reasons: one for each round, replaced until the letter is out.

    `round` is the number of the decision that it prepares, because a deferred proposal is answered again.
    """

    __tablename__ = "position"
    __table_args__ = (
        UniqueConstraint("proposal_id", "round", "person_id"),
        CheckConstraint("stance in ('accepted', 'accepted_in_part', 'declined', 'deferred')", name="stance"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    round: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    stance: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    reason: Mapped[str] = mapped_column(Text)
    taken_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
    proposal: Mapped[Proposal] = relationship()


class Recusal(Base):
    """A member with an interest in a proposal, declared in public: no position, no draft, no reading of the letter."""

    __tablename__ = "recusal"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    interest: Mapped[str] = mapped_column(Text)
    declared_at: Mapped[datetime]
    person: Mapped[Person] = relationship()


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
