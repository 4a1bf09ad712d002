"""A new password: chosen by who is here and has proved it, told of by a letter, written down without what it is."""

from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from factories import PASSWORD, a_person
from veche.accounts.models import Person
from veche.core import journal, outbox
from veche.core.database import db

NEW = "four other plain words"


def letters() -> list[outbox.Letter]:
    db.session.rollback()
    return list(db.session.execute(select(outbox.Letter).order_by(outbox.Letter.id)).scalars())


def test_it_holds_from_now_on_and_a_letter_tells_of_it(signed_in: Any, app: Any) -> None:
    person = a_person(language="be")
    client = signed_in(person)
    assert 'autocomplete="new-password"' in client.get("/en/my/password").text
    answer = client.post("/en/my/password", data={"password": NEW})
    assert (answer.status_code, answer.location) == (303, "/en/my/sessions")
    assert "The new password is set" in client.get(answer.location).text
    other, email = app.test_client(), person.email
    assert other.post("/en/sign-in", data={"email": email, "password": PASSWORD}).status_code == 422
    assert other.post("/en/sign-in", data={"email": email, "password": NEW}).status_code == 303
    letter = letters()[0]
    assert (letter.address, letter.subject) == (email, "Веча: Ваш пароль зменены")
    assert "http://veche.example/be/password" in letter.body
    entry = journal.about(db.session(), [f"person:{person.id}"])[-1]
    assert (entry.verb, entry.data) == ("password.changed", {})


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type a password"),
        ("short", "at least 10"),
        ("x y" * 50, "at most 128"),
        ("1234567890", "easy to guess"),
        ("Neighbour!", "easy to guess"),
        ("a\x00bcdefghijk", "cannot be stored"),
    ],
)
def test_a_bad_one_is_told_and_nothing_changes(signed_in: Any, typed: str, words: str) -> None:
    person = a_person(name="Neighbour")
    client = signed_in(person)
    answer = client.post("/en/my/password", data={"password": typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert not typed or typed not in answer.text.partition("<form")[2].replace(words, "")
    assert letters() == []
    assert client.get("/en/my").status_code == 200


def test_a_reset_tells_by_a_letter_too_and_its_link_dies_with_the_address(client: Any) -> None:
    from veche.accounts import services
    from veche.accounts.links import RESET, token
    from veche.accounts.rules import Unacceptable
    from veche.core.database import writing

    person = a_person()
    link = token(RESET, person)
    services.reset_password(link, NEW)
    assert letters()[-1].subject == "Veche: your password was changed"
    fresh = token(RESET, person)
    with writing() as session:
        session.get_one(Person, person.id).email = "elsewhere@example.org"
    with pytest.raises(Unacceptable):
        services.reset_password(fresh, NEW)


def test_nobody_changes_it_without_being_signed_in(client: Any) -> None:
    assert client.post("/en/my/password", data={"password": NEW}).status_code == 403
    assert client.get("/en/my/password").location == "/en/sign-in?next=/en/my/password"


def test_the_journals_page_names_nobody_whose_password_changed(signed_in: Any, client: Any) -> None:
    person = a_person(name="Lime tree")
    signed_in(person).post("/en/my/password", data={"password": NEW})
    page = client.get("/en/journal").text
    assert "Password changed" in page
    assert "Lime tree" not in page


def test_the_hash_is_made_outside_any_write_transaction(signed_in: Any, monkeypatch: Any) -> None:
    from veche.accounts import passwords
    from veche.core.database import _writing

    inside = []

    class Watched:
        def hash(self, password: str) -> str:
            inside.append(_writing.get())
            return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    signed_in(a_person()).post("/en/my/password", data={"password": NEW})
    assert inside == [0]
