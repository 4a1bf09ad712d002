"""A fresh database for every test, on SQLite or (VECHE_TEST_DATABASE=postgresql) on PostgreSQL."""

import os
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

sys.path[:0] = [str(Path(__file__).parent / folder) for folder in ("", "browser", "faults")]

from databases import Database, PostgresqlDatabase, SqliteDatabase, quick_folder  # noqa: E402
from veche.accounts.models import Person  # noqa: E402
from veche.app import create_app  # noqa: E402
from veche.core.database import db  # noqa: E402
from veche.core.protocol import limiter  # noqa: E402
from veche.sessions.services import begin  # noqa: E402

# Tests move the clock by months with one client; what ends a session by itself has tests of its own.
ENDLESS = {
    f"VECHE_{who}_HOURS": "1000000" for who in ("SESSION_IDLE", "SESSION_LONGEST", "STAFF_IDLE", "STAFF_LONGEST")
}
REQUIRED = bool(os.environ.get("VECHE_TEST_ALL"))


def absent(what: str) -> None:
    """An optional part is missing: a named skip here, a failure where everything is required."""
    if REQUIRED:
        pytest.fail(f"{what} is required (VECHE_TEST_ALL) and absent")
    pytest.skip(f"{what} is absent")


@pytest.hookimpl(trylast=True)  # after -m has chosen
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """VECHE_TEST_SHARE=2/3 keeps the second of three shares of the files, so that runs side by side share a suite."""
    part, _, parts = os.environ.get("VECHE_TEST_SHARE", "1/1").partition("/")
    shares: list[set[Path]] = [set() for _ in range(int(parts))]
    weights = [0] * len(shares)
    for file, number in sorted(Counter(item.path for item in items).items(), key=lambda pair: (-pair[1], pair[0])):
        lightest = weights.index(min(weights))
        shares[lightest].add(file)
        weights[lightest] += number
    mine = shares[int(part) - 1]
    config.hook.pytest_deselected(items=[item for item in items if item.path not in mine])
    items[:] = [item for item in items if item.path in mine]


class OwnRequestClient(FlaskClient):
    """Every request begins with an empty `g`, as on the server; else it would find the reader of the one before."""

    def open(self, *args: Any, **values: Any) -> TestResponse:
        for name in list(g):
            g.pop(name)
        return super().open(*args, **values)


@event.listens_for(Engine, "connect")
def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    """No test pulls the plug of this process, so it need not wait for the disk; servers under test do."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    # A folder of our own: pytest removes its old ones, even those of a run that still goes on beside this one.
    with tempfile.TemporaryDirectory("", "veche-", quick_folder(), ignore_cleanup_errors=True) as folder:
        if os.environ.get("VECHE_TEST_DATABASE") == "postgresql":
            yield from PostgresqlDatabase.running(Path(folder))
        else:
            yield SqliteDatabase(Path(folder))


@pytest.fixture(scope="session")
def one_app(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    instance = tmp_path_factory.mktemp("instance")
    app = create_app(
        {
            "VECHE_DATABASE_URL": database.url,
            "VECHE_INSTANCE": str(instance),
            "VECHE_SITE_URL": "http://veche.example",
            "VECHE_SECRET_KEY": "a key for tests only",
            "VECHE_RATE_LIMITS": "no",
            **ENDLESS,
            "VECHE_TRAP_SECONDS": "0",
        }
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    app.test_client_class = OwnRequestClient
    # A real token changes with the second; a part is compared with its page, so where none is asked for it stays still.
    real = app.jinja_env.globals["csrf_token"]
    still = {"csrf_token": lambda: real() if app.config["WTF_CSRF_ENABLED"] else "token"}
    app.jinja_env.globals.update(still)
    app.context_processor(lambda: still)
    database.prepare(app)
    return app


@pytest.fixture
def app(one_app: Flask, database: Database) -> Iterator[Flask]:
    with one_app.app_context():
        db.engine.dispose()
        database.renew()
        limiter.enabled = False  # an app that a test before this one made may have switched it on
        one_app.extensions["veche.demo"] = (False, float("inf"))  # known, so that pages' statements can be counted
        yield one_app
        db.session.remove()
        db.engine.dispose()
    shutil.rmtree(Path(one_app.config["VECHE"]["INSTANCE"]) / "mail", ignore_errors=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[..., FlaskClient]:
    """signed_in(person) is a client of that person."""

    def make(person: Person) -> FlaskClient:
        client = app.test_client()
        secret = begin(person, factor="totp")
        db.session.refresh(person)  # as loaded as it came
        with client.session_transaction() as session:
            session["_user_id"] = secret
            session["_fresh"] = True
        return client

    return make
