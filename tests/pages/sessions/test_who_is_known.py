"""Nobody learns who has an account here: by words, status, headers, or the work that is done."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from factories import a_person
from veche.accounts import passwords
from veche.accounts.models import Person
from veche.core import outbox
from veche.core.database import db

NOBODY = "nobody@example.org"
SIGN_UP = {"name": "Reader", "password": "three plain words", "age_band": "18-31", "consent": "y", "rules": "y"}


@pytest.fixture(autouse=True)
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the hasher is asked to do, in order."""
    done: list[str] = []
    real = passwords._hasher

    class Counted:
        def hash(self, password: str) -> str:
            done.append("hash")
            return real.hash(password)

        def verify(self, kept: str, password: str) -> bool:
            done.append("verify")
            return real.verify(kept, password)

    passwords._nobodys()  # made once in the life of a process
    monkeypatch.setattr(passwords, "_hasher", Counted())
    return done


def seen(answer: Any, email: str) -> tuple[Any, ...]:
    """All that a stranger sees, without the echo of what they typed themselves."""
    headers = sorted((name, value) for name, value in answer.headers if name not in {"Date", "Set-Cookie"})
    headers = [(name, value) for name, value in headers if name != "Content-Length"]
    cookies = sorted(cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie"))
    text = re.sub(r'name="begun" value="[^"]*"', 'name="begun"', answer.text)  # the second at which the form was shown
    return answer.status_code, headers, cookies, re.sub(re.escape(email), "(e-mail)", text)


def same(app: Any, address: str, known: dict[str, str], unknown: dict[str, str], work: list[str]) -> None:
    first = seen(app.test_client().post(address, data=known), known["email"])
    did, work[:] = list(work), []
    second = seen(app.test_client().post(address, data=unknown), unknown["email"])
    assert first == second
    assert did == work


@pytest.mark.parametrize("kind", ["known", "without a password"])
def test_signing_in_with_a_wrong_password(app: Any, work: list[str], kind: str) -> None:
    person = a_person()
    if kind == "without a password":
        from veche.core.database import writing

        with writing() as session:
            session.get_one(Person, person.id).password_hash = None
    wrong = {"password": "not the password"}
    same(app, "/en/sign-in", {"email": str(person.email), **wrong}, {"email": NOBODY, **wrong}, work)
    assert work == ["verify"]


def test_too_many_wrong_passwords(app: Any, work: list[str]) -> None:
    person, wrong = a_person(), {"password": "not the password"}
    for email in (str(person.email), NOBODY):
        for _ in range(5):
            app.test_client().post("/en/sign-in", data={"email": email, **wrong})
    work.clear()
    known, unknown = (
        app.test_client().post("/en/sign-in", data={"email": email, **wrong}) for email in (str(person.email), NOBODY)
    )
    assert known.status_code == unknown.status_code == 429
    assert work == []


@pytest.mark.parametrize("name", ["Reader", "Lime tree"])
def test_signing_up_also_under_a_taken_name(app: Any, work: list[str], name: str) -> None:
    a_person(name="Lime tree")
    known = str(a_person().email)
    form = {**SIGN_UP, "name": name}
    same(app, "/en/sign-up", {**form, "email": known}, {**form, "email": NOBODY}, work)
    assert work == ["hash"]


def test_only_the_letters_differ(client: Any) -> None:
    known = str(a_person().email)
    for email in (known, NOBODY):
        client.post("/en/sign-up", data={**SIGN_UP, "email": email})
    subjects = {row.address: row.subject for row in db.session.execute(select(outbox.Letter)).scalars()}
    assert subjects[known] == "Veche: you have an account already"
    assert subjects[NOBODY] != subjects[known]


@pytest.mark.parametrize("asked", [1, 6])
def test_asking_for_a_new_password(app: Any, work: list[str], asked: int) -> None:
    known = str(a_person().email)
    for email in (known, NOBODY):
        for _ in range(asked - 1):
            app.test_client().post("/en/password", data={"email": email})
    same(app, "/en/password", {"email": known}, {"email": NOBODY}, work)
    assert work == []
