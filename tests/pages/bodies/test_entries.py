"""The entry of a body in the register: its office, its words in three languages, edits that nobody loses."""

import re

import pytest
from sqlalchemy import select

from factories import a_body, a_person
from statements import settled_statements
from veche.bodies import services
from veche.bodies.models import Body
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.journal import Entry
from veche.core.policy import Refused

OFFICE = {
    "functions": "Библиотеки города",
    "functions_be": "Бібліятэкі горада",
    "functions_en": "",
    "office_email": "Office@Example.BY",
    "office_phone": "+375 212 00-00-00",
    "office_address": "Lenin street 1",
    "office_language": "be",
}


def edited(client, body, **given):
    """The page's own form, changed and sent."""
    page = client.get(f"/en/bodies/{body.id}/edit").text
    assert f'method="post" action="/en/bodies/{body.id}/edit"' in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    names = {name: getattr(body, name) for name in ("name_ru", "name_be", "name_en")}
    return client.post(f"/en/bodies/{body.id}/edit", data={**names, **OFFICE, "seen": seen, **given})


def test_the_committee_edits_an_entry_and_the_journal_keeps_what_it_said(client, signed_in):
    body = a_body()
    assert "The contact of the office is not in the register yet." in client.get(f"/en/bodies/{body.id}").text
    assert edited(signed_in(a_person(("committee",))), body).status_code == 303
    page = client.get(f"/en/bodies/{body.id}").text
    assert 'href="mailto:Office@example.by"' in page
    assert 'href="tel:+37521200-00-00"' in page
    assert "Lenin street 1" in page
    assert 'lang="ru">Библиотеки города' in page
    assert "Бібліятэкі горада" in client.get(f"/be/bodies/{body.id}").text
    entry = db.session.execute(select(Entry).where(Entry.verb == "body.edited")).unique().scalar_one()
    assert entry.data["changed"]["functions"] == ["", "Библиотеки города"]
    assert "name_ru" not in entry.data["changed"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"office_email": "nobody"}, "Type an e-mail address"),
        ({"office_email": "a@b"}, "Type an e-mail address"),
        ({"office_phone": "call me"}, "Type a telephone number"),
        ({"office_phone": "12"}, "Type a telephone number"),
        ({"office_address": "x" * 201}, "at most 200 characters"),
        ({"office_language": "de"}, "Choose one of the options."),
        ({"functions_en": "x" * 2001}, "at most 2000 characters"),
        ({"name_en": ""}, "Type the name in English."),
        ({"name_ru": "Уже есть"}, "A body with this name is there already."),
    ],
)
def test_a_bad_entry_is_refused_and_nothing_typed_is_lost(signed_in, given, message):
    member, body = a_person(("committee",)), a_body()
    services.add_body(member, "Уже есть", "Ужо ёсць", "Already there")
    answer = edited(signed_in(member), body, **given)
    assert answer.status_code == 422
    assert message in answer.text
    assert "Бібліятэкі горада" in answer.text
    assert db.session.get_one(Body, body.id).functions == ""


def test_whoever_is_slower_sees_both_and_decides(signed_in):
    body, member = a_body(), signed_in(a_person(("committee",)))
    page = member.get(f"/en/bodies/{body.id}/edit").text
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    with writing() as session:
        session.get_one(Body, body.id).office_address = "Station square 2"
    answer = edited(member, body, seen=seen)
    assert answer.status_code == 409
    assert "Station square 2" in answer.text
    assert 'value="Lenin street 1"' in answer.text
    newer = re.search(r'name="seen" value="([^"]+)"', answer.text)[1]
    assert edited(member, body, seen=newer).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Body, body.id).office_address == "Lenin street 1"


def test_nothing_changed_is_nothing_written(app):
    body, member = a_body(), a_person(("committee",))
    services.edit_body(member, body.id, seen="whatever", functions="")
    with pytest.raises(Stale):
        services.edit_body(member, body.id, seen="whatever", functions="Other")
    assert db.session.execute(select(Entry).where(Entry.verb == "body.edited")).unique().all() == []


@pytest.mark.parametrize("role", [None, (), ("body_officer",), ("admin",)])
def test_others_do_not_edit(client, signed_in, role):
    body = a_body()
    someone = client if role is None else signed_in(a_person(role))
    address = f"/en/bodies/{body.id}/edit"
    assert someone.get(address).status_code == (303 if role is None else 403)
    assert someone.post(address, data=OFFICE).status_code == 403
    assert "Edit this entry" not in someone.get(f"/en/bodies/{body.id}").text
    with pytest.raises(Refused):
        services.edit_body(a_person(role or ()), body.id, seen=body.seen, functions="Mine")


def test_an_unknown_entry_is_not_found(signed_in):
    member = signed_in(a_person(("committee",)))
    assert member.get("/en/bodies/999/edit").status_code == 404
    assert member.post("/en/bodies/999/edit", data=OFFICE).status_code == 404


def test_a_long_register_is_searched_in_any_case(client):
    member = a_person(("committee",))
    for number in range(13):
        services.add_body(member, f"Отдел {number}", f"Аддзел {number}", f"Department {number}")
    services.add_body(member, "Управление по образованию", "Упраўленне па адукацыі", "Education office")
    page = client.get("/ru/bodies").text
    assert 'role="search"' in page
    found = client.get("/ru/bodies?q=ОБРАЗОВАНИЮ").text
    assert "Управление по образованию" in found
    assert "Отдел 3" not in found
    part = client.get("/ru/bodies?q=ОБРАЗОВАНИЮ", headers={"HX-Request": "true"}).text
    assert part.strip() in found
    assert "No body has such a name." in client.get("/en/bodies?q=nothing").text


def test_a_short_register_needs_no_search(client):
    a_body()
    assert 'role="search"' not in client.get("/en/bodies").text


def test_the_register_goes_by_name_page_after_page(client):
    member = a_person(("committee",))
    for number in range(53):
        services.add_body(member, f"Отдел {number:02}", f"Аддзел {number:02}", f"Department {number:02}")
    first = client.get("/en/bodies").text
    assert "Department 49" in first
    assert "Department 50" not in first
    following = re.search(r'href="(/en/bodies\?after=[^"]+)"', first)[1]
    assert "Department 52" in client.get(following).text


def test_the_register_costs_as_many_statements_with_many_bodies_as_with_one(client):
    a_body()
    before = [settled_statements(client, page) for page in ("/en/bodies", "/en/bodies?q=city")]
    for _ in range(6):
        a_body()
    assert [settled_statements(client, page) for page in ("/en/bodies", "/en/bodies?q=city")] == before
