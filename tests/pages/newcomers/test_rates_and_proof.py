"""When a rate is exceeded: when to come back, the typed text kept, and a way on by some seconds of work."""

import base64
import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from altcha import v1
from flask import Flask
from sqlalchemy import func, select

from factories import PASSWORD, a_person, a_thread, nonce
from veche.core import clock
from veche.core.database import db
from veche.core.protocol import limiter, source
from veche.core.spent import Spent
from veche.core.worker import duties

TYPED = "Words that took an hour to write, and so must not be lost."


@pytest.fixture
def cheap(limited: dict[str, Any]) -> dict[str, Any]:
    """Work that a test does in no time."""
    limited["PROOF_COST"] = 50
    return limited


def challenge_of(page: str) -> dict[str, Any]:
    found = re.search(r'data-proof="([^"]*)"', page)
    assert found
    told: dict[str, Any] = json.loads(unescape(found[1]))
    return told


def solved(told: dict[str, Any], **changes: Any) -> str:
    number = next(
        number
        for number in range(told["maxnumber"] + 1)
        if v1.hash_hex("SHA-256", (told["salt"] + str(number)).encode()) == told["challenge"]
    )
    values = {name: told[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**values, "number": number, **changes}).encode()).decode()


def sign_in_too_often(client: Any) -> Any:
    for _ in range(120):
        assert client.post("/en/sign-in", data={"email": ""}).status_code == 422
    return client.post("/en/sign-in", data={"email": "someone@example.org", "password": "not the password"})


def test_the_page_says_when_to_come_back_and_keeps_what_is_no_secret(cheap: Any, client: Any) -> None:
    answer = sign_in_too_often(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60 + 1
    assert "You can go on from" in answer.text
    assert "someone@example.org" in answer.text
    assert "not the password" not in answer.text
    assert 'type="password"' in answer.text, "it is to be typed again"


def test_no_work_is_asked_while_the_rate_is_kept(cheap: Any, client: Any, signed_in: Any) -> None:
    for page in ("/en/sign-in", "/en/sign-up", "/en/password"):
        assert "data-proof" not in client.get(page).text
    refused = client.post("/en/sign-in", data={"email": "someone@example.org", "password": "not the password"})
    assert (refused.status_code, "data-proof" in refused.text) == (422, False)


def test_the_solved_work_lets_one_request_through(cheap: Any, client: Any) -> None:
    person = a_person()
    data = {"email": person.email, "password": PASSWORD}
    proof = solved(challenge_of(sign_in_too_often(client).text))
    assert client.post("/en/sign-in", data=data).status_code == 429
    assert client.post("/en/sign-in", data={**data, "altcha": proof}).status_code == 303
    other = client.application.test_client()
    again = other.post("/en/sign-in", data={**data, "altcha": proof})
    assert again.status_code == 429, "each proof is good for one request"
    assert proof not in again.text


def test_a_proof_is_good_for_its_route_alone(cheap: Any, client: Any) -> None:
    proof = solved(challenge_of(sign_in_too_often(client).text))
    for _ in range(10):
        client.post("/en/password", data={"email": "someone@example.org"})
    assert client.post("/en/password", data={"email": "someone@example.org", "altcha": proof}).status_code == 429
    assert db.session.execute(select(func.count()).select_from(Spent)).scalar_one() == 0


@pytest.mark.parametrize(
    "forged",
    ["", "x", "e30=", base64.b64encode(b"[]").decode(), base64.b64encode(b"null").decode(), "я", "A" * 3000],
)
def test_what_is_no_proof_is_none(forged: str, cheap: Any, client: Any) -> None:
    sign_in_too_often(client)
    data = {"email": "someone@example.org", "password": "not the password", "altcha": forged}
    assert client.post("/en/sign-in", data=data).status_code == 429


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 10**6},
        {"signature": "0" * 64},
        {"algorithm": "MD5"},
        {"salt": "00?expires=99999999999&route=accounts.enter&"},
        {"number": None},
        {"salt": None},
    ],
)
def test_a_forged_proof_is_none(changes: dict[str, Any], cheap: Any, client: Any) -> None:
    proof = solved(challenge_of(sign_in_too_often(client).text), **changes)
    data = {"email": "someone@example.org", "password": "not the password", "altcha": proof}
    assert client.post("/en/sign-in", data=data).status_code == 429


