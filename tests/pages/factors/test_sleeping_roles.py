"""Staff who signed in by the password alone act as citizens, at every address; the second step wakes their roles."""

import re
from datetime import timedelta
from typing import Any

import pytest

from attempts import POSTS, a_town, path
from factories import PASSWORD, a_person, a_post, a_thread, an_app_of
from veche.accounts.models import Person
from veche.accounts.services import give_role, hold
from veche.core import clock
from veche.core.database import db, writing
from veche.core.policy import Refused
from veche.factors.rules import code_of, step_at
from veche.moderation.services import flag
from veche.sessions.services import begin

pytestmark = pytest.mark.sqlite_alone
STAFF = ("moderator", "committee", "admin", "desk")


@pytest.fixture
def by_password(app: Any) -> Any:
    """by_password(person) is a client whose session was begun by the password alone."""

    def make(person: Person) -> Any:
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = begin(person)
            session["_fresh"] = True
        return client

    return make


def status_of(client: Any, method: str, address: str, data: Any = None) -> int:
    answer = client.open(address, method=method, data=data)
    answer.get_data()
    code: int = answer.status_code
    return code


def test_every_page_without_a_number_reads_as_for_a_citizen(app: Any, by_password: Any, signed_in: Any) -> None:
    asleep, awake = by_password(a_person(STAFF)), signed_in(a_person(STAFF))
    citizen, woken = by_password(a_person()), []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments != {"language"}:
            continue
        address = str(rule).replace("<any(ru, be, en):language>", "en")
        seen = [status_of(client, "GET", address) for client in (asleep, citizen, awake)]
        assert seen[0] == seen[1], f"{address} reads {seen[0]} asleep and {seen[1]} as a citizen"
        if seen[2] != seen[1]:
            woken.append(rule.endpoint)
    assert {"moderation.queue", "accounts.people"} <= set(woken)


@pytest.mark.parametrize("role", ["moderator", "committee", "admin"])
def test_every_address_that_writes_refuses_a_sleeping_role_as_a_citizen(app: Any, by_password: Any, role: str) -> None:
    town = a_town()
    client = by_password(a_person((role,)))
    for endpoint, (entitled, _named, fields) in POSTS.items():
        if role in entitled and "citizen" not in entitled:
            code = status_of(client, "POST", path(app, town, endpoint), town.fields(fields))
            assert code in (403, 404), f"{endpoint} answers {code}"


def addresses_of_moderation() -> list[tuple[str, str, dict[str, str]]]:
    post = a_post(a_thread())
    case = flag(a_person(), "post", post.id, reason="spam").case_id
    words = {"measure": "hide", "clause": "2.1", "facts": "Calls a neighbour names, twice in one message."}
    return [
        ("GET", f"/en/moderation/{case}", {}),
        ("POST", f"/en/moderation/{case}", words),
        ("POST", f"/en/moderation/{case}/claim", {}),
        ("POST", f"/en/moderation/take-up/post/{post.id}", {}),
    ]


def addresses_of_administration() -> list[tuple[str, str, dict[str, str]]]:
    other = a_person(resident=False)
    an_app_of(other)
    return [
        ("GET", f"/en/people/{other.id}", {}),
        ("POST", f"/en/people/{other.id}/verify", {}),
        ("POST", f"/en/people/{other.id}/roles", {"role": "moderator"}),
        ("GET", f"/en/people/{other.id}/second-step", {}),
        ("POST", f"/en/people/{other.id}/second-step", {"reason": "Lost the phone, came in person."}),
    ]


def test_cases_and_people_are_closed_to_sleeping_roles_and_open_to_the_same_awake(
    by_password: Any, signed_in: Any
) -> None:
    person = a_person(("moderator", "admin"))
    asleep, awake = by_password(person), signed_in(person)
    for method, address, data in [*addresses_of_moderation(), *addresses_of_administration()]:
        assert status_of(asleep, method, address, data) == 403, address
        if method == "GET" or "/people/" in address:
            assert status_of(awake, method, address, data) in (200, 303), address


