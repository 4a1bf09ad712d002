"""When everything is lost: an administrator resets somebody else's second step, or the command line does."""

from typing import Any

import pytest
from sqlalchemy import select

from factories import PASSWORD, a_person, an_app_of
from veche.cli import main
from veche.core import journal, outbox
from veche.core.database import db
from veche.factors import queries, recovery

WHY = "She came to the desk with her passport."


@pytest.fixture
def lost(app: Any) -> Any:
    person = a_person(("moderator",), language="ru")
    an_app_of(person)
    recovery.renew(person)
    return person


def entries(person: Any) -> list[Any]:
    found = journal.about(db.session(), [f"person:{person.id}"])
    return [entry for entry in found if entry.verb == "factor.reset"]


def test_an_administrator_resets_and_everything_is_gone(lost: Any, signed_in: Any, app: Any) -> None:
    admin, theirs = a_person(("admin",)), signed_in(lost)
    client = signed_in(admin)
    address = f"/en/people/{lost.id}/second-step"
    assert address in client.get(f"/en/people/{lost.id}").text
    assert "how accounts are stolen by telephone" in client.get(address).text
    assert client.post(address, data={"reason": WHY}).location == f"/en/people/{lost.id}"
    means = queries.means(lost)
    assert (means.number, means.codes_left) == (0, 0)
    assert theirs.get("/en/my").status_code == 303, "every session has ended"
    assert app.test_client().post("/en/sign-in", data={"email": lost.email, "password": PASSWORD}).location == "/en/"
    assert [(entry.actor, entry.data) for entry in entries(lost)] == [(admin.id, {"reason": WHY})]
    letter = db.session.execute(select(outbox.Letter).where(outbox.Letter.subject.contains("сброшен"))).scalar_one()
    assert letter.address == lost.email
    assert WHY in letter.body


@pytest.mark.parametrize("reason", ["", "lost the phone", "x" * 301])
def test_without_four_words_nothing_is_reset(lost: Any, signed_in: Any, reason: str) -> None:
    answer = signed_in(a_person(("admin",))).post(f"/en/people/{lost.id}/second-step", data={"reason": reason})
    assert answer.status_code == 422
    assert reason in answer.text
    assert queries.means(lost).is_on
    assert entries(lost) == []


@pytest.mark.parametrize("role", [None, "moderator", "committee", "desk", "body_officer", "youth_council"])
def test_nobody_else_resets(lost: Any, signed_in: Any, role: str | None) -> None:
    client = signed_in(a_person((role,) if role else ()))
    assert client.get(f"/en/people/{lost.id}/second-step").status_code == 403
    assert client.post(f"/en/people/{lost.id}/second-step", data={"reason": WHY}).status_code == 403
    assert queries.means(lost).is_on


def test_not_ones_own(signed_in: Any) -> None:
    admin = a_person(("admin",))
    an_app_of(admin)
    client = signed_in(admin)
    assert "another administrator can" in client.get(f"/en/people/{admin.id}/second-step").text
    assert client.post(f"/en/people/{admin.id}/second-step", data={"reason": WHY}).status_code == 403
    assert queries.means(admin).is_on


def test_there_must_be_something_to_reset(signed_in: Any) -> None:
    client, person = signed_in(a_person(("admin",))), a_person()
    assert "no second step" in client.get(f"/en/people/{person.id}/second-step").text
    answer = client.post(f"/en/people/{person.id}/second-step", data={"reason": WHY})
    assert answer.location == f"/en/people/{person.id}" or answer.status_code == 422
    assert entries(person) == []
    assert client.get("/en/people/999999/second-step").status_code == 404
    assert client.post("/en/people/999999/second-step", data={"reason": WHY}).status_code == 404


def test_the_command_line_resets_the_last_administrator(lost: Any, app: Any) -> None:
    runner = app.test_cli_runner()
    other = a_person(("admin",))
    command = ["person", "reset-second-step", "--reason"]
    few = runner.invoke(main, [*command, "lost it", str(lost.email)])
    assert (few.exit_code, "four words" in few.output) == (1, True)
    done = runner.invoke(main, [*command, WHY, str(lost.email).upper()])
    assert (done.exit_code, "is reset" in done.output) == (0, True)
    db.session.rollback()
    assert not queries.means(lost).is_on
    assert [(entry.actor, entry.data) for entry in entries(lost)] == [(None, {"reason": WHY})]
    told = db.session.execute(select(outbox.Letter).where(outbox.Letter.address == other.email)).scalar_one()
    assert lost.display_name in told.body
    assert WHY in told.body
    for email in ("nobody@example.org", str(lost.email)):
        assert runner.invoke(main, [*command, WHY, email]).exit_code == 1


def test_every_other_administrator_learns_of_a_reset(lost: Any, signed_in: Any) -> None:
    actor, other = a_person(("admin",)), a_person(("admin",), language="ru")
    signed_in(actor).post(f"/en/people/{lost.id}/second-step", data={"reason": WHY})
    told = select(outbox.Letter.address).where(outbox.Letter.subject.contains("сброшен"))
    assert set(db.session.execute(told).scalars()) == {lost.email, other.email}
    mine = select(outbox.Letter).where(outbox.Letter.address == actor.email)
    assert db.session.execute(mine).first() is None, "whoever did it knows"
