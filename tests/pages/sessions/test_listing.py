"""One's own sessions: seen in words, ended one by one or together; nobody else's."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from factories import a_person
from statements import settled_statements
from veche.accounts.models import Person
from veche.core.database import db
from veche.sessions.models import LiveSession
from veche.sessions.services import begin

HTMX = {"HX-Request": "true"}


def count() -> int:
    db.session.rollback()
    number: int = db.session.execute(select(func.count(LiveSession.id))).scalar_one()
    return number


def last() -> int:
    number: int = db.session.execute(select(func.max(LiveSession.id))).scalar_one()
    return number


def test_a_session_is_described_in_words_and_without_an_address(by_form: Any) -> None:
    page = by_form(a_person()).get("/en/my/sessions").text
    assert "Firefox, Linux" in page
    assert "this one" in page
    assert "by password" in page
    assert "You are signed in nowhere else." in page
    assert "End all other sessions" not in page
    assert "after 14 days without use, and after 60 days in any case" in re.sub(r"\s+", " ", page)
    assert "127.0.0" not in page


def test_staff_read_their_own_limits(signed_in: Any) -> None:
    page = re.sub(r"\s+", " ", signed_in(a_person(("moderator",))).get("/en/my/sessions").text)
    assert "after 8 hours without use, and after 12 hours in any case" in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_one_session_is_ended_and_at_once(signed_in: Any, headers: dict[str, str]) -> None:
    person = a_person()
    here, there = signed_in(person), signed_in(person)
    number = last()
    assert f"/en/my/sessions/{number}/end" in here.get("/en/my/sessions").text
    answer = here.post(f"/en/my/sessions/{number}/end", headers=headers)
    assert answer.status_code == (200 if headers else 303)
    said = answer.text if headers else here.get(answer.location).text
    assert "The session has ended." in said
    assert there.get("/en/my").status_code == 303
    assert here.get("/en/my").status_code == 200


def test_the_part_is_what_the_page_shows(signed_in: Any) -> None:
    client = signed_in(a_person())
    assert client.get("/en/my/sessions", headers=HTMX).text.strip() in client.get("/en/my/sessions").text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_all_others_are_ended_and_this_one_stays(signed_in: Any, headers: dict[str, str]) -> None:
    person = a_person()
    here, *others = [signed_in(person) for _ in range(3)]
    stranger = signed_in(a_person())
    assert here.post("/en/my/sessions/end", headers=headers).status_code == (200 if headers else 303)
    assert [client.get("/en/my").status_code for client in others] == [303, 303]
    assert here.get("/en/my").status_code == 200
    assert stranger.get("/en/my").status_code == 200
    assert count() == 2


def test_all_are_ended_with_this_one(signed_in: Any) -> None:
    person = a_person()
    here, there = signed_in(person), signed_in(person)
    assert here.post("/en/my/sessions/end", data={"here": "1"}).location == "/en/"
    assert here.get("/en/my").status_code == there.get("/en/my").status_code == 303


def test_ending_this_one_signs_out(signed_in: Any) -> None:
    client = signed_in(a_person())
    assert client.post(f"/en/my/sessions/{last()}/end").location == "/en/"
    assert client.get("/en/my").status_code == 303


def test_another_persons_session_is_as_absent_as_one_that_never_was(signed_in: Any, client: Any) -> None:
    signed_in(a_person())
    foreign, before = last(), count()
    mine = signed_in(a_person())
    assert mine.post(f"/en/my/sessions/{foreign}/end").status_code == 404
    assert mine.post("/en/my/sessions/999999/end").status_code == 404
    assert client.post(f"/en/my/sessions/{foreign}/end").status_code == 403
    assert client.post("/en/my/sessions/end").status_code == 403
    assert count() == before + 1


def test_a_page_costs_the_same_however_many_sessions_there_are(signed_in: Any) -> None:
    person = a_person()
    client, number = signed_in(person), person.id
    one = settled_statements(client, "/en/my/sessions")
    for _ in range(5):
        begin(db.session.get_one(Person, number))
    assert settled_statements(client, "/en/my/sessions") == one


def test_my_page_leads_there(signed_in: Any) -> None:
    page = signed_in(a_person()).get("/en/my").text
    assert all(f'href="/en/my/{name}"' in page for name in ("sessions", "password", "email"))
