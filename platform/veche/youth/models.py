"""What the youth council says, what it sends to the vote, and the board on which its members talk."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.core.moderated import Moderated, moderated
from veche.proposals.models import Proposal

BOARD = "youth_board:0"  # what the journal calls everything of the board: no entry says which text it is about


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


class OpinionReminder(Base):
    """A letter to the members about an opinion that they owe: each kind once for each proposal."""

    __tablename__ = "opinion_reminder"
    __table_args__ = (CheckConstraint("kind in ('began', 'soon', 'missed')", name="kind"),)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    sent_at: Mapped[datetime]


class YouthMark(Base):
    """Its author calls the proposal a youth proposal; nothing here or in the journal says so once it is taken off."""

    __tablename__ = "youth_mark"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    marked_at: Mapped[datetime] = mapped_column(index=True)
    proposal: Mapped[Proposal] = relationship()


class YouthTally(Base):
    """How young people voted, counted once at the close; `others` is the number of all other ballots."""

    __tablename__ = "youth_tally"
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    votes_abstain: Mapped[int]
    others: Mapped[int]

    @property
    def voters(self) -> int:
        return self.votes_for + self.votes_against + self.votes_abstain


class BoardName(Base):
    """Under which name a member writes on the board: one for each person and for each name, never the display name."""

    __tablename__ = "board_name"
    __table_args__ = (UniqueConstraint("name_key"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    name_key: Mapped[str] = mapped_column(String(80))
    chosen_at: Mapped[datetime]


@moderated("youth_thread")
class YouthThread(Moderated, Base):
    """A talk on the board; its first words are its post number 1, which is seen exactly when the thread is."""

    __tablename__ = "youth_thread"
    __table_args__ = (
        UniqueConstraint("author_id", "nonce"),
        Index("ix_youth_thread_latest", "last_post_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(150))
    language: Mapped[str] = mapped_column(String(2))
    opened_at: Mapped[datetime]
    last_post_at: Mapped[datetime]
    last_number: Mapped[int] = mapped_column(default=0)
    nonce: Mapped[str] = mapped_column(String(40))
    author: Mapped[Person] = relationship()

    @property
    def subject(self) -> str:
        return BOARD


@moderated("youth_post")
class YouthPost(Moderated, Base):
    """One voice in a talk of the board, numbered from 1."""

    __tablename__ = "youth_post"
    __table_args__ = (UniqueConstraint("author_id", "nonce"), UniqueConstraint("thread_id", "number"))
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("youth_thread.id"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    html_version: Mapped[int]
    posted_at: Mapped[datetime]
    nonce: Mapped[str] = mapped_column(String(40))
    thread: Mapped[YouthThread] = relationship()
    author: Mapped[Person] = relationship()

    @property
    def subject(self) -> str:
        return BOARD
