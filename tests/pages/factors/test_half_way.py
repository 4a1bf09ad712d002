"""Between the password and the second step: nobody is signed in, not for long, and only after that password."""

import re
from datetime import timedelta
from typing import Any

import pytest

from cases import letters_to
from factories import PASSWORD, a_person, an_app_of
from veche.accounts.services import sign_out_everywhere
from veche.core import clock
from veche.core.database import db, writing
from veche.factors.rules import code_of, step_at
from veche.sessions.models import LiveSession

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def half_way(app: Any) -> tuple[Any, Any, str]:
    """A browser in which the password of a person was right just now, the person, and their app's secret."""
    client, person = app.test_client(), a_person(("moderator", "committee", "admin"))
    secret = an_app_of(person)
    answer = client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD})
    assert answer.location == "/en/sign-in/second"
    return client, person, secret


def read(client: Any, address: str) -> tuple[int, str | None, str]:
    answer = client.get(address)
    return answer.status_code, answer.location, answer.get_data(as_text=True) if answer.mimetype != "image/png" else ""


def code_now(secret: str) -> str:
    return code_of(secret, step_at(clock.now()))


def test_no_session_stands_on_the_server(half_way: Any) -> None:
    assert db.session.query(LiveSession).count() == 0


def test_every_page_is_that_of_a_stranger(half_way: Any, app: Any) -> None:
    """Every address without numbers in it, read half way and by a stranger: the same code and the same place to go."""
    client, stranger = half_way[0], app.test_client()
    paths = sorted(
        {
            str(rule)
            for rule in app.url_map.iter_rules()
            if "GET" in rule.methods and rule.arguments == {"language"} and rule.endpoint != "factors.second"
        }
    )
    assert len(paths) > 50
    for path in paths:
        address = path.replace("<any(ru, be, en):language>", "en")
        mine, theirs = read(client, address), read(stranger, address)
        assert mine[:2] == theirs[:2], address
        assert ("My page" in mine[2]) is ("My page" in theirs[2]), address


def test_the_page_of_the_second_step_asks_a_stranger_for_the_password(client: Any) -> None:
    assert client.get("/en/sign-in/second").location == "/en/sign-in"
    assert client.post("/en/sign-in/second", data={"code": "123456"}).location == "/en/sign-in"
    assert client.get("/en/sign-in/second?next=/en/my").location == "/en/sign-in?next=/en/my"


def test_it_lasts_ten_minutes(half_way: Any) -> None:
    client, _person, secret = half_way
    with clock.moved(timedelta(minutes=9, seconds=50)):
        assert client.get("/en/sign-in/second").status_code == 200
    with clock.moved(timedelta(minutes=10, seconds=1)):
        assert client.get("/en/sign-in/second").location == "/en/sign-in"
        assert client.post("/en/sign-in/second", data={"code": code_now(secret)}).location == "/en/sign-in"
        assert client.get("/en/my").status_code == 303


def test_it_dies_with_the_password(half_way: Any) -> None:
    client, person, secret = half_way
    with writing():
        person.password_hash = person.password_hash + "x"
    assert client.post("/en/sign-in/second", data={"code": code_now(secret)}).location == "/en/sign-in"


def test_it_dies_when_every_session_is_ended(half_way: Any) -> None:
    client, person, secret = half_way
    sign_out_everywhere(person)
    assert client.post("/en/sign-in/second", data={"code": code_now(secret)}).location == "/en/sign-in"


def test_it_cannot_be_forged(app: Any, half_way: Any) -> None:
    """The note is signed with the site's key, and holds a seal over the password's hash."""
    other = a_person()
    secret = an_app_of(other)
    client = half_way[0]
    with client.session_transaction() as session:
        session["half_way"] = [other.id, *session["half_way"][1:]]
    assert client.post("/en/sign-in/second", data={"code": code_now(secret)}).location == "/en/sign-in"


def test_a_new_password_by_a_letter_does_not_get_around_it(app: Any) -> None:
    """Whoever reads the letters of somebody with a second step has the password and no session."""
    person = a_person(("moderator",))
    secret, client = an_app_of(person), app.test_client()
    client.post("/en/password", data={"email": person.email})
    link = re.search(r"/en/password/\S+", letters_to(person)[-1].body)
    assert link
    assert client.post(link[0], data={"password": "four other plain words"}).status_code == 303
    assert client.get("/en/my").status_code == 303
    db.session.rollback()
    assert db.session.query(LiveSession).count() == 0
    answer = client.post("/en/sign-in", data={"email": person.email, "password": "four other plain words"})
    assert answer.location == "/en/sign-in/second"
    assert client.get("/en/my").status_code == 303
    client.post("/en/sign-in/second", data={"code": code_now(secret)})
    assert client.get("/en/my").status_code == 200, "the app is still the person's"


def test_a_wrong_password_leads_nowhere(app: Any) -> None:
    person = a_person()
    an_app_of(person)
    client = app.test_client()
    assert client.post("/en/sign-in", data={"email": person.email, "password": "wrong password"}).status_code == 422
    assert client.get("/en/sign-in/second").location == "/en/sign-in"


def test_a_wrong_password_reads_the_same_with_and_without_a_second_step(app: Any) -> None:
    with_app, without = a_person(), a_person()
    an_app_of(with_app)
    answers = [
        app.test_client().post("/en/sign-in", data={"email": person.email, "password": "wrong password"})
        for person in (with_app, without)
    ]
    texts = [answer.text.replace(p.email, "") for answer, p in zip(answers, (with_app, without), strict=True)]
    assert answers[0].status_code == answers[1].status_code == 422
    assert texts[0] == texts[1]


def test_after_arriving_nobody_is_half_way(half_way: Any) -> None:
    client, _person, secret = half_way
    client.post("/en/sign-in/second", data={"code": code_now(secret)})
    client.post("/en/sign-out")
    assert client.get("/en/sign-in/second").location == "/en/sign-in"


def test_nothing_of_the_second_step_is_kept_by_a_cache(half_way: Any) -> None:
    assert half_way[0].get("/en/sign-in/second").headers["Cache-Control"] == "no-store"


def test_who_has_no_second_step_signs_in_as_before(client: Any) -> None:
    person = a_person()
    assert client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD}).location == "/en/"
    assert client.get("/en/my").status_code == 200
