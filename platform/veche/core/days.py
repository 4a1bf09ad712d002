"""Days of the city's calendar inside SQL, written «2026-12-14»: as texts they compare and page on every database."""

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, String, cast, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from veche.core.clock import CITY_ZONE


class _CityDay(GenericFunction[str]):
    """city_day(moment, days): the city's day on which the moment falls, and so many days on."""

    name = "city_day"
    type = String(10)
    inherit_cache = True


@compiles(_CityDay, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    moment, days = element.clauses.clauses
    moment, days = compiler.process(moment, **options), compiler.process(days, **options)
    local = f"({moment} AT TIME ZONE '{CITY_ZONE.key}')"
    return f"to_char({local} + CAST({days} AS integer) * interval '1 day', 'YYYY-MM-DD')"


@event.listens_for(Engine, "connect")
def _on_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("city_day", 2, _city_day, deterministic=True)


def _city_day(moment: str | None, days: int) -> str | None:
    if moment is None:
        return None
    local = datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(CITY_ZONE)
    return (local.date() + timedelta(days=days)).isoformat()


def of_moment(moment: Any, days: Any = 0) -> ColumnElement[str]:
    """The day of a Moment's column, `days` later."""
    return _CityDay(moment, days)


def of_date(day: Any) -> ColumnElement[str]:
    """A column of dates in the same writing."""
    return cast(day, String(10))