def test_an_expired_proof_is_none(cheap: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = solved(challenge_of(sign_in_too_often(client).text))
    later = clock.now().timestamp() + 11 * 60
    monkeypatch.setattr("altcha.v1.time.time", lambda: later)
    monkeypatch.setattr(limiter, "enabled", False)
    from veche.newcomers.proof import _spend

    assert not _spend(proof, "accounts.enter")


def test_writing_too_often_keeps_the_text_and_goes_on_with_work(cheap: Any, signed_in: Any) -> None:
    thread = a_thread()
    browser = signed_in(a_person())
    at = f"/en/threads/{thread.id}/reply"
    for _ in range(30):
        browser.post(at, data={"text": "", "language": "en"})
    fields = {"text": TYPED, "language": "en", "nonce": nonce()}
    refused = browser.post(at, data=fields)
    assert refused.status_code == 429
    assert TYPED in refused.text
    part = browser.post(at, data=fields, headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Retarget"]) == (429, "#problem")
    proof = solved(challenge_of(part.text))
    assert browser.post(at, data={**fields, "altcha": proof}).status_code == 303


def test_work_does_not_buy_a_newcomer_more_than_the_limits(cheap: Any, signed_in: Any) -> None:
    cheap["HOURLY_TEXTS"] = 1
    thread = a_thread()
    browser = signed_in(a_person())
    at, fields = f"/en/threads/{thread.id}/reply", {"text": TYPED, "language": "en"}
    assert browser.post(at, data={**fields, "nonce": nonce()}).status_code == 303
    refused = browser.post(at, data={**fields, "nonce": nonce()})
    assert (refused.status_code, "data-proof" in refused.text) == (429, False)


def test_one_source_has_a_limit_over_all_forms_and_people(cheap: Any, client: Any, signed_in: Any) -> None:
    cheap["SOURCE_RATE"] = "5 per hour"
    for _ in range(3):
        client.post("/en/password", data={"email": "someone@example.org"})
    for _ in range(2):
        signed_in(a_person()).post("/en/threads/new", data={"text": ""})
    assert client.post("/en/display", data={}).status_code == 429
    assert client.get("/en/threads").status_code == 200, "reading is free"
    elsewhere = client.post("/en/display", data={}, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert elsewhere.status_code == 422


def test_every_write_stands_under_a_limit(app: Flask, cheap: Any, client: Any) -> None:
    """Routes without a limit of their own stand under the default one."""
    cheap["SOURCE_RATE"] = "10000 per hour"
    answers = {client.post("/en/display", data={}).status_code for _ in range(121)}
    assert answers == {422, 429}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("198.51.100.7", "198.51.100.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.7", "::ffff:198.51.100.8", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
    ],
)
def test_a_source_is_an_address_or_a_network_of_the_sixth_protocol(
    one: str, other: str, is_same: bool, app: Flask
) -> None:
    keys = []
    for address in (one, other):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            keys.append(source())
            assert address not in keys[-1]
    assert (keys[0] == keys[1]) is is_same


def test_spent_proofs_are_forgotten(cheap: Any, client: Any) -> None:
    data = {"email": "someone@example.org", "password": "not the password"}
    proof = solved(challenge_of(sign_in_too_often(client).text))
    client.post("/en/sign-in", data={**data, "altcha": proof})
    forget = duties["what was used once is forgotten"]
    assert forget() == 0
    with clock.moved(timedelta(minutes=11)):
        assert forget() == 1
