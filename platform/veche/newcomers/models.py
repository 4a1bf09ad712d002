"""What is remembered of first texts and of how often somebody writes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from veche.core.database import Base


class FirstLook(Base):
    """A newcomer's text that waits for a moderator, or waited: `shown_at` is when others first saw it.

    While it is empty nobody has seen the text, whatever became of it: no counter counts it and nobody was told.
    """

    __tablename__ = "first_look"
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]
    shown_at: Mapped[datetime | None]


class RecentAct(Base):
    """That a person wrote something of a kind at a moment; kept for as long as the longest window that counts it."""

    __tablename__ = "recent_act"
    __table_args__ = (Index("ix_recent_act_person_at", "person_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(index=True)
