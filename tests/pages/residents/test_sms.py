"""Residency by a telephone: a code of six figures, five tries, ten minutes; of the number only a keyed hash."""

import json
import logging
import re
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from flask import Flask
from sqlalchemy import select

from cases import ban
from desks import a_neighbour
from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.residents import senders
from veche.residents.models import Attempt, ResidentIdentity
from veche.residents.services import withdraw

NUMBER = "+375 29 765 43 21"


class Carrier:
    """Keeps the messages for the test to read."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.works = True

    def send(self, number: str, text: str) -> None:
        if not self.works:
            raise senders.NotSent
        self.sent.append((number, text))

    @property
    def code(self) -> str:
        return re.search(r"\d{6}", self.sent[-1][1])[0]


@pytest.fixture
def carrier(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Carrier:
    monkeypatch.setitem(app.config["VECHE"], "VERIFY_BY", "sms")
    monkeypatch.setitem(app.config["VECHE"], "SMS", "console")
    carrier = Carrier()
    monkeypatch.setitem(senders.SENDERS, "console", carrier)
    return carrier


def ask(client, phone=NUMBER):
    return client.post("/en/my/verify/sms", data={"phone": phone})


def again(person):
    db.session.expire_all()
    return db.session.get_one(Person, person.id)


def test_the_code_from_the_message_makes_a_resident(carrier, signed_in):
    person = a_neighbour()
    client = signed_in(person)
    step = ask(client).location
    assert "ends in 21" in client.get(step).text
    assert carrier.sent[0][0] == "+375297654321"
    assert client.post(step, data={"code": carrier.code}).status_code == 303
    assert again(person).is_resident


def test_the_number_stands_nowhere(carrier, signed_in, caplog):
    client = signed_in(a_neighbour())
    with caplog.at_level(logging.DEBUG):
        client.post(ask(client).location, data={"code": carrier.code})
    held = [tuple(row) for table in db.metadata.sorted_tables for row in db.session.execute(select(table))]
    assert "7654321" not in str(held)
    assert "7654321" not in caplog.text
    assert carrier.code not in str(held)


def test_one_number_one_account_however_it_is_typed(carrier, signed_in):
    first, second = a_neighbour(), a_neighbour()
    for_first, for_second = signed_in(first), signed_in(second)
    for_first.post(ask(for_first).location, data={"code": carrier.code})
    step = ask(for_second, "8 (029) 765-43-21").location
    refused = for_second.post(step, data={"code": carrier.code})
    assert refused.status_code == 409
    assert "One resident, one account" in refused.text
    assert first.display_name not in refused.text
    assert not again(second).is_resident
    assert for_second.post(step, data={"move": "1"}).status_code == 303
    assert (again(first).is_resident, again(second).is_resident) == (False, True)
    assert len(db.session.execute(select(ResidentIdentity.id)).all()) == 1


def test_whoever_is_banned_is_verified_by_the_same_number_on_no_other_account(carrier, signed_in):
    first, second = a_neighbour(), a_neighbour()
    client = signed_in(first)
    client.post(ask(client).location, data={"code": carrier.code})
    ban(again(first))
    withdraw(again(first))
    client = signed_in(second)
    step = ask(client).location
    for said in ({"code": carrier.code}, {"code": carrier.code, "move": "1"}):
        answer = client.post(step, data=said)
        assert answer.status_code == 422
        assert "Appeal: the way to it" in answer.text
    assert not again(second).is_resident


def test_nobody_moves_a_verification_without_having_shown_the_number(carrier, signed_in):
    first, second = a_neighbour(), a_neighbour()
    for_first, for_second = signed_in(first), signed_in(second)
    for_first.post(ask(for_first).location, data={"code": carrier.code})
    step = ask(for_second).location
    assert for_second.post(step, data={"move": "1"}).status_code == 422
    assert again(first).is_resident
    assert not again(second).is_resident


def test_five_wrong_codes_end_it_even_for_the_right_one(carrier, signed_in):
    person = a_neighbour()
    client = signed_in(person)
    step = ask(client).location
    wrong = f"{(int(carrier.code) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert client.post(step, data={"code": wrong}).status_code == 422
    answer = client.post(step, data={"code": carrier.code})
    assert answer.status_code == 429
    assert "Five wrong codes" in answer.text
    assert not again(person).is_resident


def test_a_code_is_good_for_ten_minutes(carrier, signed_in):
    person = a_neighbour()
    client = signed_in(person)
    step = ask(client).location
    with clock.moved(timedelta(minutes=10, seconds=1)):
        assert client.post(step, data={"code": carrier.code}).status_code == 422
    assert not again(person).is_resident


def test_a_person_gets_three_codes_an_hour_and_so_does_a_number(carrier, signed_in):
    client = signed_in(a_neighbour())
    for last in "123":
        assert ask(client, f"+37529765432{last}").status_code == 303
    refused = ask(client, "+375297654324")
    assert refused.status_code == 429
    assert "+375297654324" in refused.text  # what was typed stays
    for _ in range(2):
        assert ask(signed_in(a_neighbour()), "+375297654321").status_code == 303
    assert ask(signed_in(a_neighbour()), "+375297654321").status_code == 429
    assert len(carrier.sent) == 5
    with clock.moved(timedelta(minutes=61)):
        assert ask(client).status_code == 303


def test_another_persons_attempt_is_no_page(carrier, signed_in):
    step = ask(signed_in(a_neighbour())).location
    thief = a_neighbour()
    assert signed_in(thief).get(step).status_code == 404
    assert signed_in(thief).post(step, data={"code": carrier.code}).status_code == 404
    assert not again(thief).is_resident


@pytest.mark.parametrize("phone", ["", "12", "phone", "+1"])
def test_what_is_no_number_is_told(carrier, signed_in, phone):
    assert ask(signed_in(a_neighbour()), phone).status_code == 422
    assert carrier.sent == []


def test_a_message_that_was_not_sent_leaves_nothing_behind(carrier, signed_in):
    carrier.works = False
    answer = ask(signed_in(a_neighbour()))
    assert answer.status_code == 422
    assert "could not be sent" in answer.text
    assert db.session.execute(select(Attempt)).first() is None


class Gateway(BaseHTTPRequestHandler):
    """A gateway that says yes once and no for ever after."""

    asked: list[tuple[str, dict[str, str]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.headers["Authorization"], body))
        self.send_response(202 if len(self.asked) == 1 else 302)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


def test_the_gateway_by_http_gets_the_message_and_the_token_and_is_followed_nowhere(app, monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    for name, value in (("SMS_URL", f"http://127.0.0.1:{server.server_port}/"), ("SMS_TOKEN", "t")):
        monkeypatch.setitem(app.config["VECHE"], name, value)
    try:
        senders.HttpGateway().send("+375297654321", "123456")
        with pytest.raises(senders.NotSent):
            senders.HttpGateway().send("+375297654321", "123456")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert Gateway.asked[0] == ("Bearer t", {"to": "+375297654321", "text": "123456"})
    with pytest.raises(senders.NotSent):
        senders.HttpGateway().send("+375297654321", "123456")
