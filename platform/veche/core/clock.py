"""The one place that says what time it is. Deadlines are aware UTC datetimes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

# The city's clock: days begin and end by it, and pages show its hours.
CITY_ZONE = ZoneInfo("Europe/Minsk")

_shift = timedelta()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _shift


def today() -> date:
    """The city's date."""
    return now().astimezone(CITY_ZONE).date()


def now_locked(session: Session) -> datetime:
    """The moment after the locks of this transaction are held, by the database's own clock where it has one.

    On PostgreSQL `clock_timestamp()`, so that several machines agree about a deadline; on SQLite the process's clock.
    """
    if session.get_bind().dialect.name == "postgresql":
        moment: datetime = session.execute(text("select clock_timestamp()")).scalar_one()
        return moment.astimezone(UTC) + _shift
    return now()


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Move this process's clock for a while: a demonstration that tells a year, a test that waits two weeks."""
    global _shift
    before, _shift = _shift, _shift + by
    try:
        yield
    finally:
        _shift = before
