"""The command `veche`, run as an administrator runs it."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite_alone


def veche(place: Path, *words: str, **environ: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VECHE_")}
    return subprocess.run(
        [sys.executable, "-m", "veche.cli", *words],
        cwd=place,
        env={**kept, **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database made by `veche init`."""
    folder = tmp_path_factory.mktemp("city")
    made = veche(folder, "init")
    assert made.returncode == 0, made.stderr
    assert "66 action areas" in made.stdout
    return folder


def test_init_may_be_repeated(place: Path) -> None:
    again = veche(place, "init")
    assert again.returncode == 0, again.stderr


def test_the_plan_goes_out_and_comes_in_again(place: Path) -> None:
    out = veche(place, "plan", "export")
    (place / "plan.toml").write_text(out.stdout, "utf-8")
    back = veche(place, "plan", "load", "plan.toml")
    assert back.returncode == 0, back.stderr
    assert "66 action areas" in back.stdout
    assert veche(place, "plan", "export").stdout == out.stdout


def test_a_broken_plan_names_its_line(place: Path) -> None:
    text = veche(place, "plan", "export").stdout
    broken = text.replace('code = "2.4.5"', 'code = "2.4.4"')
    assert broken != text
    (place / "broken.toml").write_text(broken, "utf-8")
    refused = veche(place, "plan", "load", "broken.toml")
    assert refused.returncode == 1
    assert "line" in refused.stderr
    assert "2.4.4" in refused.stderr


def test_people_are_added_and_verified(place: Path) -> None:
    words = ("person", "add", "first@example.org", "--role", "admin", "--password", "three plain words")
    added = veche(place, *words)
    assert added.returncode == 0, added.stderr
    assert "admin" in added.stdout
    assert veche(place, "person", "verify", "first@example.org").returncode == 0
    unknown = veche(place, "person", "verify", "nobody@example.org")
    assert unknown.returncode == 1
    assert "no person" in unknown.stderr
    assert (
        veche(place, "person", "add", "x@example.org", "--role", "king", "--password", "three plain words").returncode
        == 1
    )


def test_verify_finds_one_changed_byte(place: Path, tmp_path: Path) -> None:
    assert veche(place, "journal", "verify").returncode == 0
    with sqlite3.connect(place / "instance" / "veche.db") as database:
        (tmp_path / "instance").mkdir()
        with sqlite3.connect(tmp_path / "instance" / "veche.db") as copy:
            database.backup(copy)
    (copy := sqlite3.connect(tmp_path / "instance" / "veche.db")).execute("drop trigger journal_no_update")
    copy.execute("update journal set subject = 'plan:2' where seq = 1")
    copy.commit()
    copy.close()
    database.close()
    found = veche(tmp_path, "journal", "verify")
    assert found.returncode == 1
    assert "entry 1" in found.stderr


def test_serving_an_empty_database_is_refused_in_words(tmp_path: Path) -> None:
    refused = veche(tmp_path, "serve")
    assert refused.returncode == 1
    assert "veche init" in refused.stderr


def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    refused = veche(tmp_path, "init", VECHE_PORT="eighty")
    assert refused.returncode == 1
    assert "VECHE_PORT is 'eighty'" in refused.stderr


def test_doctor_hides_secrets(place: Path) -> None:
    told = veche(place, "doctor", VECHE_SECRET_KEY="do not print me", VECHE_MAIL_URL="smtp://user:word@mail.example")
    assert told.returncode == 0, told.stderr
    assert "do not print me" not in told.stdout
    assert "user:***@mail.example" in told.stdout


def test_every_command_has_help(place: Path) -> None:
    for words in ((), ("init",), ("demo",), ("serve",), ("worker",), ("plan", "load"), ("plan", "export"), ("doctor",)):
        told = veche(place, *words, "--help")
        assert told.returncode == 0
        assert len(told.stdout.splitlines()) > 3
