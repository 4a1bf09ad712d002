"""Whatever ends a session ends it at once and everywhere; and none is ever taken over from a browser's past."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from factories import PASSWORD, a_person
from veche.accounts import services as accounts
from veche.accounts.links import RESET, token
from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db, writing
from veche.core.worker import duties
from veche.sessions import credentials, services
from veche.sessions.models import LiveSession


def _reset(person: Person) -> None:
    accounts.reset_password(token(RESET, person), "four other plain words")


def _ban(person: Person) -> None:
    with writing() as session:
        accounts.hold(session, person).epoch += 1


def _lose_role(person: Person) -> None:
    accounts.take_role(a_person(("admin",)), person.id, "youth_council")


ENDINGS: dict[str, Callable[[Person], None]] = {
    "signing out everywhere": accounts.sign_out_everywhere,
    "a reset": _reset,
    "a role taken back": _lose_role,
    "whatever raises the epoch, as a ban and a deletion do": _ban,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_session_of_the_person_is_over_and_nobody_elses(signed_in: Any, ending: str) -> None:
    person = a_person(("youth_council",))
    clients, other = [signed_in(person), signed_in(person)], signed_in(a_person(("youth_council",)))
    assert [client.get("/en/my").status_code for client in clients] == [200, 200]
    ENDINGS[ending](person)
    assert [client.get("/en/my").status_code for client in clients] == [303, 303]
    assert [client.post("/en/my/sessions/end").status_code for client in clients] == [403, 403]
    assert other.get("/en/my").status_code == 200


def test_a_role_that_is_given_ends_nothing_but_its_shorter_limits_hold_at_once(signed_in: Any) -> None:
    person = a_person()
    client = signed_in(person)
    with clock.moved(timedelta(hours=13)):
        assert client.get("/en/my").status_code == 200
        accounts.give_role(a_person(("admin",)), person.id, "moderator")
        assert client.get("/en/my").status_code == 303


def test_an_administrator_who_gives_up_an_own_role_stays_signed_in(signed_in: Any) -> None:
    admin = a_person(("admin", "moderator"))
    client = signed_in(admin)
    client.post(f"/en/people/{admin.id}/roles", data={"role": "moderator", "take": "1"})
    assert client.get("/en/people").status_code == 200


def test_signing_out_ends_the_row_and_changes_the_token_of_forms(by_form: Any) -> None:
    client = by_form(a_person())
    with client.session_transaction() as session:
        secret, session["csrf_token"] = session["_user_id"], "as it was"
    client.post("/en/sign-out")
    with client.session_transaction() as session:
        assert "csrf_token" not in session
        session["_user_id"] = secret
    assert client.get("/en/my").status_code == 303, "the old secret opens nothing"
    assert db.session.execute(select(LiveSession)).first() is None


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_signing_out_leaves_nothing_in_the_browser(by_form: Any, headers: dict[str, str]) -> None:
    """Pages were not stored, and what a browser kept by itself it is told to drop; the cookie opens nothing."""
    browser = by_form(a_person())
    for address in ("/en/my", "/en/my/data", "/en/my/sessions", "/en/threads"):
        assert browser.get(address).headers["Cache-Control"] == "no-store"
    answer = browser.post("/en/sign-out", headers=headers)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    with browser.session_transaction() as held:
        assert not {"_user_id", "_fresh"} & set(held)
    assert browser.get("/en/my").status_code == 303


def test_a_session_planted_before_signing_in_is_worth_nothing_afterwards(app: Any, signed_in: Any) -> None:
    person, intruder = a_person(), a_person()
    planted = signed_in(intruder)
    with planted.session_transaction() as session:
        before = session["_user_id"]
    planted.post("/en/sign-in", data={"email": person.email, "password": PASSWORD})
    with planted.session_transaction() as session:
        assert session["_user_id"] != before
    outside = app.test_client()
    with outside.session_transaction() as session:
        session["_user_id"] = before
    assert outside.get("/en/my").status_code == 303


@pytest.mark.parametrize(
    ("roles", "idle", "longest"),
    [((), timedelta(days=14), timedelta(days=60)), (("moderator",), timedelta(hours=8), timedelta(hours=12))],
)
def test_a_session_in_use_ends_at_its_longest(
    signed_in: Any, roles: tuple[str, ...], idle: timedelta, longest: timedelta
) -> None:
    client, passed = signed_in(a_person(roles)), timedelta()
    while passed < longest:
        with clock.moved(passed):
            assert _status(client) == 200
        passed += idle / 2
    with clock.moved(longest):
        assert _status(client) == 303
        assert duties["sessions that are over are forgotten"]() == 1
        assert duties["sessions that are over are forgotten"]() == 0


def _status(client: Any) -> int:
    """As on the server, where every request reads the session's row anew."""
    db.session.rollback()
    status: int = client.get("/en/my").status_code
    return status


