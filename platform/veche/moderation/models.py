"""Flags, the cases they make, and the acts that end them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base


class Case(Base):
    """Everything said against one text until a moderator decides: at most one open case for each text."""

    __tablename__ = "moderation_case"
    __table_args__ = (
        Index(
            "uq_case_open_subject",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=text("closed_at is null"),
            postgresql_where=text("closed_at is null"),
        ),
        CheckConstraint("cause in ('flag', 'newcomer')", name="cause"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[int]
    cause: Mapped[str] = mapped_column(String(10), default="flag")
    severity: Mapped[int] = mapped_column(default=1)
    flag_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[Person | None] = relationship()


class Flag(Base):
    """One person says that a text breaks the rules; who it was is never shown to its author."""

    __tablename__ = "flag"
    __table_args__ = (UniqueConstraint("case_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    flagged_at: Mapped[datetime]


class Act(Base):
    """What a moderator did to a text: hide, restore, or leave as it is; by which clause and on which facts."""

    __tablename__ = "moderation_act"
    __table_args__ = (CheckConstraint("verb in ('hide', 'restore', 'leave', 'approve')", name="verb"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[int]
    verb: Mapped[str] = mapped_column(String(10))
    clause: Mapped[str] = mapped_column(String(10), default="")
    facts: Mapped[str] = mapped_column(Text, default="")
    moderator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    acted_at: Mapped[datetime] = mapped_column(index=True)
    journal_seq: Mapped[int]
    moderator: Mapped[Person] = relationship(foreign_keys=moderator_id)
