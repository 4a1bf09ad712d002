"""Nothing is kept longer than it is needed: what each holding lets go, once a day."""

from datetime import datetime
from typing import NamedTuple

from veche.core import clock, daily
from veche.core.database import db, scrub, writing
from veche.core.personal import Holding, holdings
from veche.core.worker import duty

ROUND = "retention"


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
        daily.first(session, ROUND)
    scrub()
    return removed


def _expire() -> dict[str, int]:
    session, moment = db.session(), clock.now()
    return {key: holding.expire(session, moment) for key, holding in holdings.items() if holding.expire}


def last_run() -> datetime | None:
    """When a run last began a day of the city's calendar."""
    found = daily.last(ROUND)
    return found.at if found else None


@duty("old data is deleted")
def run_due() -> int:
    """Once on each day, whatever worker comes first; how many rows went."""
    if daily.is_done(ROUND):
        return 0
    with writing() as session:
        is_first = daily.first(session, ROUND)
    return sum(run().values()) if is_first else 0
