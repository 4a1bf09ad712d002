"""Proposals, their versions, arguments and supports."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.core.moderated import Moderated, moderated
from veche.forum.models import Thread
from veche.plan.models import ActionArea
from veche.tracking.models import Action


@moderated("proposal")
class Proposal(Moderated, Base):
    """A text that seeks support, a vote and an answer.

    `state` is one of rules.STATES; visibility and state are separate axes. The terms (threshold … report_days) are
    copied from the settings when the proposal opens and never change for it afterwards. `version` is the number of the
    present text; from the start of voting nobody edits. `responsible_id` is the committee member who owes the answer.
    `sent_by_council`: the youth council opened the vote, not the supports.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("author_id", "nonce"),
        Index("ix_proposal_area_state", "area_id", "state"),
        Index("ix_proposal_state_opened", "state", "opened_at", "id"),
        CheckConstraint(
            "state in ('draft', 'open', 'voting', 'review', 'accepted', 'declined', 'deferred', 'not_carried',"
            " 'dormant', 'withdrawn', 'merged')",
            name="state",
        ),
        CheckConstraint("state <> 'accepted' or action_id is not null", name="accepted_has_action"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("action_area.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    title: Mapped[str] = mapped_column(String(150))
    language: Mapped[str] = mapped_column(String(2))
    version: Mapped[int] = mapped_column(default=1)
    support_count: Mapped[int] = mapped_column(default=0)
    argument_count: Mapped[int] = mapped_column(default=0)
    nonce: Mapped[str] = mapped_column(String(40))

    threshold: Mapped[int]
    support_days: Mapped[int]
    vote_days: Mapped[int]
    quorum: Mapped[int]
    answer_days: Mapped[int]
    report_days: Mapped[int]

    drafted_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    support_until: Mapped[datetime | None]
    voting_opened_at: Mapped[datetime | None]
    voting_closes_at: Mapped[datetime | None] = mapped_column(index=True)
    voting_closed_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    deferred_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    reminders: Mapped[int] = mapped_column(default=0)
    live_tally: Mapped[bool] = mapped_column(default=False)
    sent_by_council: Mapped[bool] = mapped_column(default=False, server_default=false())

    area: Mapped[ActionArea] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=author_id)
    responsible: Mapped[Person | None] = relationship(foreign_keys=responsible_id)
    thread: Mapped[Thread | None] = relationship()
    action: Mapped[Action | None] = relationship()
    merged_into: Mapped["Proposal | None"] = relationship(remote_side="Proposal.id")
    versions: Mapped[list["Version"]] = relationship(back_populates="proposal", order_by="Version.number.desc()")
    coauthors: Mapped[list["Coauthor"]] = relationship(
        back_populates="proposal", order_by="(Coauthor.invited_at, Coauthor.person_id)"
    )

    @property
    def writer_ids(self) -> set[int]:
        """Who writes it: its author, and the co-authors who accepted the invitation."""
        return {self.author_id} | {one.person_id for one in self.coauthors if one.is_writing}

    @property
    def ever_writer_ids(self) -> set[int]:
        """Who wrote it at any time, also those who have left: none of them decides about it."""
        return {self.author_id} | {one.person_id for one in self.coauthors if one.joined_at is not None}

    @property
    def asked_ids(self) -> set[int]:
        """Who is invited to write it and has not answered yet."""
        return {one.person_id for one in self.coauthors if one.is_asked}

    @property
    def writers(self) -> list[Person]:
        """The people of writer_ids, the first author first."""
        return [self.author, *(one.person for one in self.coauthors if one.is_writing)]

    @property
    def subject(self) -> str:
        return f"proposal:{self.id}"


class Version(Base):
    """One text of a proposal, numbered from 1; every edit makes a new one with a reason of one line.

    `is_material`: the matter changed and supporters were asked anew; else only the wording did. `credited_id` is the
    person whose amendment it took up.
    """

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(150))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    html_version: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200), default="")
    is_material: Mapped[bool] = mapped_column(default=True)
    credited_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    proposal: Mapped[Proposal] = relationship(back_populates="versions")
    author: Mapped[Person] = relationship(foreign_keys=author_id)
    credited: Mapped[Person | None] = relationship(foreign_keys=credited_id)


class Coauthor(Base):
    """A person invited to write a proposal with its author; writes it from `joined_at` until `left_at`."""

    __tablename__ = "proposal_coauthor"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    invited_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    proposal: Mapped[Proposal] = relationship(back_populates="coauthors")
    person: Mapped[Person] = relationship()

    @property
    def is_asked(self) -> bool:
        """Whether the invitation waits for its answer."""
        return self.joined_at is None and self.left_at is None

    @property
    def is_writing(self) -> bool:
        return self.joined_at is not None and self.left_at is None


class Support(Base):
    """One person, one support; bound to the version that was supported. One that stayed when its giver left has no
    person.

    `asked_version` is the latest text whose matter changed that the person was asked about."""

    __tablename__ = "support"
    __table_args__ = (UniqueConstraint("proposal_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    # None once its giver has left; what asks people about it asks only those who are here.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, nullable=True)
    version: Mapped[int]
    given_at: Mapped[datetime]
    asked_version: Mapped[int] = mapped_column(default=0)


class SupportDay(Base):
    """How many supported the present text when a day of the city's calendar ended; for the curve of the path."""

    __tablename__ = "support_day"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


@moderated("argument")
class Argument(Moderated, Base):
    """A reason for or against; others mark it helpful, nobody replies under it.

    `reader_count` is the number of people who marked any argument of the proposal once this one stood there; `score` is
    the lower confidence bound of helpful_count among them, by which arguments are ordered.
    """

    __tablename__ = "argument"
    __table_args__ = (
        UniqueConstraint("author_id", "nonce"),
        Index("ix_argument_side", "proposal_id", "side", "score", "id"),
        CheckConstraint("side in ('for', 'against')", name="side"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    side: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    html_version: Mapped[int]
    helpful_count: Mapped[int] = mapped_column(default=0)
    reader_count: Mapped[int] = mapped_column(default=0)
    score: Mapped[float] = mapped_column(default=0.0)
    made_at: Mapped[datetime]
    nonce: Mapped[str] = mapped_column(String(40))
    proposal: Mapped[Proposal] = relationship()
    author: Mapped[Person] = relationship()

    @property
    def subject(self) -> str:
        return f"argument:{self.id}"


class Helpful(Base):
    """One person finds one argument helpful."""

    __tablename__ = "argument_helpful"
    argument_id: Mapped[int] = mapped_column(ForeignKey("argument.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class Reader(Base):
    """A person who marked arguments of a proposal, and the latest argument that stood there when they last did."""

    __tablename__ = "argument_reader"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    upto: Mapped[int]
