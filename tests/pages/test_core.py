"""Journal, outbox, languages, headers and error pages, through the app."""

import email
import email.policy
import smtplib
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from factories import PASSWORD, a_person
from veche.core import clock, journal, outbox
from veche.core.database import db, writing
from veche.core.markup import is_storable


def some_entries(number: int) -> None:
    with writing() as session:
        for n in range(number):
            journal.record(session, None, "test.done", f"test:{n}", words=f"entry {n}")


def test_the_journal_verifies_as_it_was_written(app) -> None:
    some_entries(5)
    assert journal.verify(db.session()) is None


def test_the_journal_refuses_changes(app) -> None:
    some_entries(2)
    for change in ("update journal set verb = 'other'", "delete from journal"):
        with pytest.raises(DatabaseError):
            db.session.execute(text(change))
        db.session.rollback()


def test_erased_words_leave_the_chain_whole(app) -> None:
    some_entries(3)
    with writing() as session:
        session.execute(text("update journal_payload set body = null"))
    assert journal.verify(db.session()) is None


def test_a_letter_waits_for_the_mail_server_and_is_sent_once(app, monkeypatch) -> None:
    with writing() as session:
        outbox.post(session, "a@example.org", "Тема", "Текст\n", "ru")
    sent = []

    def failing(_message, _number):
        raise smtplib.SMTPServerDisconnected("down")

    monkeypatch.setattr(outbox, "transport", lambda: _Sending(failing))
    assert outbox.deliver_due() == 0
    monkeypatch.setattr(outbox, "transport", lambda: _Sending(lambda message, _number: sent.append(message)))
    assert outbox.deliver_due() == 0, "it is put off for a while"
    with clock.moved(timedelta(minutes=10)):
        assert outbox.deliver_due() == 1
        assert outbox.deliver_due() == 0
    assert [message["Subject"] for message in sent] == ["Тема"]
    letter = db.session.execute(select(outbox.Letter)).scalar_one()
    assert (letter.attempts, letter.problem) == (2, None)


class _Sending:
    def __init__(self, send) -> None:
        self.send = send

    def __enter__(self):
        return self.send

    def __exit__(self, *_problem) -> None:
        return None


def test_a_long_subject_keeps_the_spaces_between_its_words(app) -> None:
    subjects = [
        "Вече: Ваше согласие для участника младше 16 лет, которого ждут с прошлой недели",
        "Ліст чакае другога чытання: «Сямейныя вечары краязнаўства ў дзвюх бібліятэках горада»",
        "The letter waits for its second reader: family evenings of local history in two of the city's libraries",
    ]
    with writing() as session:
        for subject in subjects:
            outbox.post(session, "a@example.org", subject, "Body\n", "ru")
    assert outbox.deliver_due() == len(subjects)
    files = sorted(outbox.mail_folder().glob("*.eml"))
    read = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    assert [message["Subject"] for message in read] == subjects
    assert max(len(line) for file in files for line in file.read_bytes().splitlines()) < 100


def test_letters_of_development_are_files(app) -> None:
    with writing() as session:
        outbox.post(session, "a@example.org", "Subject", "Body\n", "en")
    assert outbox.deliver_due() == 1
    (file,) = outbox.mail_folder().glob("*.eml")
    assert b"Body" in file.read_bytes()


def test_an_address_without_a_language_leads_to_the_readers_own(client) -> None:
    answer = client.get("/plan?x=1", headers={"Accept-Language": "be"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/be/plan?x=1")
    assert client.get("/plan").headers["Location"] == "/ru/plan"
    assert client.get("/").headers["Location"] == "/ru/"


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "Такой страницы нет"), ("be", "Такой старонкі няма"), ("en", "There is no such page")],
)
def test_a_missing_page_says_so_in_the_readers_language(client, language: str, words: str) -> None:
    answer = client.get(f"/{language}/nowhere")
    assert answer.status_code == 404
    assert words in answer.text
    assert f'<html lang="{language}"' in answer.text


def test_the_switcher_stays_on_the_page(client) -> None:
    assert 'href="/be/plan/2.4"' in client.get("/ru/plan/2.4").text


def test_every_answer_has_the_headers_of_trust(client) -> None:
    headers = client.get("/ru/plan").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" in headers["Vary"]


def test_a_signed_in_page_is_not_kept_by_caches(signed_in) -> None:
    assert signed_in(a_person()).get("/en/plan").headers["Cache-Control"] == "no-store"


def test_an_expired_form_keeps_what_was_typed(app, client) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post("/en/sign-in", data={"email": "me@example.org", "password": PASSWORD})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400
    assert "This form has expired" in answer.text
    assert "me@example.org" in answer.text
    assert PASSWORD not in answer.text


def test_a_locked_database_answers_503_and_keeps_the_text(app, signed_in, monkeypatch) -> None:
    from sqlalchemy.exc import OperationalError

    def locked(*_values, **_named):
        raise OperationalError("insert", {}, Exception("database is locked"))

    monkeypatch.setattr("veche.forum.services.open_thread", locked)
    monkeypatch.setattr("veche.accounts.services.ask_reset", locked)
    answer = signed_in(a_person()).post("/en/password", data={"email": "kept@example.org"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "kept@example.org" in answer.text


def test_a_body_over_the_limit_is_refused_in_words(client) -> None:
    answer = client.post("/en/sign-in", data={"email": "x" * 500_000})
    assert answer.status_code == 413
    assert "too much at once" in answer.text


@pytest.mark.parametrize(
    "path", ["/en/threads?after=%00", "/en/plan/%00", "/en/threads?after=garbage", "/en/threads/99999999999999999999"]
)
def test_broken_addresses_never_break_the_server(client, path: str) -> None:
    assert client.get(path).status_code in {200, 400, 404}


def test_healthz_asks_the_database(client) -> None:
    assert client.get("/healthz").text == "ok\n"


@pytest.mark.parametrize(
    "values",
    ['[{"at":"0001-01-01T00:00:00+14:00"},1]', "[1,1]", '["x",1]', "[1.5,1]", "[null,1]", '[{"at":"x"},1]', "[]", "{"],
)
@pytest.mark.parametrize("page", ["/proposals", "/threads", "/journal", "/proposals?step=ended"])
def test_a_damaged_cursor_means_the_start(client: FlaskClient, page: str, values: str) -> None:
    cursor = urlsafe_b64encode(values.encode()).decode().rstrip("=")
    joint = "&" if "?" in page else "?"
    assert client.get(f"/en{page}{joint}after={cursor}").status_code == 200


@pytest.mark.parametrize("wanted", ["http://[", "//[", "/\\x", "javascript:x", "https://evil.example/"])
def test_an_odd_place_to_go_on_to_is_left_out(client: FlaskClient, wanted: str) -> None:
    answer = client.get("/en/sign-in", query_string={"next": wanted})
    assert answer.status_code == 200
    assert f'value="{wanted}"' not in answer.text


@pytest.mark.parametrize("text", ["a\ufffeb", "a\uffffb", "a\x00b", "a\u202eb"])
def test_characters_that_no_feed_can_carry_are_not_stored(text: str) -> None:
    assert not is_storable(text)
