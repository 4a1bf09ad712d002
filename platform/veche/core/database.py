"""The database: its settings on SQLite and PostgreSQL, and the one way to write.

A request reads in a plain transaction and writes inside `writing()`, which takes the write lock first and commits
before it returns. Measured on SQLite: deferred transactions kept 160 of 800 read-modify-write updates and reported no
error; BEGIN IMMEDIATE kept 800 of 800 at the same speed.
"""

import math
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Delete, Engine, MetaData, Update, event, func, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

BUSY_MILLISECONDS = 5000
SCRUB_MILLISECONDS = 100
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime on every database; SQLite keeps it as naive UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Moment()}


db = SQLAlchemy(metadata=Base.metadata)
_writing: ContextVar[int] = ContextVar("writing", default=0)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # BEGIN is ours to say
    cursor = connection.cursor()
    # The timeout comes first: on a busy day the other pragmas have to wait as well.
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # What is deleted is overwritten: nobody reads the name of somebody who left out of a copy of the file.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()
    connection.create_function("sqrt", 1, math.sqrt, deterministic=True)  # not every build of SQLite has it


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@contextmanager
def writing() -> Iterator[Session]:
    """One write transaction: the lock first, the commit before the block is left, all or nothing.

    A service called by another service joins the transaction that is already open. What was read before is read anew,
    so a decision inside rests on what the lock protects.
    """
    session: Session = db.session()
    if _writing.get():
        yield session
        return
    session.rollback()
    token = _writing.set(1)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(token)


def upsert(session: Session, model: type[Any]) -> Any:
    """An INSERT that knows ON CONFLICT, in the dialect of the database."""
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(model)


def insert_once(session: Session, model: type[Any], **values: Any) -> bool:
    """Whether the row was not there yet: of two at once the second waits for the first, and finds its row."""
    session.flush()
    row = upsert(session, model).values(values).on_conflict_do_nothing()
    return session.execute(row.returning(*inspect(model).primary_key)).first() is not None


def changed(session: Session, statement: Update | Delete) -> int:
    """How many rows an UPDATE or DELETE changed; rows in memory learn of it when they are read anew."""
    result: Any = session.execute(statement)
    return int(result.rowcount)


def one_after_another(session: Session, digest: str) -> None:
    """Until this transaction ends, others that name the same hexadecimal digest wait. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))


def scrub() -> bool:
    """Bring what was deleted out of SQLite's write-ahead log as well; whether it is out.

    It waits for readers a moment only, because writers wait meanwhile: on a busy site the next run does it, and at
    the latest the log's own turn, which writes over it.
    """
    db.session.rollback()
    if db.engine.dialect.name != "sqlite":
        return True
    pooled = db.engine.raw_connection()
    try:
        cursor = pooled.cursor()
        cursor.execute(f"PRAGMA busy_timeout={SCRUB_MILLISECONDS}")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        return not busy
    except sqlite3.OperationalError:
        pooled.invalidate()
        return False
    finally:
        pooled.close()


def init_database(app: Flask, url: str) -> None:
    """Bind the app to the database at `url` (sqlite:///… or postgresql://…)."""
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    app.config["SQLALCHEMY_DATABASE_URI"] = parsed.render_as_string(hide_password=False)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {})
    if parsed.drivername.startswith("postgresql"):
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] |= {"pool_pre_ping": True}
    elif parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
