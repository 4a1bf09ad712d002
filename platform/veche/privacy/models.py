"""Consents, and archives of people's data."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from veche.core.database import Base


class ConsentRecord(Base):
    """A person consented to a version of the text, or withdrew a part of it; nothing here is ever changed."""

    __tablename__ = "consent_record"
    __table_args__ = (CheckConstraint("act in ('given', 'withdrawn')", name="act"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    part: Mapped[str] = mapped_column(String(10), default="all")
    version: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]


class DataExport(Base):
    """The archive of one person's data: one at a time, theirs alone, for a day. `mark` stands in its address."""

    __tablename__ = "data_export"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    mark: Mapped[str] = mapped_column(String(40), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
