"""Residency by an identity provider: a real one answers in these tests, and whatever does not fit is not believed."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from cases import ban
from desks import a_neighbour
from identity_provider import CLIENT, SECRET, Provider, running
from veche.accounts.models import Person
from veche.core.database import db
from veche.core.journal import Entry
from veche.residents.models import Attempt, ResidentIdentity


@pytest.fixture(scope="module")
def one_provider():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(one_provider: Provider, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Provider:
    values = {"VERIFY_BY": "desk,oidc", "OIDC_ISSUER": one_provider.issuer, "OIDC_CLIENT_ID": CLIENT}
    for name, value in {**values, "OIDC_CLIENT_SECRET": SECRET}.items():
        monkeypatch.setitem(app.config["VECHE"], name, value)
    one_provider.bent, one_provider.refuses, one_provider.signs_with = {}, False, one_provider.key
    one_provider.subject = "resident-1"
    return one_provider


def begun(client):
    """The address of the provider to which the person is sent."""
    step = client.post("/en/my/verify/oidc")
    assert step.status_code == 303
    page = client.get(step.location).text
    return re.search(r'href="(http://127[^"]+)"', page)[1].replace("&amp;", "&")


def sent_back(address):
    """The person signs in there and is sent back; what the browser then holds."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == "http://veche.example/my/verify/back"
    return {name: values[0] for name, values in parse_qs(back.query).items()}


def come_back(client, answer):
    page = client.get("/my/verify/back", query_string=answer, follow_redirects=True)
    fields = dict(re.findall(r'type="hidden" name="(state|code|error)" value="([^"]*)"', page.text))
    return client.post("/en/my/verify/back", data=fields)


def again(person):
    db.session.expire_all()
    return db.session.get_one(Person, person.id)


def test_who_the_provider_knows_is_a_resident(provider, signed_in):
    person = a_neighbour()
    client = signed_in(person)
    answer = sent_back(begun(client))
    assert not again(person).is_resident  # coming back alone changes nothing
    assert come_back(client, answer).status_code == 303
    assert again(person).is_resident
    held = [tuple(row) for table in db.metadata.sorted_tables for row in db.session.execute(select(table))]
    assert "resident-1" not in str(held)
    entry = db.session.execute(select(Entry).where(Entry.verb == "resident.verified")).scalar_one()
    assert (entry.actor, entry.subject) == (None, "verification:oidc")


def test_the_same_resident_under_another_account_can_move_the_verification(provider, signed_in):
    first, second = a_neighbour(), a_neighbour()
    for_first, for_second = signed_in(first), signed_in(second)
    come_back(for_first, sent_back(begun(for_first)))
    refused = come_back(for_second, sent_back(begun(for_second)))
    assert refused.status_code == 409
    assert first.display_name not in refused.text
    assert not again(second).is_resident
    action = re.search(r'action="(/en/my/verify/oidc/\d+)"', refused.text)[1]
    assert for_second.post(action, data={"move": "1"}).status_code == 303
    assert again(second).is_resident
    assert not again(first).is_resident


def test_whoever_is_banned_is_verified_by_the_provider_on_no_other_account(provider, signed_in):
    first, second = a_neighbour(), a_neighbour()
    for_first, for_second = signed_in(first), signed_in(second)
    come_back(for_first, sent_back(begun(for_first)))
    ban(again(first))
    refused = come_back(for_second, sent_back(begun(for_second)))
    assert refused.status_code == 422
    assert "Appeal: the way to it" in refused.text
    assert first.display_name not in refused.text
    assert not again(second).is_resident


def test_a_callback_is_good_once(provider, signed_in):
    person, client = a_neighbour(), None
    client = signed_in(person)
    answer = sent_back(begun(client))
    assert come_back(client, answer).status_code == 303
    client.post("/en/my/verify/withdraw")
    given = provider.given
    replayed = come_back(client, answer)
    assert replayed.status_code == 422
    assert "has ended" in replayed.text
    assert provider.given == given
    assert not again(person).is_resident


def test_another_persons_callback_is_nobodys(provider, signed_in):
    victim, thief = a_neighbour(), a_neighbour()
    answer = sent_back(begun(signed_in(victim)))
    assert come_back(signed_in(thief), answer).status_code == 422
    assert not again(thief).is_resident
    assert not again(victim).is_resident


@pytest.mark.parametrize("state", ["", "made-up", "ы"])
def test_a_wrong_state_is_refused(provider, signed_in, state):
    person = a_neighbour()
    client = signed_in(person)
    answer = sent_back(begun(client))
    assert come_back(client, {**answer, "state": state}).status_code == 422
    assert not again(person).is_resident


@pytest.mark.parametrize(
    "bent",
    [
        {"nonce": "another"},
        {"iss": "http://another.example"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"iat": None},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_that_does_not_fit_is_refused(provider, signed_in, bent):
    person = a_neighbour()
    client = signed_in(person)
    provider.bent = bent
    answer = come_back(client, sent_back(begun(client)))
    assert answer.status_code == 422
    assert "Nothing was kept" in answer.text or "did not say" in answer.text
    assert not again(person).is_resident
    assert db.session.execute(select(ResidentIdentity)).first() is None
    assert db.session.execute(select(Attempt)).first() is None


def test_a_strange_signature_is_refused(provider, signed_in):
    person = a_neighbour()
    client = signed_in(person)
    provider.signs_with = provider.strange_key
    assert come_back(client, sent_back(begun(client))).status_code == 422
    assert not again(person).is_resident


def test_a_refusal_of_the_provider_is_told_in_words(provider, signed_in):
    client = signed_in(a_neighbour())
    provider.refuses = True
    answer = come_back(client, sent_back(begun(client)))
    assert answer.status_code == 422
    assert "did not confirm who you are" in answer.text


def test_a_provider_that_does_not_answer_is_told_in_words(provider, signed_in, app, monkeypatch):
    monkeypatch.setitem(app.config["VECHE"], "OIDC_ISSUER", "http://127.0.0.1:9")
    answer = signed_in(a_neighbour()).post("/en/my/verify/oidc")
    assert answer.status_code == 422
    assert "does not answer just now" in answer.text


def test_a_provider_that_calls_itself_by_another_name_is_not_asked(provider, signed_in, monkeypatch):
    client = signed_in(a_neighbour())
    monkeypatch.setattr(provider, "issuer", "http://another.example")
    assert client.post("/en/my/verify/oidc").status_code == 422


def test_a_way_that_is_not_open_is_no_page(signed_in):
    client = signed_in(a_neighbour())
    assert client.post("/en/my/verify/oidc").status_code == 404
    assert client.post("/en/my/verify/sms", data={"phone": "+375291234567"}).status_code == 404
    assert "identity provider" not in client.get("/en/my/verify").text
