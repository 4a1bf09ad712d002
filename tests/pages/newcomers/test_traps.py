"""The field that nobody sees and the form sent too fast: a person who is caught is told and sends once more."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select

from factories import a_person, a_post, a_thread
from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.moderation.models import Flag

CAUGHT = "This looked like a machine"
FIELDS = {
    "name": "Quiet reader",
    "email": "quiet@example.org",
    "password": "three words together",
    "age_band": "over-31",
    "consent": "y",
    "rules": "y",
}


@pytest.fixture
def trapped(limited: dict[str, Any]) -> dict[str, Any]:
    limited["TRAP_SECONDS"] = 2
    return limited


def begun_in(page: str) -> str:
    found = re.search(r'name="begun" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def people() -> int:
    db.session.rollback()
    return int(db.session.execute(select(func.count()).select_from(Person)).scalar_one())


def test_a_form_sent_at_once_is_told_so_and_taken_the_second_time(trapped: Any, client: Any) -> None:
    begun, before = begun_in(client.get("/en/sign-up").text), people()
    caught = client.post("/en/sign-up", data={**FIELDS, "begun": begun})
    assert caught.status_code == 422
    assert CAUGHT in caught.text
    assert 'value="Quiet reader"' in caught.text
    assert people() == before
    with clock.moved(timedelta(seconds=5)):
        taken = client.post("/en/sign-up", data={**FIELDS, "begun": begun_in(caught.text)})
    assert (taken.status_code, people()) == (303, before + 1)


def test_the_field_that_nobody_sees_catches_and_is_emptied(trapped: Any, client: Any) -> None:
    begun, before = begun_in(client.get("/en/sign-up").text), people()
    with clock.moved(timedelta(seconds=5)):
        caught = client.post("/en/sign-up", data={**FIELDS, "begun": begun, "website": "https://watches.example"})
        assert (caught.status_code, people()) == (422, before)
        assert CAUGHT in caught.text
        assert "watches.example" not in caught.text
    with clock.moved(timedelta(seconds=10)):
        assert client.post("/en/sign-up", data={**FIELDS, "begun": begun_in(caught.text)}).status_code == 303


@pytest.mark.parametrize("begun", ["", "x", "MTIz.forged.value"])
def test_a_clock_that_is_not_ours_catches(begun: str, trapped: Any, client: Any) -> None:
    assert client.post("/en/sign-up", data={**FIELDS, "begun": begun}).status_code == 422


def test_a_reader_who_takes_their_time_notices_nothing(trapped: Any, client: Any) -> None:
    page = client.get("/en/sign-up").text
    assert CAUGHT not in page
    with clock.moved(timedelta(minutes=30)):
        assert client.post("/en/sign-up", data={**FIELDS, "begun": begun_in(page)}).status_code == 303


def test_the_unseen_field_is_out_of_every_reader_s_way(trapped: Any, client: Any) -> None:
    page = client.get("/en/sign-up").text
    assert '<div class="unseen" aria-hidden="true">' in page
    assert 'tabindex="-1" autocomplete="off"' in page
    assert "Leave this field empty" in page


def test_a_report_is_trapped_too_and_keeps_its_note(trapped: Any, signed_in: Any) -> None:
    post, reporter = a_post(a_thread()), signed_in(a_person())
    at, fields = f"/en/flag/post/{post.id}", {"reason": "spam", "note": "It sells watches."}
    begun = begun_in(reporter.get(at).text)
    caught = reporter.post(at, data={**fields, "begun": begun})
    assert caught.status_code == 422
    assert "It sells watches." in caught.text
    with clock.moved(timedelta(seconds=5)):
        assert reporter.post(at, data={**fields, "begun": begun_in(caught.text)}).status_code == 303
    db.session.rollback()
    assert db.session.execute(select(func.count()).select_from(Flag)).scalar_one() == 1


def test_an_ordinary_form_has_no_trap(trapped: Any, signed_in: Any) -> None:
    assert 'name="website"' not in signed_in(a_person()).get("/en/threads/new").text
