"""Nothing is kept longer than it is needed, and the census of what is kept leaves no table out."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from factories import a_person, a_thread, an_open_proposal
from veche.accounts.models import Person
from veche.accounts.rules import CONSENT_VERSION, WIDENING_VERSIONS
from veche.core import clock, outbox
from veche.core.daily import Daily
from veche.core.database import Base, db, writing
from veche.core.outbox import Letter
from veche.core.personal import holdings
from veche.privacy import archive, retention, texts
from veche.privacy.models import DataExport

# Tables that hold nothing of a person, and why.
IMPERSONAL = {
    "action": "what the city does; no person stands in it",
    "action_area": "the plan",
    "action_cost": "money of sources",
    "action_executor": "bodies beside the responsible one",
    "action_output": "indicators of an action",
    "action_reminder": "reminders to bodies",
    "action_result": "numbers with their evidence",
    "body": "offices; their contact is that of an office",
    "city": "the name of the plan",
    "feature": "the plan",
    "indicator": "definitions",
    "milestone": "dates of actions",
    "section": "the plan",
    "word_key": "words of titles, by the text; forgotten with it",
}


def test_every_table_is_answered_for_by_exactly_one_holding(app: Flask) -> None:
    tables = set(Base.metadata.tables)
    answered = [table for holding in holdings.values() for table in holding.tables]
    assert sorted(answered) == sorted(set(answered)), "by one holding each"
    assert set(answered) & set(IMPERSONAL) == set()
    assert tables - set(answered) - set(IMPERSONAL) == set()
    assert set(answered) - tables == set()


def test_no_impersonal_table_refers_to_a_person(app: Flask) -> None:
    for name in IMPERSONAL:
        keys = Base.metadata.tables[name].foreign_keys
        assert not [key for key in keys if key.column.table.name == "person"], name


OF_AN_OFFICE = {"desk_codes"}  # who printed a sheet is an act of the desk, under a number that leaving makes nameless


def names_people(table: str) -> bool:
    return any(key.column.table.name == "person" for key in Base.metadata.tables[table].foreign_keys)


def test_whatever_names_a_person_is_in_the_archive_or_is_erased(app: Flask) -> None:
    for key, holding in holdings.items():
        if key not in OF_AN_OFFICE and any(names_people(table) for table in holding.tables):
            assert holding.export or holding.erase, key


def test_the_present_text_is_the_one_that_accounts_ask_for(app: Flask) -> None:
    assert texts.versions()[0].number == CONSENT_VERSION
    assert tuple(one.number for one in reversed(texts.versions()) if one.widens) == WIDENING_VERSIONS


def old_things() -> Person:
    """An unconfirmed account, a letter and an archive, all of them old in forty days."""
    person = a_person(confirmed=False)
    archive.make(a_person())
    with writing() as session:
        session.get_one(Person, person.id).joined_at = clock.now()
        sent = outbox.post(session, "somebody@example.org", "Read", "Long ago.", "en")
        outbox.post(session, "somebody@example.org", "Waiting", "Still.", "en")
        assert sent
        sent.sent_at = clock.now()
    return person


def test_old_letters_archives_and_unconfirmed_accounts_go(app: Flask) -> None:
    person = old_things()
    with clock.moved(timedelta(days=29)):
        assert retention.run()["letters"] == 0
        assert db.session.get(Person, person.id)
    with clock.moved(timedelta(days=31)):
        removed = retention.run()
    assert (removed["letters"], removed["profile"]) == (1, 1)
    db.session.expire_all()
    assert db.session.get(Person, person.id) is None
    assert db.session.execute(select(Letter.subject)).scalars().all() == ["Waiting"]
    assert db.session.execute(select(DataExport)).first() is None


def test_looking_at_what_is_due_deletes_nothing(app: Flask) -> None:
    person = old_things()
    with clock.moved(timedelta(days=31)):
        found = {row.key: row.due for row in retention.due()}
        assert (found["letters"], found["profile"], found["archives"]) == (1, 1, 1)
        assert {row.key: row.due for row in retention.due()} == found
    assert db.session.get(Person, person.id)


def test_a_confirmed_person_never_goes_by_time(app: Flask) -> None:
    person = a_person()
    a_thread(person)
    an_open_proposal(person)
    with clock.moved(timedelta(days=4000)):
        retention.run()
    db.session.expire_all()
    assert db.session.get_one(Person, person.id).email == person.email


def test_the_duty_runs_once_a_day(app: Flask) -> None:
    old_things()
    with clock.moved(timedelta(days=31)):
        assert retention.run_due() > 0
        with writing() as session:
            letter = outbox.post(session, "a@example.org", "Old", "Old.", "en")
            assert letter
            letter.sent_at = clock.now() - timedelta(days=40)
        assert retention.run_due() == 0
    with clock.moved(timedelta(days=32)):
        assert retention.run_due() > 0
    assert db.session.execute(select(func.count()).where(Daily.what == retention.ROUND)).scalar_one() == 2


@pytest.mark.parametrize("run", [False, True])
def test_the_command_prints_the_table_and_deletes_when_told(app: Flask, run: bool) -> None:
    from veche.cli import main

    old_things()
    with clock.moved(timedelta(days=31)):
        said = invoke(app, main, ["retention", *(["--run"] if run else [])])
        assert ("1 deleted" in said) is run
        assert "letters" in said
        left = db.session.execute(select(Letter)).scalars().all()
        assert len(left) == (1 if run else 2)


def test_a_request_on_paper_is_answered_from_the_command_line(app: Flask, tmp_path: Any) -> None:
    from veche.cli import main

    person = a_person()
    assert person.email
    said = invoke(app, main, ["person", "export", person.email, str(tmp_path)])
    assert "holds everything" in said
    assert len(list(tmp_path.iterdir())) == 1
    assert f"Person {person.id} is erased" in invoke(app, main, ["person", "erase", "--yes", person.email])
    db.session.expire_all()
    assert db.session.get_one(Person, person.id).left_at is not None


def invoke(app: Flask, main: Any, words: list[str]) -> str:
    answer = app.test_cli_runner().invoke(main, words, obj=_info(app))
    assert answer.exit_code == 0, answer.output
    return str(answer.output)


def _info(app: Flask) -> Any:
    from flask.cli import ScriptInfo

    return ScriptInfo(create_app=lambda: app)


def test_the_register_says_of_deleting_what_is_true_of_this_database(app: Flask, signed_in: Any) -> None:
    page = signed_in(a_person(("admin",))).get("/en/privacy/register").text
    is_sqlite = db.engine.dialect.name == "sqlite"
    assert ("overwritten in the database file" in page) is is_sqlite
    assert ("VACUUM" in page) is not is_sqlite


def test_every_connection_to_sqlite_overwrites_what_is_deleted(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a setting of SQLite")
    connections = [db.engine.connect() for _number in range(3)]
    try:
        assert [one.exec_driver_sql("PRAGMA secure_delete").scalar() for one in connections] == [1, 1, 1]
    finally:
        for one in connections:
            one.close()
