"""A fresh database for every test, on SQLite or (VECHE_TEST_DATABASE=postgresql) on PostgreSQL."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).parent))

from databases import Database, PostgresqlDatabase, SqliteDatabase
from veche.app import create_app
from veche.core.database import db

REQUIRED = bool(os.environ.get("VECHE_TEST_ALL"))


def absent(what: str) -> None:
    """An optional part is missing: a named skip here, a failure where everything is required."""
    if REQUIRED:
        pytest.fail(f"{what} is required (VECHE_TEST_ALL) and absent")
    pytest.skip(f"{what} is absent")


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("database")
    if os.environ.get("VECHE_TEST_DATABASE") == "postgresql":
        yield from PostgresqlDatabase.running(folder)
    else:
        yield SqliteDatabase(folder)


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
        }
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    database.prepare(app)
    return app


@pytest.fixture
def app(one_app: Flask, database: Database) -> Iterator[Flask]:
    with one_app.app_context():
        db.engine.dispose()
        database.renew()
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

    def make(person: object) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = person.get_id()  # type: ignore[attr-defined]
            session["_fresh"] = True
        return client

    return make
