"""Passkeys: added, signed in with, refused in every way that they can be forged."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from authenticator import PRESENT, Authenticator, encoded
from factories import PASSWORD, a_person, an_app_of
from veche.core import clock, journal, outbox
from veche.core.database import db
from veche.core.spent import Spent
from veche.core.worker import duties
from veche.factors import queries, rules
from veche.factors.models import Passkey

pytestmark = pytest.mark.usefixtures("safe_site")
MINE = "/en/my/second-step"


def add(client: Any, device: Authenticator, name: str = "Phone", answer: str = "") -> Any:
    options = client.post(f"{MINE}/passkeys/options").json["publicKey"]
    return client.post(f"{MINE}/passkeys", data={"name": name, "credential": answer or device.create(options)})


def asked(client: Any) -> dict[str, Any]:
    options: dict[str, Any] = client.post("/en/sign-in/passkey/options").json["publicKey"]
    return options


def enter(client: Any, answer: str, **fields: str) -> Any:
    return client.post("/en/sign-in/passkey", data={"credential": answer, **fields})


@pytest.fixture
def owner(signed_in: Any) -> tuple[Any, Authenticator]:
    """A moderator with a passkey that counts, and the device."""
    person, device = a_person(("moderator",)), Authenticator(count=5)
    assert add(signed_in(person), device).status_code == 200
    return person, device


def is_refused(answer: Any, client: Any) -> bool:
    return (
        answer.status_code == 422
        and "The passkey does not fit" in answer.text
        and client.get("/en/my").status_code == 303
    )


def test_a_passkey_is_added_under_a_name_and_brings_recovery_codes(signed_in: Any) -> None:
    person, device = a_person(), Authenticator()
    client = signed_in(person)
    page = add(client, device, "Key in the drawer")
    assert 'id="recovery-codes"' in page.text
    assert "Key in the drawer" in client.get(MINE).text
    means = queries.means(person)
    assert (means.passkeys, means.codes_left) == (1, 10)
    second = add(client, Authenticator(), "Phone")
    assert second.location == MINE, "the codes go on"
    entries = [entry.data for entry in journal.about(db.session(), [f"person:{person.id}"])]
    assert entries == [{"kind": "passkey"}, {"kind": "passkey"}], "the journal knows no name of a passkey"


def test_the_options_name_the_site_and_nobody(signed_in: Any) -> None:
    person = a_person()
    options = signed_in(person).post(f"{MINE}/passkeys/options").json["publicKey"]
    assert options["rp"]["id"] == "veche.example"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["attestation"] == "none"
    assert str(person.id).encode().hex() not in options["user"]["id"]


def test_asking_to_sign_in_names_no_passkey_of_anybody(owner: Any, client: Any) -> None:
    options = asked(client)
    assert options.get("allowCredentials", []) == []
    assert options["userVerification"] == "required"


def test_a_passkey_alone_is_a_full_sign_in_for_staff_too(owner: Any, client: Any) -> None:
    person, device = owner
    answer = enter(client, device.get(asked(client)), next="/en/moderation")
    assert answer.location == "/en/moderation"
    assert client.get("/en/moderation").status_code == 200
    assert db.session.execute(select(Passkey.used_at).where(Passkey.person_id == person.id)).scalar_one() is not None


def test_a_passkey_is_the_second_step_after_the_password(owner: Any, client: Any) -> None:
    person, device = owner
    answer = client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD})
    assert answer.location == "/en/sign-in/second"
    page = client.get(answer.location).text
    assert "Now your passkey, or a recovery code" in page
    assert "passkeys.js" in page
    assert enter(client, device.get(asked(client))).location == "/en/"
    assert client.get("/en/moderation").status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://veche.example", "https://veche.example:8443", "https://a.veche.example"]
)
def test_an_answer_given_to_another_site_is_refused(owner: Any, client: Any, origin: str) -> None:
    _person, device = owner
    device.origin = origin
    assert is_refused(enter(client, device.get(asked(client))), client)


def test_a_key_of_another_name_is_refused(owner: Any, client: Any) -> None:
    _person, device = owner
    device.rp = "evil.example"
    assert is_refused(enter(client, device.get(asked(client))), client)


def test_an_answer_to_another_challenge_is_refused(owner: Any, client: Any) -> None:
    _person, device = owner
    asked(client)
    assert is_refused(enter(client, device.get({"challenge": encoded(b"x" * 32)})), client)


def test_an_answer_opens_once_even_with_the_old_cookie(owner: Any, app: Any) -> None:
    _person, device = owner
    client, thief = app.test_client(), app.test_client()
    options = asked(client)
    with client.session_transaction() as session:
        kept = dict(session)
    answer = device.get(options)
    assert enter(client, answer).status_code == 303
    with thief.session_transaction() as session:
        session.update(kept)
    assert is_refused(enter(thief, answer), thief)


def test_a_challenge_is_good_for_five_minutes(owner: Any, client: Any) -> None:
    _person, device = owner
    answer = device.get(asked(client))
    with clock.moved(timedelta(minutes=5, seconds=1)):
        assert is_refused(enter(client, answer), client)


def test_a_challenge_is_answered_in_the_browser_that_asked(owner: Any, app: Any) -> None:
    _person, device = owner
    other = app.test_client()
    answer = device.get(asked(app.test_client()))
    assert is_refused(enter(other, answer), other)


def test_a_challenge_for_adding_does_not_sign_in(owner: Any, signed_in: Any) -> None:
    person, device = owner
    client = signed_in(person)
    options = client.post(f"{MINE}/passkeys/options").json["publicKey"]
    answer = enter(client, device.get(options))
    assert answer.status_code == 422


def test_a_device_that_has_not_asked_for_its_owner_is_refused(owner: Any, client: Any) -> None:
    _person, device = owner
    device.flags = PRESENT
    assert is_refused(enter(client, device.get(asked(client))), client)


def test_a_wrong_signature_is_refused(owner: Any, client: Any) -> None:
    person, device = owner
    forger = Authenticator(count=99)
    forger.id, forger.owner = device.id, device.owner
    assert is_refused(enter(client, forger.get(asked(client))), client)
    key = db.session.execute(select(Passkey).where(Passkey.person_id == person.id)).scalar_one()
    assert key.doubted_at is None, "whoever does not hold the key cannot put it under suspicion"


def test_a_key_that_names_another_owner_is_refused(owner: Any, client: Any) -> None:
    _person, device = owner
    device.owner = b"y" * 32
    assert is_refused(enter(client, device.get(asked(client))), client)


def test_unknown_and_forged_passkeys_read_the_same(owner: Any, client: Any) -> None:
    _person, device = owner
    forger, stranger = Authenticator(), Authenticator()
    forger.id = device.id
    pages = [enter(client, one.get(asked(client))) for one in (forger, stranger)]
    assert pages[0].status_code == pages[1].status_code
    assert pages[0].text == pages[1].text


@pytest.mark.parametrize(
    "answer",
    ["", "x", "{}", "[]", "null", '{"id":1}', json.dumps({"id": "a", "rawId": "a", "type": "public-key"}), "[" * 9000],
)
def test_what_is_no_answer_is_refused_calmly(client: Any, answer: str) -> None:
    asked(client)
    assert is_refused(enter(client, answer), client)


def test_a_counter_that_goes_back_closes_the_passkey_and_tells_its_owner(owner: Any, client: Any) -> None:
    person, device = owner
    device.count = 2
    assert is_refused(enter(client, device.get(asked(client))), client)
    letter = db.session.execute(select(outbox.Letter).order_by(outbox.Letter.id.desc())).scalars().first()
    assert letter.address == person.email
    assert "may have been copied" in letter.subject
    device.count = 50
    assert is_refused(enter(client, device.get(asked(client))), client), "nor does the right one open it now"


def test_a_passkey_that_does_not_count_opens_again_and_again(signed_in: Any, app: Any) -> None:
    device = Authenticator(count=0)
    add(signed_in(a_person()), device)
    for _ in range(2):
        client = app.test_client()
        assert enter(client, device.get(asked(client))).status_code == 303


@pytest.mark.parametrize("change", ["origin", "rp", "flags"])
def test_what_is_forged_is_not_added(signed_in: Any, change: str) -> None:
    person, device = a_person(), Authenticator()
    setattr(device, change, PRESENT if change == "flags" else "https://evil.example")
    answer = add(signed_in(person), device)
    assert answer.status_code == 422
    assert "could not be added" in answer.text
    assert queries.means(person).passkeys == 0


def test_a_passkey_is_added_by_one_account_alone(owner: Any, signed_in: Any) -> None:
    _person, device = owner
    other = a_person()
    answer = add(signed_in(other), device)
    assert answer.status_code == 422
    assert "here already" in answer.text
    assert queries.means(other).passkeys == 0


def test_a_passkey_needs_a_name_and_the_name_is_shown_as_text(signed_in: Any) -> None:
    client = signed_in(a_person())
    assert add(client, Authenticator(), "  ").status_code == 422
    add(client, Authenticator(), "<b>bold</b>")
    assert "<b>bold</b>" not in client.get(MINE).text


def test_a_passkey_is_renamed_and_removed_by_its_owner_alone(owner: Any, signed_in: Any) -> None:
    person, _device = owner
    key = queries.passkeys_of(person)[0]
    other, client = signed_in(a_person()), signed_in(person)
    other.post(f"{MINE}/passkeys/{key.id}/rename", data={"name": "Mine now"})
    other.post(f"{MINE}/passkeys/{key.id}/remove")
    db.session.rollback()
    assert [one.name for one in queries.passkeys_of(person)] == ["Phone"]
    client.post(f"{MINE}/passkeys/{key.id}/rename", data={"name": "Old phone"})
    assert "Old phone" in client.get(MINE).text


def test_staff_keep_their_last_means(owner: Any, signed_in: Any) -> None:
    person, _device = owner
    key, client = queries.passkeys_of(person)[0], signed_in(person)
    page = client.get(MINE).text
    assert "Your role needs a second step" in page
    assert f"/passkeys/{key.id}/remove" not in page, "the reason stands in the place of the button"
    assert client.post(f"{MINE}/passkeys/{key.id}/remove").status_code == 403
    assert queries.means(person).passkeys == 1
    an_app_of(person)
    assert f"/passkeys/{key.id}/remove" in client.get(MINE).text
    assert client.post(f"{MINE}/passkeys/{key.id}/remove").status_code == 303
    assert client.post(f"{MINE}/app/remove").status_code == 403, "now the app is the last"
    assert queries.means(person).number == 1


def test_a_removed_passkey_opens_nothing(signed_in: Any, app: Any) -> None:
    person, device = a_person(), Authenticator()
    client = signed_in(person)
    add(client, device)
    client.post(f"{MINE}/passkeys/{queries.passkeys_of(person)[0].id}/remove")
    stranger = app.test_client()
    assert is_refused(enter(stranger, device.get(asked(stranger))), stranger)
    assert app.test_client().post("/en/sign-in", data={"email": person.email, "password": PASSWORD}).location == "/en/"


def test_old_challenges_are_forgotten(owner: Any, app: Any) -> None:
    assert db.session.query(Spent.kind).all() == [("passkey",)]
    forget = duties["what was used once is forgotten"]
    assert forget() == 0
    with clock.moved(rules.CHALLENGE):
        assert forget() == 1


def test_no_passkeys_where_browsers_do_not_allow_them(
    app: Any, signed_in: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config["VECHE"], "SITE_URL", "http://127.0.0.1:8000")
    assert "passkey" not in client.get("/en/sign-in").text
    assert "Add a passkey" not in signed_in(a_person()).get(MINE).text
    assert client.post("/en/sign-in/passkey/options").status_code == 404


def test_without_the_extra_nothing_speaks_of_passkeys(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veche.factors.sites._installed", lambda: False)
    assert "passkey" not in client.get("/en/sign-in").text
    assert client.post("/en/sign-in/passkey/options").status_code == 404


def test_without_javascript_the_words_say_why_there_is_no_button(client: Any) -> None:
    page = client.get("/en/sign-in").text
    assert "needs JavaScript" in page
    assert "data-with hidden" in page
