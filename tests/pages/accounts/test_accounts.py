"""Sign-up, confirmation, sign-in, reset, roles: what a person does and reads."""

import re

import pytest
from sqlalchemy import select

from cases import a_banned_person, a_muted_person
from factories import PASSWORD, a_person
from veche.accounts.models import Person
from veche.core import journal, outbox
from veche.core.database import db, writing

FORM = {
    "name": "Читатель",
    "email": "Reader@Example.org",
    "password": "three plain words",
    "age_band": "18-31",
    "consent": "y",
    "rules": "y",
}


def link_of_last_letter() -> str:
    letter = db.session.execute(select(outbox.Letter).order_by(outbox.Letter.id.desc())).scalars().first()
    return re.search(r"http://veche\.example(\S+)", letter.body)[1]


def the_person() -> Person:
    return db.session.execute(select(Person).where(Person.email == "reader@example.org")).unique().scalar_one()


def test_signing_up_confirming_and_signing_in(client) -> None:
    assert client.post("/be/sign-up", data=FORM).headers["Location"] == "/be/sign-up/letter?again=sign-up"
    assert the_person().language == "be"
    assert not the_person().is_confirmed
    link = link_of_last_letter()
    assert link.startswith("/be/confirm/")
    assert client.get(link).status_code == 200
    assert not the_person().is_confirmed, "opening the link changes nothing"
    client.post(link)
    assert the_person().is_confirmed
    wrong = client.post("/en/sign-in", data={"email": FORM["email"], "password": "wrong password"})
    assert wrong.status_code == 422
    assert "do not fit together" in wrong.text
    assert "Reader@Example.org" in wrong.text
    right = client.post("/en/sign-in", data={"email": FORM["email"], "password": FORM["password"], "next": "/en/my"})
    assert right.headers["Location"] == "/en/my"
    assert client.get("/en/my").status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Type the name"),
        ({"name": "x" * 41}, "at most 40"),
        ({"name": "a\x00b"}, "cannot be stored"),
        ({"email": "not an address"}, "does not look like"),
        ({"password": "short"}, "at least 10"),
        ({"password": "1234567890"}, "easy to guess"),
        ({"age_band": "under-14"}, "from the age of 14"),
        ({"age_band": "14-15"}, "a parent or guardian"),
        ({"age_band": "999"}, "Choose one of the options"),
        ({"consent": ""}, "Without your consent"),
    ],
)
def test_bad_input_is_told_and_kept(client, change: dict, words: str) -> None:
    answer = client.post("/en/sign-up", data={**FORM, **change})
    assert answer.status_code == 422
    assert words in answer.text
    assert FORM["password"] not in answer.text
    if "email" not in change:
        assert "reader@example.org" in answer.text.lower()
    assert db.session.execute(select(Person.id)).first() is None


def test_a_known_email_is_not_given_away(client) -> None:
    client.post("/en/sign-up", data=FORM)
    again = client.post("/en/sign-up", data={**FORM, "name": "Somebody else"})
    assert again.headers["Location"] == "/en/sign-up/letter?again=sign-up"
    assert len(db.session.execute(select(Person.id)).all()) == 1
    assert link_of_last_letter() == "/en/sign-in"


def test_a_display_name_is_taken_in_any_case(client) -> None:
    a_person(name="ЧИТАТЕЛЬ")
    answer = client.post("/en/sign-up", data=FORM)
    assert answer.status_code == 422
    assert "is taken" in answer.text


def test_under_16_a_representative_consents(client) -> None:
    client.post("/en/sign-up", data={**FORM, "age_band": "14-15", "representative": "parent@example.org"})
    letters = db.session.execute(select(outbox.Letter).order_by(outbox.Letter.id)).scalars().all()
    assert [letter.address for letter in letters] == ["reader@example.org", "parent@example.org"]
    link = link_of_last_letter()
    client.post(re.search(r"http://veche\.example(\S+)", letters[0].body)[1])
    assert not the_person().is_confirmed
    client.post(link)
    db.session.expire_all()
    assert the_person().is_confirmed


def test_a_reset_link_works_once_and_ends_every_session(client, signed_in) -> None:
    person = a_person()
    elsewhere = signed_in(person)
    assert elsewhere.get("/en/my").status_code == 200
    client.post("/en/password", data={"email": person.email})
    link = link_of_last_letter()
    assert client.post(link, data={"password": "four other plain words"}).status_code == 303
    assert client.post(link, data={"password": "yet other plain words"}).status_code == 422
    assert elsewhere.get("/en/my").status_code == 303, "the old session is over"


def test_an_unknown_email_gets_the_same_answer_and_no_letter(client) -> None:
    assert client.post("/en/password", data={"email": "nobody@example.org"}).status_code == 303
    assert db.session.execute(select(outbox.Letter)).first() is None


