"""Setting up an app of codes, signing in by it, moving and removing it."""

import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from factories import PASSWORD, a_person, an_app_of
from veche.core import clock, journal, outbox
from veche.core.database import Base, db
from veche.factors import keys, queries
from veche.factors.models import App
from veche.factors.rules import code_of, step_at

MINE = "/en/my/second-step"


def shown_secret(html: str) -> str:
    return re.search(r'<p class="secret">([A-Z2-7 ]+)</p>', html)[1].replace(" ", "")


def code_now(secret: str, shift: int = 0) -> str:
    return code_of(secret, step_at(clock.now()) + shift)


def set_up(client: Any) -> tuple[str, Any]:
    """The secret and the page after the code."""
    secret = shown_secret(client.post(f"{MINE}/app", follow_redirects=True).text)
    return secret, client.post(f"{MINE}/app/confirm", data={"code": code_now(secret)})


def by_password(client: Any, person: Any, **fields: str) -> Any:
    return client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD, **fields})


def everything_stored() -> str:
    """Every value of every table, as one text."""
    db.session.rollback()
    return "\n".join(
        str(tuple(row)) for table in Base.metadata.sorted_tables for row in db.session.execute(select(table)).all()
    )


def test_an_app_is_shown_confirmed_by_a_code_and_answered_with_recovery_codes(app: Any, signed_in: Any) -> None:
    person = a_person()
    client = signed_in(person)
    assert "Not set up" in client.get(MINE).text
    page = client.post(f"{MINE}/app", follow_redirects=True).text
    assert '<svg viewBox="0 0 ' in page
    assert 'class="qr"' in page
    assert "style=" not in page
    secret = shown_secret(page)
    assert queries.means(person).number == 0, "nothing is set up before the code"
    wrong = client.post(f"{MINE}/app/confirm", data={"code": "000 000"})
    assert wrong.status_code == 422
    assert shown_secret(wrong.text) == secret, "the same secret is shown again"
    done = client.post(f"{MINE}/app/confirm", data={"code": code_now(secret)})
    assert done.status_code == 200
    assert len(set(re.findall(r"<li>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</li>", done.text))) == 10
    assert "Set up: signing in asks" in client.get(MINE).text
    assert queries.means(person).codes_left == 10


