"""Nothing is kept longer than it is needed: what each holding lets go, once a day."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from veche.core import clock
from veche.core.database import db, scrub, writing
from veche.core.personal import Holding, holdings
from veche.core.worker import duty
from veche.privacy.models import RetentionDay


class _OnlyLooking(Exception):
    """Carries the numbers out of a transaction that is to change nothing."""


class Kept(NamedTuple):
    """A row of the table: the holding, and how many rows a run would delete now (None: nothing goes by time)."""

    key: str
    holding: Holding
    due: int | None


def table() -> list[Kept]:
    """What is kept how long, without looking at any row."""
    return [Kept(key, holding, None) for key, holding in holdings.items()]


def due() -> list[Kept]:
    """The same with the rows that a run would delete now: they are deleted and brought back."""
    found: dict[str, int] = {}
    try:
        with writing():
            found = _expire()
            raise _OnlyLooking
    except _OnlyLooking:
        return [Kept(key, holding, found.get(key)) for key, holding in holdings.items()]


def run() -> dict[str, int]:
    """Delete what need not be kept any longer, each holding in a transaction of its own; the rows by holding."""
    removed = {}
    for key, holding in holdings.items():
        if holding.expire:
            with writing() as session:
                removed[key] = holding.expire(session, clock.now())
    with writing() as session:
        row = session.get(RetentionDay, clock.today(), populate_existing=True)
        if row is None:
            session.add(RetentionDay(day=clock.today(), ran_at=clock.now(), removed=removed))
        else:
            before = row.removed
            row.removed = {key: before.get(key, 0) + number for key, number in removed.items()}
            row.ran_at = clock.now()
    scrub()
    return removed


def _expire() -> dict[str, int]:
    session, moment = db.session(), clock.now()
    return {key: holding.expire(session, moment) for key, holding in holdings.items() if holding.expire}


def last_run() -> RetentionDay | None:
    return db.session.execute(select(RetentionDay).order_by(RetentionDay.day.desc()).limit(1)).scalar()


@duty("old data is deleted")
def daily() -> int:
    """Once on each day of the city's calendar, whatever worker comes first; how many rows went."""
    if db.session.get(RetentionDay, clock.today()) is not None:
        return 0
    try:
        with writing() as session:
            session.add(RetentionDay(day=clock.today(), ran_at=clock.now(), removed={}))
    except IntegrityError:  # another worker was faster
        return 0
    return sum(run().values())
