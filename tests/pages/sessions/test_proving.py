"""A weighty act asks once more who it is, and then goes on with all that was typed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from factories import PASSWORD, a_person
from veche.core import clock
from veche.core.database import db
from veche.sessions import limits

HTMX = {"HX-Request": "true"}
LATER = timedelta(minutes=11)


class Fields(HTMLParser):
    """The names and values of a page's inputs, and where its forms lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.actions: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.actions.append(given.get("action") or "")
        if tag == "input" and given.get("name"):
            self.values[str(given["name"])] = given.get("value") or ""


@pytest.fixture
def admin() -> Any:
    return a_person(("admin",))


@pytest.fixture
def stale(signed_in: Any, admin: Any) -> Iterator[Any]:
    """An administrator's client whose last proof is eleven minutes old."""
    client = signed_in(admin)
    with clock.moved(LATER):
        yield client


def test_a_fresh_proof_is_not_asked_for_again(signed_in: Any) -> None:
    client = signed_in(a_person())
    assert client.get("/en/my/password").status_code == 200
    with clock.moved(timedelta(minutes=9)):
        assert client.get("/en/my/password").status_code == 200


@pytest.mark.parametrize("address", ["/en/my/password", "/en/my/email"])
def test_a_page_asks_and_comes_back_to_itself(stale: Any, address: str) -> None:
    asked = stale.get(address)
    assert (asked.status_code, asked.location) == (303, f"/en/prove?next={address}")
    page = stale.get(asked.location)
    assert "Is it you?" in page.text
    fields = Fields(page.text)
    assert "/en/prove" in fields.actions
    answer = stale.post("/en/prove", data={**fields.values, "proof": PASSWORD})
    assert (answer.status_code, answer.location) == (303, address)
    assert stale.get(address).status_code == 200


def test_htmx_is_led_to_the_page_that_asks(stale: Any) -> None:
    answer = stale.get("/en/my/password", headers=HTMX)
    assert answer.headers["HX-Redirect"] == "/en/prove?next=/en/my/password"


def roles(number: int) -> frozenset[str]:
    from veche.accounts.models import Person

    db.session.rollback()
    db.session.expire_all()
    held: frozenset[str] = db.session.get_one(Person, number).roles
    return held


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_form_loses_nothing_and_one_press_proves_and_sends(stale: Any, headers: dict[str, str]) -> None:
    number = a_person().id
    typed = {"role": "moderator", "until": "2099-01-31", "csrf_token": "t", "password": "secret one"}
    asked = stale.post(f"/en/people/{number}/roles", data=typed, headers=headers)
    assert asked.status_code == 403
    assert roles(number) == set(), "nothing happens before the proof"
    assert "secret one" not in asked.text
    fields = Fields(asked.text)
    assert f"/en/people/{number}/roles" in fields.actions
    assert {name: fields.values[name] for name in ("role", "until")} == {"role": "moderator", "until": "2099-01-31"}
    if headers:
        assert (asked.headers["HX-Retarget"], asked.headers["HX-Reswap"]) == ("#main", "innerHTML")
        assert asked.text.lstrip().startswith('<div class="wrap phead stack prove" id="prove">')
    sent = stale.post(f"/en/people/{number}/roles", data={**fields.values, "proof": PASSWORD})
    assert (sent.status_code, sent.location) == (303, f"/en/people/{number}")
    assert roles(number) == {"moderator"}


def test_the_part_for_htmx_is_what_the_page_shows(stale: Any) -> None:
    assert stale.get("/en/prove", headers=HTMX).text.strip() in stale.get("/en/prove").text


def test_a_wrong_password_keeps_what_was_typed_and_does_nothing(stale: Any) -> None:
    number = a_person().id
    fields = {"way": "password", "role": "moderator", "until": ""}
    answer = stale.post(f"/en/people/{number}/roles", data={**fields, "proof": "not the password"})
    assert answer.status_code == 422
    assert "This is not your password" in answer.text
    assert 'name="role" value="moderator"' in answer.text
    assert "not the password" not in answer.text
    assert roles(number) == set()


def test_guessing_the_password_is_throttled(stale: Any) -> None:
    for _ in range(5):
        assert stale.post("/en/prove", data={"way": "password", "proof": "not the password"}).status_code == 422
    refused = stale.post("/en/prove", data={"way": "password", "proof": PASSWORD})
    assert refused.status_code == 429
    assert "Try again at" in refused.text
    assert stale.get("/en/my/password").status_code == 303


@pytest.mark.parametrize("data", [{}, {"proof": PASSWORD}, {"proof": PASSWORD, "way": "nonsense"}])
def test_a_proof_of_no_known_way_is_none(stale: Any, data: dict[str, str]) -> None:
    assert stale.post("/en/prove", data=data).status_code in {403, 422}
    assert stale.get("/en/my/password").status_code == 303


def test_a_proof_gives_the_browser_a_new_secret_and_the_old_one_is_worth_nothing(app: Any, stale: Any) -> None:
    with stale.session_transaction() as session:
        before = session["_user_id"]
    stale.post("/en/prove", data={"way": "password", "proof": PASSWORD})
    with stale.session_transaction() as session:
        assert session["_user_id"] != before
    old = app.test_client()
    with old.session_transaction() as session:
        session["_user_id"] = before
    assert old.get("/en/my").status_code == 303
    assert stale.get("/en/my").status_code == 200


def test_proving_makes_no_session_younger(stale: Any) -> None:
    page = stale.get("/en/my/sessions").text
    began = re.search(r"since ([^,]+, [\d:]+)", page)
    stale.post("/en/prove", data={"way": "password", "proof": PASSWORD})
    assert began
    assert began[0] in stale.get("/en/my/sessions").text


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_a_proof_never_leads_away(stale: Any, target: str) -> None:
    answer = stale.post("/en/prove", data={"way": "password", "proof": PASSWORD, "next": target})
    assert answer.location == "/en/my"


def test_nobody_proves_without_being_signed_in(client: Any) -> None:
    assert client.get("/en/prove").location.startswith("/en/sign-in")
    assert client.post("/en/prove", data={"way": "password", "proof": PASSWORD}).status_code == 403


def test_what_is_refused_anyway_is_refused_before_it_asks(signed_in: Any) -> None:
    client, number = signed_in(a_person()), a_person().id
    with clock.moved(LATER):
        answer = client.post(f"/en/people/{number}/verify")
    assert answer.status_code == 403
    assert "for administrators" in answer.text


def test_a_forged_form_proves_and_sends_nothing(app: Any, stale: Any) -> None:
    number = a_person().id
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        data = {"role": "moderator", "way": "password", "proof": PASSWORD}
        answer = stale.post(f"/en/people/{number}/roles", data=data)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400
    assert PASSWORD not in answer.text, "the page that shows what was typed shows no secret"
    assert roles(number) == set()


def test_a_clock_that_was_put_back_makes_no_proof_fresh(app: Any) -> None:
    moment = clock.now()
    assert limits.is_fresh(moment)
    assert not limits.is_fresh(moment + timedelta(hours=1))
    assert not limits.is_fresh(moment - timedelta(minutes=10))
