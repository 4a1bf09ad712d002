"""Whoever keeps failing waits; the owner does not, whatever others try."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from factories import PASSWORD, a_person
from veche.accounts.models import Person
from veche.core import clock, outbox
from veche.core.database import db
from veche.core.worker import duties
from veche.sessions import attempts
from veche.sessions.models import Attempt
from veche.sessions.rules import ALARM, PER_SOURCE

WRONG = {"password": "not the password"}


def sign_in(client: Any, email: str, password: str = WRONG["password"], source: str = "192.0.2.1") -> Any:
    data = {"email": email, "password": password}
    return client.post("/en/sign-in", data=data, environ_base={"REMOTE_ADDR": source})


def fail(client: Any, email: str, times: int, source: str = "192.0.2.1") -> None:
    for _ in range(times):
        assert sign_in(client, email, source=source).status_code == 422


def attack(app: Any, email: str) -> None:
    """Strangers try passwords from everywhere."""
    for number in range(ALARM):
        fail(app.test_client(), email, 1, f"198.51.{number}.1")


def test_after_five_failures_the_page_says_when_to_try_again_and_keeps_the_email(client: Any) -> None:
    person = a_person()
    fail(client, person.email, 5)
    refused = sign_in(client, person.email, PASSWORD)
    assert refused.status_code == 429
    assert re.search(r"Too many attempts\. Try again at \d\d:\d\d, in 1 minute\.", refused.text)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert person.email in refused.text
    assert PASSWORD not in refused.text
    with clock.moved(timedelta(minutes=1)):
        assert sign_in(client, person.email, PASSWORD).status_code == 303


def test_refused_tries_make_the_pause_no_longer(client: Any) -> None:
    person = a_person()
    fail(client, person.email, 5)
    for _ in range(10):
        assert sign_in(client, person.email).status_code == 429
    with clock.moved(timedelta(minutes=1)):
        assert sign_in(client, person.email).status_code == 422


def test_a_right_password_forgets_what_failed_before(client: Any) -> None:
    person = a_person()
    fail(client, person.email, 4)
    assert sign_in(client, person.email, PASSWORD).status_code == 303
    client.post("/en/sign-out")
    fail(client, person.email, 5)


def test_an_unknown_email_is_throttled_just_the_same(client: Any) -> None:
    fail(client, "nobody@example.org", 5)
    assert sign_in(client, "nobody@example.org").status_code == 429


def test_an_email_is_one_account_in_any_case(client: Any) -> None:
    person = a_person()
    fail(client, person.email.upper(), 5)
    assert sign_in(client, person.email).status_code == 429


def test_an_attacker_cannot_lock_the_owner_out_of_a_browser_they_have_used(app: Any, by_form: Any) -> None:
    person = a_person()
    owner = by_form(person)
    owner.post("/en/sign-out")
    attack(app, person.email)
    fail(owner, person.email, 4, "198.51.1.1")
    assert sign_in(owner, person.email, PASSWORD, "198.51.1.1").status_code == 303, "even from an attacker's network"


def test_an_attacker_cannot_lock_the_owner_out_of_a_new_browser_either(app: Any) -> None:
    person = a_person()
    attack(app, person.email)
    assert sign_in(app.test_client(), person.email, PASSWORD, "203.0.113.9").status_code == 303


def test_under_attack_a_stranger_has_one_try_a_quarter_of_an_hour(app: Any) -> None:
    person = a_person()
    attack(app, person.email)
    stranger = app.test_client()
    fail(stranger, person.email, 1, "203.0.113.9")
    refused = sign_in(stranger, person.email, source="203.0.113.77")
    assert refused.status_code == 429, "the whole network is one source"
    assert "in 15 minutes" in refused.text


def test_a_cookie_of_ones_own_opens_no_other_account(app: Any, by_form: Any) -> None:
    """Who has signed in as somebody is known for that account alone."""
    intruder, person = by_form(a_person()), a_person()
    intruder.post("/en/sign-out")
    attack(app, person.email)
    fail(intruder, person.email, 1, "203.0.113.9")
    assert sign_in(intruder, person.email, source="203.0.113.9").status_code == 429


@pytest.mark.parametrize("value", ["x", "WyJhIixbXV0.x.y", "é" * 300, ""])
def test_a_forged_cookie_says_nothing(client: Any, value: str) -> None:
    client.set_cookie("veche-device", value)
    person = a_person()
    fail(client, person.email, 5)
    assert sign_in(client, person.email).status_code == 429


def test_a_source_tries_fifty_times_an_hour_over_all_accounts(app: Any, client: Any) -> None:
    from veche.sessions import throttle

    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        source = throttle.source("")
    for number in range(PER_SOURCE):
        attempts.count("sign-in", f"{number:032}", source, known=False)
    person = a_person()
    assert sign_in(client, person.email, PASSWORD).status_code == 429
    assert sign_in(client, person.email, PASSWORD, "203.0.113.1").status_code == 303


def test_a_reset_is_asked_for_at_most_five_times_in_a_row_and_a_mailbox_is_not_filled(app: Any, client: Any) -> None:
    person = a_person()
    for _ in range(5):
        assert client.post("/en/password", data={"email": person.email}).status_code == 303
    refused = client.post("/en/password", data={"email": person.email})
    assert refused.status_code == 429
    assert "Try again at" in refused.text
    assert person.email in refused.text
    for number in range(10):
        other = app.test_client()
        answer = other.post(
            "/en/password", data={"email": person.email}, environ_base={"REMOTE_ADDR": f"203.0.{number}.1"}
        )
        assert answer.status_code == 303
    assert db.session.execute(select(func.count(outbox.Letter.id))).scalar_one() == 10


def test_the_letter_of_confirmation_is_throttled_with_a_page_that_says_when(signed_in: Any) -> None:
    client = signed_in(a_person(confirmed=False))
    for _ in range(5):
        assert client.post("/en/confirm").status_code == 303
    refused = client.post("/en/confirm")
    assert refused.status_code == 429
    assert "Try again at" in refused.text


def test_nothing_in_the_table_names_an_account_or_a_network(client: Any) -> None:
    fail(client, "nobody@example.org", 1, "192.0.2.55")
    row = db.session.execute(select(Attempt)).scalar_one()
    kept = f"{row.what} {row.account} {row.source}"
    assert re.fullmatch(r"sign-in [0-9a-f]{32} [0-9a-f]{32}", kept)


def test_attempts_are_forgotten_within_a_day(client: Any) -> None:
    fail(client, "nobody@example.org", 3)
    with clock.moved(timedelta(hours=23)):
        assert duties["old attempts are forgotten"]() == 0
    with clock.moved(timedelta(hours=25)):
        assert duties["old attempts are forgotten"]() == 3
        assert duties["old attempts are forgotten"]() == 0


def letters(person: Person) -> list[str]:
    rows = select(outbox.Letter.body).where(outbox.Letter.address == person.email).order_by(outbox.Letter.id)
    return list(db.session.execute(rows).scalars())


def test_a_letter_tells_of_a_new_browser_and_of_none_that_is_known(app: Any, by_form: Any) -> None:
    person = a_person()
    client = by_form(person)
    assert len(letters(person)) == 1
    assert "from a browser that we had not seen before (Firefox, Linux)" in letters(person)[0]
    client.post("/en/sign-out")
    assert sign_in(client, person.email, PASSWORD).status_code == 303
    assert len(letters(person)) == 1
    by_form(person)
    assert len(letters(person)) == 2


def test_who_has_only_just_signed_up_gets_no_such_letter(client: Any) -> None:
    form = {"name": "Reader", "email": "reader@example.org", "password": "three plain words", "age_band": "18-31"}
    client.post("/en/sign-up", data={**form, "consent": "y", "rules": "y"})
    sign_in(client, form["email"], form["password"])
    subjects = list(db.session.execute(select(outbox.Letter.subject)).scalars())
    assert len(subjects) == 1, "only the one that confirms the address"


def test_the_cookie_of_a_browser_is_kept_from_scripts_and_other_sites(app: Any) -> None:
    person = a_person()
    cookies = sign_in(app.test_client(), person.email, PASSWORD).headers.getlist("Set-Cookie")
    device = next(cookie for cookie in cookies if cookie.startswith("veche-device="))
    assert "HttpOnly" in device
    assert "SameSite=Lax" in device
    assert person.email not in device
