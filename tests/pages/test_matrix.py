"""The matrix: everybody tries every address that writes, in every state, with their own and with others' things.

What is answered stands in tests/matrix.csv, written by hand; what its columns mean is told in tests/matrix.py. Whoever
may not gets exactly the code that stands there and not one byte of the database changes; whoever may has it done, and
an act of governance stands in the journal.
"""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from databases import Database
from matrix import ACTORS, Line, a_wider_town, form, lines, path
from veche.core.database import db

# Policies and pages decide here, no database: one run is enough.
pytestmark = pytest.mark.sqlite_alone

LINES = lines()
# Written whoever tries, and nobody's words: when a session was last used, and that somebody tried a secret.
TOUCHED = {"live_session": {"seen_at"}}
COUNTED = {"attempt", "code_guess"}


class Stage:
    """The town in a file of its own: put back after whatever changed it."""

    kept: Path | None = None
    town: Any = None
    digest = ""
    secrets: dict[str, str] = {}

    def __init__(self, app: Any, database: Any) -> None:
        self.app, self.file = app, database.file
        if Stage.kept is None or not Stage.kept.exists():
            self._build()
        self.put_back()

    def _build(self) -> None:
        from veche.sessions.services import begin

        Stage.town = a_wider_town()
        came = {who: "password" if who == "asleep" else "totp" for who in Stage.town.people}
        Stage.secrets = {who: begin(person, factor=came[who]) for who, person in Stage.town.people.items() if person}
        db.session.rollback()
        db.session.execute(text("pragma wal_checkpoint(truncate)"))
        self._leave()
        Stage.kept = self.file.with_name("matrix.db")
        shutil.copy(self.file, Stage.kept)
        Stage.digest = digest(Stage.kept)

    def _leave(self) -> None:
        db.session.remove()
        db.engine.dispose()

    def put_back(self) -> None:
        self._leave()
        for leftover in ("-wal", "-shm"):
            Path(f"{self.file}{leftover}").unlink(missing_ok=True)
        shutil.copy(Stage.kept, self.file)
        self.watch = sqlite3.connect(self.file)
        self.before = self._version()

    def _version(self) -> int:
        return int(self.watch.execute("pragma data_version").fetchone()[0])

    @property
    def is_untouched(self) -> bool:
        """No other connection has committed anything since the town was put back, or nothing but a session's clock."""
        if self._version() == self.before:
            return True
        return digest(self.file) == Stage.digest

    @property
    def head(self) -> int:
        """How long the journal is."""
        return int(self.watch.execute("select coalesce(max(seq), 0) from journal").fetchone()[0])

    @property
    def was_written(self) -> bool:
        """Anything at all was committed, also tries that count against the next ones."""
        return self._version() != self.before

    def end(self) -> None:
        self.watch.close()
        self._leave()

    def client(self, who: str) -> Any:
        client = self.app.test_client()
        if who in Stage.secrets:
            with client.session_transaction() as session:
                session.update({"_user_id": Stage.secrets[who], "_fresh": True})
        return client


def digest(file: Any) -> str:
    """Of every row of every table, apart from what is written at every request."""
    told = hashlib.sha256()
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as there:
        for (table,) in there.execute("select name from sqlite_master where type = 'table' order by name").fetchall():
            if table in COUNTED:
                continue
            columns = [row[1] for row in there.execute(f"pragma table_info('{table}')")]
            kept = ", ".join(f'"{name}"' for name in columns if name not in TOUCHED.get(table, ()))
            for row in there.execute(f'select {kept} from "{table}" order by rowid'):
                told.update(repr((table, row)).encode())
    there.close()
    return told.hexdigest()


@pytest.fixture
def stage(app: Any, database: Database) -> Iterator[Stage]:
    made = Stage(app, database)
    yield made
    made.end()


def tried(stage: Stage, line: Line, who: str, headers: dict[str, str] | None = None) -> int:
    address, said = path(stage.app, stage.town, line), form(stage.town, line)
    return int(stage.client(who).post(address, data=said, headers=headers).status_code)


def test_every_address_that_writes_is_in_the_table(app: Any) -> None:
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    told = {line.endpoint for line in LINES}
    assert there - told == set(), "add a line to tests/matrix.csv for each"
    assert told - there == set()


def test_the_matrix_is_as_large_as_it_has_to_be() -> None:
    assert len(LINES) * len(ACTORS) >= 600
    assert len({line.name for line in LINES}) == len(LINES), "each case once"
    assert {line.name for line in LINES if line.may and not line.says_what_is_written} == set()


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_a_line_of_the_matrix(line: Line, stage: Stage) -> None:
    wrong = {}
    for who in ACTORS:
        fault = _refusal(stage, line, who) if who in line.refused else _permission(stage, line, who)
        if fault:
            wrong[who] = fault
        if stage.was_written:
            stage.watch.close()
            stage.put_back()
    assert not wrong, wrong


def _refusal(stage: Stage, line: Line, who: str) -> str:
    """What is wrong with the answer to somebody who may not: exactly this code, and nothing written."""
    code, expected = tried(stage, line, who), line.refused[who]
    if code != expected:
        return f"{code}; expected {expected}"
    return "" if stage.is_untouched else f"{code}, and something changed"


def _permission(stage: Stage, line: Line, who: str) -> str:
    """What is wrong with the answer to somebody who may: it is done, and written down where it has to be."""
    before = stage.head
    code = tried(stage, line, who)
    if line.kind == "form":
        return "" if code in {409, 422} and stage.is_untouched else f"{code}; expected to be refused for its words"
    if code >= 400:
        return f"{code}: refused, and they may"
    if (stage.head > before) != (line.kind == "entry"):
        return f"{code}; the journal: {line.journal} expected"
    if stage.is_untouched != (line.kind == "idle"):
        return f"{code}; {'nothing' if stage.is_untouched else 'something'} was written: {line.journal} expected"
    return ""


REFUSED_PARTS = [line for line in LINES if line.refused.get("resident") == 403][::4]


def test_a_part_is_refused_as_its_page_is(stage: Stage) -> None:
    """htmx is refused what the browser is refused; every fourth line, because it is the same code that refuses."""
    codes = {line.name: tried(stage, line, "resident", {"HX-Request": "true"}) for line in REFUSED_PARTS}
    assert {name: code for name, code in codes.items() if code != 403} == {}
    assert stage.is_untouched
