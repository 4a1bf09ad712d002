"""Another e-mail: only who reads letters there gets it, and who reads letters at the old one can take it back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories import PASSWORD, a_person
from veche.accounts.models import Person
from veche.core import clock, journal, outbox
from veche.core.database import db, writing
from veche.core.worker import duties
from veche.sessions.models import AddressChange

NEW = "new@example.org"


def letters(address: str) -> list[outbox.Letter]:
    db.session.rollback()
    rows = select(outbox.Letter).where(outbox.Letter.address == address).order_by(outbox.Letter.id)
    return list(db.session.execute(rows).scalars())


def link(address: str) -> str:
    found = re.search(r"http://veche\.example(\S+)", letters(address)[-1].body)
    assert found
    return found[1]


def email_of(number: int) -> str | None:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Person, number).email


@pytest.fixture
def person() -> Person:
    return a_person(name="Lime tree")


@pytest.fixture
def here(signed_in: Any, person: Person) -> Any:
    return signed_in(person)


def ask(client: Any, email: str = NEW) -> Any:
    return client.post("/en/my/email", data={"email": email})


def test_it_is_asked_for_confirmed_and_signs_in(app: Any, client: Any, here: Any, person: Person) -> None:
    old, number = person.email, person.id
    assert old in here.get("/en/my/email").text
    assert ask(here, "New@Example.org").location == "/en/sign-up/letter?again=email"
    assert email_of(number) == old, "asking changes nothing"
    address = link(NEW)
    assert client.get(address).status_code == 200
    assert email_of(number) == old, "opening the link changes nothing"
    assert here.post(address).location == "/en/my/sessions"
    assert email_of(number) == NEW
    assert here.get("/en/my").status_code == 200
    other = app.test_client()
    assert other.post("/en/sign-in", data={"email": old, "password": PASSWORD}).status_code == 422
    assert other.post("/en/sign-in", data={"email": NEW, "password": PASSWORD}).status_code == 303
    assert [letter.subject for letter in letters(str(old))] == ["Veche: your e-mail was changed"]


def test_the_link_works_once(client: Any, here: Any, person: Person) -> None:
    ask(here)
    address = link(NEW)
    client.post(address)
    assert client.post(address).status_code == 422


def test_the_link_dies_after_a_day(client: Any, here: Any, person: Person) -> None:
    ask(here)
    address = link(NEW)
    with clock.moved(timedelta(hours=24)):
        assert client.post(address).status_code == 422
    with clock.moved(timedelta(hours=23)):
        assert client.post(address).status_code == 303


@pytest.mark.parametrize("change", ["the epoch", "the e-mail"])
def test_the_link_dies_when_the_account_changes(client: Any, here: Any, person: Person, change: str) -> None:
    ask(here)
    address = link(NEW)
    with writing() as session:
        found = session.get_one(Person, person.id)
        if change == "the epoch":
            found.epoch += 1
        else:
            found.email = "third@example.org"
    assert client.post(address).status_code == 422
    assert email_of(person.id) != NEW


@pytest.mark.parametrize("text", ["x", "WzFd.abc", "a" * 2000])
def test_a_forged_link_is_dead(client: Any, text: str) -> None:
    for address in (f"/en/email/{text}", f"/en/email/back/{text}"):
        answer = client.post(address)
        assert answer.status_code == 422
        assert "no longer works" in answer.text
        assert '"/en/password"' in answer.text, "whoever cannot sign in any more is led on"


def test_a_link_of_one_kind_is_none_of_the_other(client: Any, here: Any, person: Person) -> None:
    ask(here)
    assert client.post(link(NEW).replace("/email/", "/email/back/")).status_code == 422


def test_a_taken_address_gets_the_same_answer_and_its_owner_another_letter(here: Any, person: Person) -> None:
    owner = a_person()
    taken, free = ask(here, str(owner.email)), ask(here)
    assert (taken.status_code, taken.location, taken.text) == (free.status_code, free.location, free.text)
    assert letters(str(owner.email))[0].subject == "Veche: you have an account already"
    assert letters(NEW)[0].subject == "Veche: confirm your new e-mail"


def test_an_address_that_was_taken_meanwhile_changes_nothing(client: Any, here: Any, person: Person) -> None:
    old = person.email
    ask(here)
    other = a_person().id
    with writing() as session:
        session.get_one(Person, other).email = NEW
    assert client.post(link(NEW)).status_code == 422
    assert email_of(person.id) == old


@pytest.mark.parametrize(("typed", "words"), [("", "Type the new e-mail"), ("nonsense", "does not look like")])
def test_a_bad_address_is_told_and_kept(here: Any, typed: str, words: str) -> None:
    answer = ask(here, typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{typed}"' in answer.text


def test_asking_is_throttled(here: Any) -> None:
    for number in range(5):
        assert ask(here, f"new{number}@example.org").status_code == 303
    answer = ask(here)
    assert answer.status_code == 429
    assert "Try again at" in answer.text
    assert letters(NEW) == []


def test_the_old_address_takes_it_back_and_everything_of_an_intruder_ends(
    app: Any, client: Any, signed_in: Any, here: Any, person: Person
) -> None:
    """Somebody who knew the password changes the address; the owner still reads letters at the old one."""
    old, number, intruder = str(person.email), person.id, signed_in(person)
    ask(intruder)
    intruder.post(link(NEW))
    back = link(old)
    assert client.get(back).status_code == 200
    assert email_of(number) == NEW, "opening the link changes nothing"
    assert client.post(back).status_code == 303
    assert email_of(number) == old
    assert [one.get("/en/my").status_code for one in (here, intruder)] == [303, 303]
    known = app.test_client().post("/en/sign-in", data={"email": old, "password": PASSWORD})
    assert known.status_code == 422, "the password that the intruder knew works no longer"
    assert client.post(back).status_code == 422, "and once"
    reset = link(old)
    assert client.post(reset, data={"password": "four other plain words"}).status_code == 303
    again = app.test_client().post("/en/sign-in", data={"email": old, "password": "four other plain words"})
    assert again.status_code == 303


def test_an_intruder_who_goes_on_changing_gains_nothing(client: Any, signed_in: Any, person: Person) -> None:
    old, number, intruder = str(person.email), person.id, signed_in(person)
    for address in ("theirs@example.org", "other@example.org"):
        ask(intruder, address)
        intruder.post(link(address))
    theirs, mine = link("theirs@example.org"), link(old)
    intruder.post("/en/my/password", data={"password": "four other plain words"})
    assert client.post(mine).status_code == 303
    assert email_of(number) == old
    assert client.post(theirs).status_code == 422, "their own way back is closed"
    assert email_of(number) == old


def test_after_72_hours_nothing_is_taken_back_and_the_old_address_is_forgotten(
    client: Any, here: Any, person: Person
) -> None:
    old = str(person.email)
    ask(here)
    here.post(link(NEW))
    back = link(old)
    with clock.moved(timedelta(hours=71)):
        assert duties["former e-mails are forgotten"]() == 0
    with clock.moved(timedelta(hours=72)):
        assert client.post(back).status_code == 422
        assert duties["former e-mails are forgotten"]() == 1
    assert db.session.execute(select(AddressChange)).first() is None


def test_an_old_address_that_is_somebody_elses_now_is_not_taken_back(client: Any, here: Any, person: Person) -> None:
    old = str(person.email)
    ask(here)
    here.post(link(NEW))
    back = link(old)
    other = a_person().id
    with writing() as session:
        session.get_one(Person, other).email = old
    assert client.post(back).status_code == 422
    assert email_of(person.id) == NEW


def test_the_journal_says_that_it_changed_and_no_address(here: Any, client: Any, person: Person) -> None:
    old = str(person.email)
    ask(here)
    here.post(link(NEW))
    client.post(link(old))
    entries = journal.about(db.session(), [f"person:{person.id}"])
    assert [(entry.verb, entry.data) for entry in entries] == [("email.changed", {}), ("email.restored", {})]
    page = client.get("/en/journal").text
    assert "E-mail of an account changed" in page
    assert "Lime tree" not in page


def test_nobody_changes_it_without_being_signed_in(client: Any) -> None:
    assert ask(client).status_code == 403
    assert letters(NEW) == []


def test_the_export_shows_what_is_held_and_leaving_erases_it(here: Any, person: Person) -> None:
    from veche.core.personal import holdings

    ask(here)
    here.post(link(NEW))
    exported = {key: list(holdings[key].export(person)) for key in ("sessions", "former_emails")}
    assert [len(rows) for rows in exported.values()] == [1, 1]
    with writing() as session:
        for key in exported:
            holdings[key].erase(session, person)
    assert all(list(holdings[key].export(person)) == [] for key in exported)
