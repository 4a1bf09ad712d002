"""What moderators did to a thread or a proposal, and the words they put on top of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.forum.models import Thread


class Curation(Base):
    """One act of curating, with what is needed to undo it in `before`; `subject` is "thread:7" or "proposal:3".

    `other_id` is the second thread of the act: the one that a merged thread went into, or the one that was split off.
    """

    __tablename__ = "curation"
    __table_args__ = (Index("ix_curation_subject", "subject", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sort: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(60))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(600))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    journal_seq: Mapped[int]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    undone_by: Mapped[Person | None] = relationship(foreign_keys=undone_by_id)

    @property
    def kind(self) -> str:
        """What it was done to: thread or proposal."""
        return self.subject.partition(":")[0]

    @property
    def subject_id(self) -> int:
        return int(self.subject.partition(":")[2])


class ThreadNote(Base):
    """A moderator's summary on top of a thread, or the conclusion it was closed with; earlier ones stay readable."""

    __tablename__ = "thread_note"
    __table_args__ = (
        UniqueConstraint("thread_id", "sort", "version"),
        CheckConstraint("sort in ('summary', 'conclusion')", name="sort"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    sort: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    html_version: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    thread: Mapped[Thread] = relationship()
    author: Mapped[Person] = relationship()
