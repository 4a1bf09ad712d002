"""The journal's head as it went out to the committee: one row a day."""

from datetime import date, datetime

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from veche.core.database import Base


class HeadLetter(Base):
    """The head that the committee was written on a day; the day is the key, so nobody is written twice."""

    __tablename__ = "journal_head_letter"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime]
    readers: Mapped[int]