@pytest.mark.parametrize(("roles", "idle"), [((), timedelta(days=14)), (("desk",), timedelta(hours=8))])
def test_an_unused_session_ends(signed_in: Any, roles: tuple[str, ...], idle: timedelta) -> None:
    client = signed_in(a_person(roles))
    with clock.moved(idle):
        assert _status(client) == 303


def _seen() -> Any:
    db.session.rollback()
    return db.session.execute(select(LiveSession.seen_at)).scalar_one()


def test_use_is_noted_at_most_every_five_minutes(signed_in: Any) -> None:
    client = signed_in(a_person())
    began = _seen()
    with clock.moved(timedelta(minutes=4)):
        client.get("/en/my")
        assert _seen() == began
    with clock.moved(timedelta(minutes=6)):
        client.get("/en/my")
        assert _seen() > began


def test_a_busy_database_breaks_no_reading(signed_in: Any, monkeypatch: Any) -> None:
    client = signed_in(a_person())

    def busy(*_values: Any) -> None:
        raise OperationalError("update", {}, Exception("database is locked"))

    monkeypatch.setattr(services, "_without_waiting", busy)
    began = _seen()
    with clock.moved(timedelta(minutes=6)):
        assert client.get("/en/my").status_code == 200
    assert _seen() == began


def test_a_writer_beside_a_reader_makes_nobody_wait(app: Any, signed_in: Any) -> None:
    """The row is locked by another connection while the page is read."""
    client = signed_in(a_person())
    began = _seen()
    with db.engine.connect() as other:
        if other.dialect.name == "sqlite":
            other.exec_driver_sql("ROLLBACK")
            other.exec_driver_sql("BEGIN IMMEDIATE")
        other.exec_driver_sql("update live_session set device = 'held'")
        with clock.moved(timedelta(minutes=6)):
            assert client.get("/en/my").status_code == 200
        other.rollback()
    assert _seen() == began


def test_changing_the_password_ends_every_other_session(signed_in: Any) -> None:
    person = a_person()
    here, there = signed_in(person), signed_in(person)
    assert here.post("/en/my/password", data={"password": "four other plain words"}).status_code == 303
    assert here.get("/en/my").status_code == 200
    assert there.get("/en/my").status_code == 303


def test_taking_back_a_change_of_email_ends_every_session(signed_in: Any) -> None:
    person = a_person()
    clients = [signed_in(person), signed_in(person)]
    from veche.sessions.models import AddressChange

    with writing() as session:
        change = AddressChange(person_id=person.id, old_email="old@example.org", changed_at=clock.now())
        session.add(change)
    credentials.restore_email(credentials._signer("email.back").dumps([change.id, person.id]))
    assert [client.get("/en/my").status_code for client in clients] == [303, 303]


def test_a_signed_cookie_is_good_as_long_as_a_session_lasts_at_most(app: Any, signed_in: Any) -> None:
    client = signed_in(a_person())
    assert client.get("/en/my").status_code == 200
    app.permanent_session_lifetime, before = timedelta(seconds=-1), app.permanent_session_lifetime
    try:
        assert client.get("/en/my").status_code == 303
    finally:
        app.permanent_session_lifetime = before
    assert before == timedelta(hours=1_000_000), "what the tests' app has set"
