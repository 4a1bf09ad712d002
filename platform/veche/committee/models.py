"""The committee's members, positions, recusals, letters in work and decisions."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

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
    # Policies ask a proposal who has an interest in it, so the proposal knows its recusals.
    proposal: Mapped[Proposal] = relationship(backref=backref("recusals", order_by="Recusal.declared_at"))


def recusals_of(proposal: Any) -> Sequence[Recusal]:
    """The interests declared in a proposal, the earliest first."""
    found: Sequence[Recusal] = proposal.recusals
    return found


class Draft(Base):
    """The letter while it is written: one for each proposal and round. Every saving is a new revision.

    A second member reads one revision and approves it; another saving drops the approval. `drafter_id` is whoever saved
    the present revision, and so the one person who may not approve it.
    """

    __tablename__ = "letter_draft"
    __table_args__ = (
        UniqueConstraint("proposal_id", "round"),
        CheckConstraint("stage in ('draft', 'ready', 'returned', 'approved')", name="stage"),
        CheckConstraint(
            "stage <> 'approved' or (reader_id is not null and reader_id <> drafter_id)", name="read_by_another"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    round: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    stage: Mapped[str] = mapped_column(String(10), default="draft", index=True)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    language: Mapped[str] = mapped_column(String(2))
    letter: Mapped[str] = mapped_column(Text, default="")
    cited: Mapped[list[int]] = mapped_column(JSON, default=list)
    not_followed: Mapped[str] = mapped_column(Text, default="")
    youth_reply: Mapped[str] = mapped_column(Text, default="")
    what_would_change: Mapped[str] = mapped_column(Text, default="")
    deferred_until: Mapped[date | None]
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    title: Mapped[str] = mapped_column(String(200), default="")
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicator.id"))
    expected_result: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(60), default="")
    target: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    next_report_on: Mapped[date | None]
    drafter_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    read_at: Mapped[datetime | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
    proposal: Mapped[Proposal] = relationship()
    drafter: Mapped[Person] = relationship(foreign_keys=drafter_id)
    reader: Mapped[Person | None] = relationship(foreign_keys=reader_id)

    @property
    def is_approved(self) -> bool:
        return self.stage == "approved"


class TakingUp(Base):
    """A member wants an open proposal answered without a vote, and says why; a second member agrees to it."""

    __tablename__ = "taking_up"
    __table_args__ = (CheckConstraint("seconded_by_id <> proposed_by_id", name="two_members"),)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    reason: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    seconded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seconded_at: Mapped[datetime | None]
    proposal: Mapped[Proposal] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=proposed_by_id)
    seconded_by: Mapped[Person | None] = relationship(foreign_keys=seconded_by_id)


class Decision(Base):
    """The answer to a proposal: outcome and letter, dated, signed. A deferred proposal is answered again later, so a
    proposal may have several; the last one stands.

    `author_id` drafted the letter at `drafted_at`, `reader_id` read it second, `publisher_id` published it at
    `decided_at`; of the oldest answers only the author and the day of publication are known.
    """

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
    not_followed: Mapped[str] = mapped_column(Text, default="", server_default="")
    youth_reply: Mapped[str] = mapped_column(Text, default="", server_default="")
    what_would_change: Mapped[str] = mapped_column(Text, default="")
    deferred_until: Mapped[datetime | None]
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    drafted_at: Mapped[datetime | None]
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    read_at: Mapped[datetime | None]
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    was_due_at: Mapped[datetime | None]
    journal_seq: Mapped[int | None]
    proposal: Mapped[Proposal] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=author_id)
    reader: Mapped[Person | None] = relationship(foreign_keys=reader_id)
    publisher: Mapped[Person | None] = relationship(foreign_keys=publisher_id)
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
