"""What is done once on each day of the city's calendar, whatever worker comes first.

    if daily.first(session, "promises", person.id, promises=3):
        ...             in the same transaction; nobody else does it today

The row is the guard: of two at once the second waits for the first, and does nothing when that one commits.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from veche.core import clock
from veche.core.database import Base, changed, db, insert_once
from veche.core.personal import Rows, plain


class Daily(Base):
    """That something was done on a day: about a person (`whose` is their number), or about nobody (0).

    `told`: what there was to tell of it, in numbers.
    """

    __tablename__ = "daily"
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    whose: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    told: Mapped[dict[str, Any]] = mapped_column(JSON)


def first(session: Session, what: str, whose: int = 0, **told: Any) -> bool:
    """Whether nobody has done it today; then it is done, when this transaction commits."""
    return insert_once(session, Daily, what=what, day=clock.today(), whose=whose, at=clock.now(), told=told)


def done_today(what: str) -> Any:
    """About whom it has been done today: a SELECT of their numbers, to stand in another."""
    return select(Daily.whose).where(Daily.what == what, Daily.day == clock.today())


def is_done(what: str) -> bool:
    """Whether it has been done today. It spares a worker's round the write lock and decides nothing: `first` does."""
    return db.session.execute(done_today(what).limit(1)).first() is not None


def last(what: str) -> Daily | None:
    """The last time that it was done."""
    return db.session.execute(select(Daily).where(Daily.what == what).order_by(Daily.day.desc()).limit(1)).scalar()


def held_of(person: Any) -> Rows:
    """What was done about a person, for their archive."""
    rows = select(Daily).where(Daily.whose == person.id).order_by(Daily.day, Daily.what)
    return [plain(row, "what", "day", "told") for row in db.session.execute(rows).scalars()]


def forget(session: Session, person: Any) -> None:
    """Nothing says any more what was done about the person."""
    session.execute(delete(Daily).where(Daily.whose == person.id))


def forget_before(session: Session, day: date) -> int:
    """Drop what was done about people before a day; what was done about nobody stays on record. How many rows."""
    return changed(session, delete(Daily).where(Daily.whose != 0, Daily.day < day))
