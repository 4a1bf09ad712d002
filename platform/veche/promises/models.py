"""Who was looked at for a reminder on which day."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from veche.core.database import Base


class PromiseLetter(Base):
    """One look at what a person owes, at most one a day; a letter went out when `promises` is not 0."""

    __tablename__ = "promise_letter"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    promises: Mapped[int]
