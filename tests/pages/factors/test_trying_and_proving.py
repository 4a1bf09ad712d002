"""Tries at codes are counted; a code or a passkey shows once more who one is."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from authenticator import Authenticator
from factories import PASSWORD, a_person, an_app_of
from veche.core import clock, outbox
from veche.core.database import db, writing
from veche.core.personal import holdings
from veche.factors import queries, recovery
from veche.factors.models import App, Passkey, RecoveryCode
from veche.factors.rules import code_of, step_at
from veche.sessions.models import LiveSession

MINE = "/en/my/second-step"


def code_now(secret: str, shift: int = 0) -> str:
    return code_of(secret, step_at(clock.now()) + shift)


def half_way(app: Any, person: Any) -> Any:
    client = app.test_client()
    client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD})
    return client


def test_after_five_wrong_codes_even_the_right_one_has_to_wait(app: Any) -> None:
    person = a_person()
    secret = an_app_of(person)
    client = half_way(app, person)
    for _ in range(5):
        assert client.post("/en/sign-in/second", data={"code": "000000"}).status_code == 422
    waits = client.post("/en/sign-in/second", data={"code": code_now(secret)})
    assert waits.status_code == 429
    assert "Too many attempts" in waits.text
    assert int(waits.headers["Retry-After"]) > 0
    told = select(outbox.Letter).where(outbox.Letter.subject == "Veche: somebody may know your password")
    assert [letter.address for letter in db.session.execute(told).scalars()] == [person.email], "once, and no more"
    with clock.moved(timedelta(minutes=2)):
        assert client.post("/en/sign-in/second", data={"code": code_now(secret)}).location == "/en/"


def test_a_right_password_does_not_wipe_out_the_wrong_codes(app: Any) -> None:
    person = a_person()
    an_app_of(person)
    for _ in range(5):
        half_way(app, person).post("/en/sign-in/second", data={"code": "000000"})
    assert half_way(app, person).post("/en/sign-in/second", data={"code": "000000"}).status_code == 429


def stale(client: Any, person: Any) -> Any:
    """The last proof of this browser's session is an hour old."""
    with writing() as session:
        for row in session.execute(select(LiveSession).where(LiveSession.person_id == person.id)).unique().scalars():
            row.proved_at = clock.now() - timedelta(hours=1)
    return client


@pytest.mark.parametrize(
    "address",
    ["app", "app/confirm", "app/remove", "codes", "codes.txt", "passkeys", "passkeys/options", "passkeys/1/remove"],
)
def test_whoever_changes_the_second_step_shows_once_more_who_they_are(signed_in: Any, address: str) -> None:
    person = a_person()
    secret = an_app_of(person)
    client = stale(signed_in(person), person)
    asked = client.post(f"{MINE}/{address}", data={"name": "Phone", "code": "1"})
    assert asked.status_code == 403
    assert "Is it you?" in asked.text
    assert (queries.means(person).has_app, queries.means(person).codes_left) == (True, 0)
    assert secret not in asked.text


def test_a_code_of_the_app_is_such_a_proof_once(signed_in: Any) -> None:
    person = a_person()
    secret = an_app_of(person)
    client = stale(signed_in(person), person)
    proof = {"way": "code", "proof": code_now(secret)}
    assert client.post(f"{MINE}/codes", data={**proof, "proof": "000000"}).status_code == 422
    assert 'id="recovery-codes"' in client.post(f"{MINE}/codes", data=proof).text
    stale(client, person)
    assert client.post(f"{MINE}/codes", data=proof).status_code == 422, "the same code proves nothing again"


def test_a_recovery_code_is_not_spent_on_a_proof(signed_in: Any) -> None:
    person = a_person()
    an_app_of(person)
    code = recovery.renew(person)[0]
    client = stale(signed_in(person), person)
    assert client.post(f"{MINE}/codes", data={"way": "code", "proof": code}).status_code == 422
    assert queries.means(person).codes_left == 10


@pytest.mark.usefixtures("safe_site")
def test_a_passkey_is_such_a_proof_for_its_owner_alone(signed_in: Any) -> None:
    devices = []
    for person in (a_person(), a_person()):
        client, device = signed_in(person), Authenticator()
        options = client.post(f"{MINE}/passkeys/options").json["publicKey"]
        client.post(f"{MINE}/passkeys", data={"name": "Phone", "credential": device.create(options)})
        devices.append(device)
    stale(client, person)
    assert "Or with a passkey" in client.get("/en/prove").text
    for device, code in ((devices[0], 422), (devices[1], 200)):
        options = client.post("/en/sign-in/passkey/options").json["publicKey"]
        proof = {"way": "passkey", "proof": device.get(options)}
        assert client.post(f"{MINE}/codes", data=proof).status_code == code


def test_the_page_that_asks_offers_a_code_to_who_has_an_app(signed_in: Any) -> None:
    with_app, without = a_person(), a_person()
    an_app_of(with_app)
    assert "proof-code" in signed_in(with_app).get("/en/prove").text
    assert "proof-code" not in signed_in(without).get("/en/prove").text


def test_strangers_may_do_nothing_here(client: Any) -> None:
    for address in ("app", "app/confirm", "app/remove", "codes", "codes.txt", "passkeys", "passkeys/options"):
        assert client.post(f"{MINE}/{address}").status_code == 403
    for address in ("passkeys/1/rename", "passkeys/1/remove"):
        assert client.post(f"{MINE}/{address}").status_code == 403
    assert client.get(MINE).location == f"/en/sign-in?next={MINE}"
    assert [db.session.query(table).count() for table in (App, Passkey, RecoveryCode)] == [0, 0, 0]


def test_what_is_held_is_told_without_secrets_and_goes_with_the_person(app: Any) -> None:
    person, other = a_person(), a_person()
    secret = an_app_of(person)
    an_app_of(other)
    codes = recovery.renew(person)
    held = holdings["second_step"]
    told = held.export(person)
    assert [row["kind"] for row in told] == ["app", *["recovery code"] * 10]
    assert not any(word in str(told) for word in (secret, *codes))
    with writing() as session:
        held.erase(session, person)
    assert held.export(person) == []
    assert queries.means(other).has_app


def test_a_secret_that_nobody_confirmed_is_cleared_away(signed_in: Any) -> None:
    person = a_person()
    signed_in(person).post(f"{MINE}/app")
    with writing() as session:
        assert holdings["second_step"].expire(session, clock.now()) == 0
        assert holdings["second_step"].expire(session, clock.now() + timedelta(hours=2)) == 1
    db.session.rollback()
    assert db.session.get(App, person.id).pending is None
