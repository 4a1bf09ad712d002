"""On a running server, all at once: a code opens one session; no more tries and messages get through than allowed."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pyotp
import pytest
from flask import session
from racing import Post, Server, served
from sqlalchemy import delete, func, select

from desks import a_neighbour
from factories import a_person, an_app_of
from veche.core.database import db, writing
from veche.residents import rules as residents
from veche.residents.models import Attempt as Asking
from veche.sessions import rules, steps
from veche.sessions.models import Attempt, LiveSession

ROUNDS = 4
DONE, WRONG, LATER = 303, 422, 429


class Gateway(BaseHTTPRequestHandler):
    """Takes every message."""

    taken: list[str] = []

    def do_POST(self) -> None:
        self.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["to"])
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[ThreadingHTTPServer]:
    Gateway.taken.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Gateway) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def server(app, database, tmp_path, gateway) -> Iterator[Server]:
    sms = {"VECHE_VERIFY_BY": "sms", "VECHE_SMS": "http", "VECHE_SMS_TOKEN": "t"}
    sms["VECHE_SMS_URL"] = f"http://127.0.0.1:{gateway.server_port}/"
    with served(app, database.url, tmp_path, **sms) as running:
        yield running


def count(model, *conditions) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(model).where(*conditions)).scalar_one()


def half_way(server: Server, person: Any, **fields: str) -> Post:
    """A browser in which the person's password was right just now sends the second step."""
    with server.app.test_request_context():
        steps.half_way(person)
        held = dict(session)
    return server.sent_by(held, "/sign-in/second", fields)


def sign_in(server: Server, email: str, password: str = "not the password") -> Post:
    return server.sent_by({}, "/sign-in", {"email": email, "password": password})


def test_of_five_browsers_with_one_code_one_is_let_in(server):
    for _ in range(ROUNDS):
        person = a_person()
        code = pyotp.TOTP(an_app_of(person)).now()
        posts = [half_way(server, person, code=code) for _ in range(rules.FREE)]
        assert Counter(server.together(posts)) == {DONE: 1, WRONG: rules.FREE - 1}
        assert count(LiveSession, LiveSession.person_id == person.id) == 1


def test_of_thirty_passwords_for_one_account_five_are_looked_at(server):
    forget_tries()
    posts = [sign_in(server, a_person().email)] * 30
    assert Counter(server.together(posts)) == {WRONG: rules.FREE, LATER: 30 - rules.FREE}
    assert count(Attempt) == rules.FREE


def test_of_sixty_passwords_from_one_source_fifty_are_looked_at(server):
    """Whatever accounts they are for."""
    forget_tries()
    posts = [sign_in(server, f"somebody{number}@example.org") for number in range(60)]
    assert Counter(server.together(posts)) == {WRONG: rules.PER_SOURCE, LATER: 60 - rules.PER_SOURCE}
    assert count(Attempt) == rules.PER_SOURCE


def test_of_eight_messages_that_a_person_asks_for_three_are_sent(server):
    for place in range(ROUNDS):
        Gateway.taken.clear()
        person = a_neighbour()
        posts = [server.post(person, "/my/verify/sms", phone=f"+37529765{place}00{last}") for last in range(8)]
        most = residents.SMS_PER_PERSON
        assert Counter(server.together(posts)) == {DONE: most, LATER: 8 - most}
        assert len(Gateway.taken) == count(Asking, Asking.person_id == person.id) == most


def test_of_eight_people_three_have_a_message_sent_to_one_number(server):
    for place in range(ROUNDS):
        Gateway.taken.clear()
        posts = [server.post(a_neighbour(), "/my/verify/sms", phone=f"+37529765432{place}") for _ in range(8)]
        most = residents.SMS_PER_NUMBER
        assert Counter(server.together(posts)) == {DONE: most, LATER: 8 - most}
        assert Gateway.taken == [f"+37529765432{place}"] * most


def forget_tries() -> None:
    with writing() as open_session:
        open_session.execute(delete(Attempt))