def test_the_secret_is_seen_once_and_lies_nowhere_in_the_clear(
    signed_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person = a_person()
    client = signed_in(person)
    secret, page = set_up(client)
    codes = re.findall(r"<li>([A-Z2-9-]{14})</li>", page.text)
    stored, told = (
        everything_stored(),
        json.dumps([entry.data for entry in journal.about(db.session(), [f"person:{person.id}"])]),
    )
    later = client.get(MINE).text + client.get(f"{MINE}/app", follow_redirects=True).text + page.text
    for place in (stored, told, caplog.text, later):
        assert secret not in place
    for code in codes:
        assert code not in stored + told + caplog.text + client.get(MINE).text
        assert code.replace("-", "") not in stored


def test_the_secret_is_bound_to_its_persons_row(app: Any) -> None:
    mine, other = a_person(), a_person()
    locked = keys.lock(mine.id, "JBSWY3DPEHPK3PXP")
    assert keys.unlock(mine.id, locked) == "JBSWY3DPEHPK3PXP"
    assert keys.unlock(other.id, locked) is None
    assert keys.unlock(mine.id, locked[:-8] + "AAAAAAA=") is None
    assert keys.lock(mine.id, "JBSWY3DPEHPK3PXP") != locked


def test_another_key_of_the_site_opens_nothing(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    locked, digest = keys.lock(7, "JBSWY3DPEHPK3PXP"), keys.digest(7, "K7QM2XRD94HT")
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key")
    assert keys.unlock(7, locked) is None
    assert keys.digest(7, "K7QM2XRD94HT") != digest


def test_signing_in_asks_for_the_code_before_a_session_begins(client: Any) -> None:
    person = a_person()
    secret = an_app_of(person)
    answer = by_password(client, person, next="/en/my")
    assert answer.location == "/en/sign-in/second?next=/en/my"
    assert client.get("/en/my").location.startswith("/en/sign-in"), "nobody is signed in yet"
    page = client.get(answer.location).text
    assert 'name="next" value="/en/my"' in page
    done = client.post("/en/sign-in/second", data={"code": code_now(secret), "next": "/en/my"})
    assert done.location == "/en/my"
    assert client.get("/en/my").status_code == 200


def test_a_code_opens_once(app: Any) -> None:
    person = a_person()
    secret = an_app_of(person)
    code = code_now(secret)
    first, second = app.test_client(), app.test_client()
    for client in (first, second):
        by_password(client, person)
    assert first.post("/en/sign-in/second", data={"code": code}).location == "/en/"
    again = second.post("/en/sign-in/second", data={"code": code})
    assert again.status_code == 422
    assert "each code is good once" in again.text
    assert second.get("/en/my").status_code == 303
    before = second.post("/en/sign-in/second", data={"code": code_now(secret, -1)})
    assert before.status_code == 422, "nor does an earlier one after it"
    assert second.post("/en/sign-in/second", data={"code": code_now(secret, 1)}).location == "/en/"


@pytest.mark.parametrize(("shift", "opens"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_phones_clock_may_be_off_by_half_a_minute(client: Any, shift: int, opens: bool) -> None:
    person = a_person()
    secret = an_app_of(person)
    by_password(client, person)
    answer = client.post("/en/sign-in/second", data={"code": code_now(secret, shift)})
    assert (answer.status_code == 303) is opens
    assert (client.get("/en/my").status_code == 200) is opens


@pytest.mark.parametrize("typed", ["", "   ", "12345", "abcdef", "１２３４５６", "x" * 41, "\x00", "000000 000000"])
def test_what_is_no_code_is_refused_beside_the_field(client: Any, typed: str) -> None:
    person = a_person()
    an_app_of(person)
    by_password(client, person)
    answer = client.post("/en/sign-in/second", data={"code": typed})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_the_code_of_one_person_opens_no_account_of_another(client: Any) -> None:
    mine, other = a_person(), a_person()
    an_app_of(mine)
    secret = an_app_of(other)
    by_password(client, mine)
    assert client.post("/en/sign-in/second", data={"code": code_now(secret)}).status_code == 422


def test_an_unconfirmed_secret_dies_after_an_hour(signed_in: Any) -> None:
    person = a_person()
    secret = shown_secret(signed_in(person).post(f"{MINE}/app", follow_redirects=True).text)
    with clock.moved(timedelta(hours=1, minutes=1)):
        client = signed_in(person)
        assert client.get(f"{MINE}/app").location == MINE
        answer = client.post(f"{MINE}/app/confirm", data={"code": code_now(secret)})
        assert answer.location == MINE, "there is nothing to confirm any more"


def test_moving_to_another_phone_keeps_the_old_one_until_the_new_is_confirmed(signed_in: Any) -> None:
    person = a_person()
    old = an_app_of(person)
    client = signed_in(person)
    new = shown_secret(client.post(f"{MINE}/app", follow_redirects=True).text)
    assert keys.unlock(person.id, db.session.get(App, person.id).secret) == old
    client.post(f"{MINE}/app/confirm", data={"code": code_now(new)})
    db.session.rollback()
    assert keys.unlock(person.id, db.session.get(App, person.id).secret) == new


def test_a_citizen_removes_the_app_and_the_codes_go_too(signed_in: Any) -> None:
    person = a_person(language="be")
    client = signed_in(person)
    set_up(client)
    client.post(f"{MINE}/app/remove")
    means = queries.means(person)
    assert (means.is_on, means.codes_left) == (False, 0)
    again = client.post(f"{MINE}/app/remove", follow_redirects=True)
    assert "no app of codes to remove" in again.text
    letters = db.session.execute(select(outbox.Letter).order_by(outbox.Letter.id)).scalars().all()
    assert [letter.language for letter in letters] == ["be", "be"]
    assert "дададзены другі крок" in letters[0].subject
    assert "прыбраны другі крок" in letters[1].subject
    verbs = [entry.verb for entry in journal.about(db.session(), [f"person:{person.id}"])]
    assert verbs == ["factor.added", "factor.removed"]


def test_the_journal_does_not_name_who_has_a_second_step(client: Any, signed_in: Any) -> None:
    person = a_person(name="A quiet reader")
    set_up(signed_in(person))
    page = client.get("/en/journal").text
    assert "Second step of signing in added" in page
    assert "A quiet reader" not in page


def test_no_database_row_of_the_app_holds_the_bare_secret(app: Any) -> None:
    person = a_person()
    secret = an_app_of(person)
    row = db.session.execute(text("select secret from factor_app")).scalar_one()
    assert secret not in row
    assert keys.unlock(person.id, row) == secret