def test_signing_out_everywhere(signed_in) -> None:
    person = a_person()
    here, there = signed_in(person), signed_in(person)
    assert here.get("/en/sign-out").status_code == 200
    assert there.get("/en/my").status_code == 200, "GET changes nothing"
    here.post("/en/sign-out", data={"everywhere": "1"})
    assert there.get("/en/my").status_code == 303


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:1"])
def test_signing_in_never_leads_away(client, target: str) -> None:
    person = a_person()
    answer = client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/en/"


def test_an_administrator_verifies_and_gives_roles(signed_in) -> None:
    admin, person = a_person(("admin",)), a_person(resident=False)
    client = signed_in(admin)
    assert person.display_name in client.get("/en/people").text
    client.post(f"/en/people/{person.id}/verify")
    client.post(f"/en/people/{person.id}/roles", data={"role": "moderator"})
    db.session.expire_all()
    assert person.is_resident
    assert person.roles == {"moderator"}
    client.post(f"/en/people/{person.id}/roles", data={"role": "moderator", "take": "1"})
    db.session.expire_all()
    assert person.roles == set()
    verbs = [entry.verb for entry in journal.about(db.session(), [f"person:{person.id}"])]
    assert verbs == ["person.verified", "role.given", "role.taken"]


def test_all_that_is_to_be_corrected_is_told_at_once(client) -> None:
    page = client.post("/en/sign-up", data={"name": "x", "email": "nobody", "password": "short"}).text
    for field in ("name", "email", "password", "age_band", "consent", "rules"):
        assert f'id="{field}-error"' in page, field


@pytest.mark.parametrize(("after", "leads"), [("sign-up", "/en/sign-up"), ("password", "/en/password"), ("x", "")])
def test_who_waits_for_a_letter_is_led_back_to_where_another_one_is_asked_for(client, after, leads) -> None:
    page = client.get(f"/en/sign-up/letter?again={after}").text
    found = re.search(r'<a class="btn" href="([^"]+)">Try once more', page)
    assert (found[1] if found else "") == leads


def test_an_administrator_reads_what_moderators_took_from_an_account(signed_in) -> None:
    client = signed_in(a_person(("admin",)))
    silent, banned, neither = a_muted_person(name="Silent one"), a_banned_person(name="Banned one"), a_person()
    listed = client.get("/en/people").text
    for person, words in ((silent, "cannot write until"), (banned, "banned on")):
        assert words in client.get(f"/en/people/{person.id}").text
        assert listed.count(words) == 1
    assert not re.search("cannot write until|banned on", client.get(f"/en/people/{neither.id}").text)


def test_a_password_field_offers_to_be_looked_at(client, signed_in) -> None:
    """The offer is hidden until the script brings it forth, and belongs to the field that is on the page."""
    pages = [client.get(f"/en/{path}").text for path in ("sign-in", "sign-up")]
    mine = signed_in(a_person())
    pages += [mine.get(path).text for path in ("/en/my/password", "/en/prove")]
    for page in pages:
        field = re.search(r'<input[^>]*id="([^"]+)"[^>]*type="password"', page)[1]
        assert re.search(rf'<p class="reveal" hidden><label[^>]*><input type="checkbox" data-reveals="{field}"', page)


def test_only_administrators_see_people(signed_in, client) -> None:
    answer = signed_in(a_person(("moderator",))).get("/en/people")
    assert answer.status_code == 403
    assert "for administrators" in answer.text
    assert client.get("/en/people").headers["Location"] == "/en/sign-in?next=/en/people"


def test_an_administrator_keeps_the_own_role(signed_in) -> None:
    admin = a_person(("admin",))
    answer = signed_in(admin).post(f"/en/people/{admin.id}/roles", data={"role": "admin", "take": "1"})
    assert answer.status_code == 422
    assert "your own" in answer.text


def test_a_person_found_by_part_of_the_name(signed_in) -> None:
    a_person(name="Lime tree")
    a_person(name="50%_off")
    client = signed_in(a_person(("admin",), name="Admin"))
    text = client.get("/en/people?text=lime").text
    assert "Lime tree" in text
    assert "50%_off" not in text
    assert "50%_off" in client.get("/en/people?text=%25_").text
    assert "Nobody fits" in client.get("/en/people?text=zzz").text


def test_how_a_page_is_shown_is_kept(client) -> None:
    data = {"print_size": "large", "contrast": "more", "scheme": "dark", "next": "/en/plan"}
    assert client.post("/en/display", data=data).headers["Location"] == "/en/plan"
    assert 'data-print="large" data-contrast="more" data-scheme="dark"' in client.get("/en/plan").text


def test_letters_are_shown_in_a_demonstration_only(client) -> None:
    assert client.get("/en/letters").status_code == 404


def test_the_language_of_a_letter_is_its_readers(client) -> None:
    with writing() as session:
        person = a_person(language="be")
        session.add(person)
    client.post("/en/password", data={"email": person.email})
    letter = db.session.execute(select(outbox.Letter)).scalar_one()
    assert letter.language == "be"
    assert letter.subject == "Веча: новы пароль"
