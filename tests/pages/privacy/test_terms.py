"""The printed table tells the truth: each thing is there up to the last hour of its term, and gone after it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from desks import a_desk, a_neighbour, a_sheet, known_by, staff_of
from factories import a_person, nonce
from veche.accounts import unfinished
from veche.accounts.models import Person, Unfinished
from veche.assisting.models import Visit
from veche.core import clock, outbox, settings
from veche.core.daily import Daily
from veche.core.database import db, writing
from veche.core.languages import speaking
from veche.core.outbox import Letter
from veche.core.personal import holdings
from veche.core.spent import Spent
from veche.factors.models import App
from veche.newcomers.models import FirstLook, RecentAct
from veche.privacy import archive, retention
from veche.privacy.models import DataExport
from veche.residents.models import Attempt as VerificationAttempt
from veche.residents.models import DeskCode, ResidentIdentity
from veche.sessions import services as sessions
from veche.sessions.models import AddressChange, Attempt, LiveSession

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def as_delivered(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests move the clock by months and stay signed in; here sessions end as they do in the city."""
    for name in ("SESSION_IDLE_HOURS", "SESSION_LONGEST_HOURS", "STAFF_IDLE_HOURS", "STAFF_LONGEST_HOURS"):
        monkeypatch.setitem(app.config["VECHE"], name, settings.declared[name].default)


def kept(row: Any) -> None:
    with writing() as session:
        session.add(row)


def a_session() -> None:
    sessions.begin(a_person(), factor="password")


def a_long_session() -> None:
    """Used until its last day."""
    a_session()
    with writing() as session:
        for row in session.execute(select(LiveSession)).unique().scalars():
            row.seen_at = clock.now() + 59 * DAY


def an_unconfirmed_account() -> None:
    person = a_person(confirmed=False)
    with writing() as session:
        session.get_one(Person, person.id).joined_at = clock.now()


def a_sent_letter() -> None:
    with writing() as session:
        letter = outbox.post(session, "somebody@example.org", "Read", "Long ago.", "en")
        assert letter
        letter.sent_at = clock.now()


def a_barred_hash() -> None:
    """Of somebody who is silent for three days and has withdrawn the verification."""
    person = known_by(a_neighbour(), "KH7654321")
    with writing() as session:
        session.get_one(Person, person.id).muted_until = clock.now() + 3 * DAY


def a_visit() -> None:
    desk = a_desk()
    here = {"desk_id": desk.id, "staff_id": staff_of(desk).id, "person_id": a_person().id, "nonce": nonce()}
    kept(Visit(begun_at=clock.now(), ends_at=clock.now(), **here))


def an_attempt() -> None:
    moment = clock.now()
    kept(VerificationAttempt(person_id=a_person().id, way="sms", kept={}, begun_at=moment, expires_at=moment))


def rows(model: type[Any], *conditions: Any) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(model).where(*conditions)).scalar_one()


def of(model: type[Any], **values: Any) -> Callable[[], None]:
    return lambda: kept(model(**{name: value() if callable(value) else value for name, value in values.items()}))


def someone() -> int:
    return a_person().id


# By the holding: what is written, where it is looked for, how long it is kept, and the words of the table that say so.
TERMS: dict[str, tuple[Callable[[], Any], Any, timedelta, str]] = {
    "profile": (an_unconfirmed_account, (Person, Person.confirmed_at.is_(None)), 30 * DAY, "30 days"),
    "unfinished": (
        lambda: unfinished.keep(a_person(), "proposals.new", {"title": "A"}),
        (Unfinished,),
        60 * DAY,
        "60 days",
    ),
    "letters": (a_sent_letter, (Letter,), 30 * DAY, "30 days"),
    "archives": (lambda: archive.make(a_person()), (DataExport,), DAY, "24 hours"),
    "sessions": (a_long_session, (LiveSession,), 60 * DAY, "60 days"),
    "former_emails": (
        of(AddressChange, person_id=someone, old_email="x@example.org", changed_at=clock.now),
        (AddressChange,),
        3 * DAY,
        "72 hours",
    ),
    "attempts": (of(Attempt, what="password", account="a", source="b", at=clock.now), (Attempt,), DAY, "One day"),
    "second_step": (
        of(App, person_id=someone, pending="x", pending_at=clock.now),
        (App, App.pending.is_not(None)),
        HOUR,
        "As long as the account",
    ),
    "verification": (a_barred_hash, (ResidentIdentity,), 3 * DAY, "until that ends"),
    "verification_attempts": (an_attempt, (VerificationAttempt,), DAY, "One day"),
    "desk_codes": (lambda: a_sheet(size=1), (DeskCode, DeskCode.digest.is_not(None)), 90 * DAY, "90 days"),
    "recent_acts": (of(RecentAct, person_id=someone, what="post", at=clock.now), (RecentAct,), DAY, "24 hours"),
    "first_looks": (
        of(FirstLook, kind="post", subject_id=1, person_id=someone, since=clock.now, shown_at=clock.now),
        (FirstLook, FirstLook.shown_at.is_not(None)),
        30 * DAY,
        "30 days",
    ),
    "spent": (
        of(Spent, kind="proof", digest="x", until=lambda: clock.now() + HOUR / 6),
        (Spent,),
        HOUR / 6,
        "ten minutes",
    ),
    "daily_letters": (
        of(Daily, what="promises", day=clock.today, whose=someone, at=clock.now, told={"promises": 1}),
        (Daily, Daily.whose != 0),
        31 * DAY,
        "30 days",
    ),
    "assisted": (a_visit, (Visit,), 30 * DAY, "30 days"),
}
BY_DAYS = {"daily_letters"}  # these know a day and no hour: they go in the day after


def test_each_holding_that_lets_go_by_time_is_looked_at_here(app: Flask) -> None:
    assert set(TERMS) == {key for key, holding in holdings.items() if holding.expire}


@pytest.mark.parametrize("key", TERMS)
def test_nothing_goes_before_its_day_and_everything_after_it(app: Flask, key: str) -> None:
    make, where, term, words = TERMS[key]
    make()
    there = rows(*where)
    assert there
    early = 2 * DAY if key in BY_DAYS else timedelta(seconds=30)
    with clock.moved(term - early):
        assert retention.run()[key] == 0
        assert rows(*where) == there
    with clock.moved(term + timedelta(seconds=30)):
        assert {row.key: row.due for row in retention.due()}[key]
        assert retention.run()[key] >= 1
        assert rows(*where) == 0
    with speaking("en"):
        assert words in holdings[key].how_long


def test_the_table_says_what_the_operator_has_set(app: Flask, monkeypatch: pytest.MonkeyPatch, client: Any) -> None:
    for name, value in (("KEEP_LETTERS_DAYS", 21), ("KEEP_EXPORT_HOURS", 1), ("SESSION_LONGEST_HOURS", 120)):
        monkeypatch.setitem(app.config["VECHE"], name, value)
    with speaking("ru"):
        assert holdings["letters"].how_long.startswith("21 день после")
        assert holdings["archives"].how_long.startswith("1 час или")
        assert "чем 5 дней" in holdings["sessions"].how_long
    assert retention.table()