def test_a_service_that_reads_the_person_anew_still_finds_the_role_asleep(app: Any) -> None:
    """Rolled back, expired and locked within one request, it stays the same person with the same sleeping roles."""
    person, other = a_person(("admin",)), a_person()
    person.proved_by = "password"
    assert person.roles == frozenset()
    with writing() as session:
        assert hold(session, person) is person
        assert session.get_one(Person, person.id, populate_existing=True) is person
        assert hold(session, person).roles == frozenset()
    db.session.expire_all()
    assert person.roles == frozenset()
    db.session.rollback()
    assert person.roles == frozenset()
    with pytest.raises(Refused):
        give_role(person, other.id, "moderator")
    assert person.offices == {"admin"}


def test_whoever_acts_without_a_session_is_trusted(app: Any) -> None:
    """Commands, the worker, and what others ask about somebody."""
    assert a_person(("moderator",)).roles == {"moderator"}


def test_youth_council_and_officers_need_no_second_step(by_password: Any) -> None:
    person = a_person(("youth_council", "body_officer"))
    by_password(person).get("/en/")
    assert person.roles == {"youth_council", "body_officer"}


def test_the_operator_says_which_roles_need_it(app: Any, by_password: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config["VECHE"], "SECOND_STEP_ROLES", "admin")
    assert by_password(a_person(("moderator",))).get("/en/moderation").status_code == 200
    monkeypatch.setitem(app.config["VECHE"], "SECOND_STEP_ROLES", "none")
    assert by_password(a_person(("admin",))).get("/en/people").status_code == 200


def test_every_page_says_that_the_role_sleeps_and_where_it_wakes(by_password: Any) -> None:
    client = by_password(a_person(("moderator",)))
    for address in ("/en/", "/en/threads", "/en/my"):
        page = client.get(address).text
        assert "Your role sleeps (moderator)" in page
        assert "/en/my/second-step" in page
    assert 'id="asleep"' not in by_password(a_person()).get("/en/").text


def test_setting_up_wakes_the_role_at_once_under_a_new_session(by_password: Any) -> None:
    person = a_person(("moderator",))
    client = by_password(person)
    with client.session_transaction() as session:
        before = session["_user_id"]
    page = client.post("/en/my/second-step/app", follow_redirects=True).text
    secret = re.search(r'<p class="secret">([A-Z2-7 ]+)</p>', page)[1].replace(" ", "")
    client.post("/en/my/second-step/app/confirm", data={"code": code_of(secret, step_at(clock.now()))})
    assert client.get("/en/moderation").status_code == 200
    with client.session_transaction() as session:
        assert session["_user_id"] != before


def test_another_session_by_the_password_stays_asleep_and_is_told_how_to_wake(by_password: Any) -> None:
    person = a_person(("moderator",))
    client = by_password(person)
    an_app_of(person)
    assert client.get("/en/moderation").status_code == 403
    assert "Sign out, and sign in with the second step" in client.get("/en/").text


def test_staff_who_sign_in_with_both_steps_act_at_once(client: Any) -> None:
    person = a_person(("moderator",))
    secret = an_app_of(person)
    client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD})
    client.post("/en/sign-in/second", data={"code": code_of(secret, step_at(clock.now()))})
    page = client.get("/en/moderation")
    assert page.status_code == 200
    assert 'id="asleep"' not in page.text


def test_staff_without_one_sign_in_by_the_password_and_are_asked_to_set_it_up(client: Any) -> None:
    """As the first administrator does, whom the command line has made."""
    person = a_person(("admin",))
    assert client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD}).location == "/en/"
    assert "Your role sleeps (administrator)" in client.get("/en/").text
    assert client.get("/en/people").status_code == 403


def test_a_role_whose_term_is_over_does_not_sleep_but_is_gone(app: Any) -> None:
    person = a_person(("moderator",))
    person.proved_by = "password"
    with writing():
        person.grants[0].until = clock.today() - timedelta(days=1)
    assert (person.offices, person.asleep) == (frozenset(), frozenset())
