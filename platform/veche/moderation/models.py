"""Flags, the cases they make, and the acts that end them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base

CAUSES = ("flag", "newcomer", "appeal", "confirm")
VERBS = ("hide", "restore", "leave", "approve", "remove", "redact", "warn", "mute", "ban", "lift")


class Case(Base):
    """What waits for a moderator: at most one open case for each text and cause.

    cause: "flag" (reports), "newcomer" (a first look), "appeal" (against `act_id`, by another moderator) or "confirm"
    (`act_id` needs a second moderator).
    """

    __tablename__ = "moderation_case"
    __table_args__ = (
        Index(
            "uq_case_open_subject",
            "kind",
            "subject_id",
            "cause",
            unique=True,
            # Appeals are one for each act, and several acts on one text may be appealed at the same time.
            sqlite_where=text("closed_at is null and cause <> 'appeal'"),
            postgresql_where=text("closed_at is null and cause <> 'appeal'"),
        ),
        CheckConstraint(f"cause in {CAUSES}", name="cause"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[int]
    cause: Mapped[str] = mapped_column(String(10), default="flag")
    act_id: Mapped[int | None] = mapped_column(index=True)
    severity: Mapped[int] = mapped_column(default=1)
    flag_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[Person | None] = relationship()


class Flag(Base):
    """One person says that a text breaks the rules; who it was is never shown to its author, and kept no longer than
    their account."""

    __tablename__ = "flag"
    __table_args__ = (UniqueConstraint("case_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    flagged_at: Mapped[datetime]


class Act(Base):
    """What a moderator did to a text or its author; by which clause and on which facts.

    state: "done"; "proposed" until a second moderator agrees; "refused" when that one does not; "lapsed" when an
    emergency hiding ran out unconfirmed (`lapses_at`); "undone" when it was taken back or overturned. `days`: how long
    a muting lasts. `batch`: acts that were done with one press, and are undone with one.
    """

    __tablename__ = "moderation_act"
    __table_args__ = (
        CheckConstraint(f"verb in {VERBS}", name="verb"),
        CheckConstraint("state in ('done', 'proposed', 'refused', 'lapsed', 'undone')", name="state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[int]
    verb: Mapped[str] = mapped_column(String(10))
    clause: Mapped[str] = mapped_column(String(10), default="")
    facts: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="done")
    days: Mapped[int | None]
    batch: Mapped[str | None] = mapped_column(String(40), index=True)
    seconded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seconded_at: Mapped[datetime | None]
    lapses_at: Mapped[datetime | None]
    moderator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    acted_at: Mapped[datetime] = mapped_column(index=True)
    journal_seq: Mapped[int] = mapped_column(index=True)
    moderator: Mapped[Person] = relationship(foreign_keys=moderator_id)
    seconded_by: Mapped[Person | None] = relationship(foreign_keys=seconded_by_id)


class CaseNote(Base):
    """A word among moderators, about a case or about a person; nobody else ever reads it, and its writer deletes it."""

    __tablename__ = "moderation_note"
    __table_args__ = (CheckConstraint("(case_id is null) <> (about_id is null)", name="one_matter"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    author: Mapped[Person] = relationship(foreign_keys=author_id)
