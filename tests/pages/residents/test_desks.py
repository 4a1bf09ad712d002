"""Desks are kept by administrators, worked at by their staff, and closed to everybody else; nothing leaks a code."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from desks import TOLD, a_code, a_desk, a_neighbour, a_sheet, staff_of
from factories import a_person, a_voting_proposal, an_open_proposal, nonce
from statements import settled_statements
from veche.accounts.models import Person
from veche.core import clock, personal
from veche.core.database import db, writing
from veche.core.journal import Entry
from veche.residents import desks, keys, rules
from veche.residents.identities import claim, write_down
from veche.residents.models import (
    CodeSheet,
    Desk,
    DeskCode,
    DeskStaff,
    ResidentIdentity,
    Verification,
)


@pytest.fixture
def admin(signed_in):
    return signed_in(a_person(("admin",)))


def count(model, *conditions):
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(model).where(*conditions)).scalar_one()


def again(person):
    db.session.expire_all()
    return db.session.get_one(Person, person.id)


def test_an_administrator_opens_a_desk_and_everybody_reads_where_it_is(admin, client):
    opened = admin.post("/en/desks", data=TOLD)
    assert opened.status_code == 303
    page = client.get("/be/my/verify").text
    assert "Бібліятэка" in page
    assert TOLD["hours"] in page
    assert admin.post(opened.location, data={**TOLD, "hours": "вт 9–12"}).status_code == 303
    assert "вт 9–12" in client.get("/ru/my/verify").text


@pytest.mark.parametrize("missing", TOLD)
def test_a_desk_lacks_nothing(admin, missing):
    answer = admin.post("/en/desks", data={**TOLD, missing: ""})
    assert answer.status_code == 422
    assert all(value in answer.text for name, value in TOLD.items() if name != missing)
    assert count(Desk) == 0


def test_who_is_named_gets_the_role_and_loses_it_with_the_last_desk(admin):
    one, other, person = a_desk(), a_desk(), a_person()
    for desk in (one, other):
        assert admin.post(f"/en/desks/{desk.id}/staff", data={"name": person.display_name.upper()}).status_code == 303
    assert "desk" in again(person).roles
    admin.post(f"/en/desks/{one.id}/staff/{person.id}/dismiss")
    assert "desk" in again(person).roles
    admin.post(f"/en/desks/{other.id}/staff/{person.id}/dismiss")
    assert "desk" not in again(person).roles
    assert count(DeskStaff) == 0


@pytest.mark.parametrize("name", ["", "Nobody at all", "unconfirmed"])
def test_nobody_else_can_be_named(admin, name):
    desk = a_desk()
    a_person(confirmed=False, name="Unconfirmed")
    assert admin.post(f"/en/desks/{desk.id}/staff", data={"name": name}).status_code == 422
    assert count(DeskStaff) == 0


def test_a_closed_desk_prints_nothing_and_its_codes_stay_good(admin, signed_in):
    desk = a_desk()
    staff = staff_of(desk)
    _sheet, codes = a_sheet(desk, 1, staff)
    assert admin.post(f"/en/desks/{desk.id}/close").status_code == 303
    assert "desk" not in again(staff).roles
    assert signed_in(staff).post(f"/en/desk/{desk.id}/sheets", data={"size": "1", "nonce": "n"}).status_code == 403
    assert signed_in(a_neighbour()).post("/en/my/verify/code", data={"code": codes[0]}).status_code == 303
    assert "Library" not in signed_in(a_neighbour()).get("/en/my/verify").text


def test_only_administrators_keep_desks(signed_in, client):
    desk = a_desk()
    staff = staff_of(desk)
    tries = {
        "/en/desks": TOLD,
        f"/en/desks/{desk.id}": TOLD,
        f"/en/desks/{desk.id}/staff": {"name": staff.display_name},
        f"/en/desks/{desk.id}/staff/{staff.id}/dismiss": {},
        f"/en/desks/{desk.id}/close": {},
    }
    everybody = [
        client,
        signed_in(staff),
        *(signed_in(a_person(roles)) for roles in ((), ("moderator",), ("committee",))),
    ]
    before = (count(Desk), count(DeskStaff), count(Entry))
    for one in everybody:
        for address, data in tries.items():
            assert one.post(address, data=data).status_code == 403, address
        assert one.get("/en/desks").status_code in {303, 403}
        assert one.get(f"/en/desks/{desk.id}").status_code in {303, 403}
    assert (count(Desk), count(DeskStaff), count(Entry)) == before


def test_only_the_staff_of_this_desk_work_at_it(signed_in, client):
    desk = a_desk()
    sheet, _codes = a_sheet(desk, 2)
    reason = {"reason": "A reason long enough"}
    tries = {
        f"/en/desk/{desk.id}/sheets": {"size": "2", "nonce": "n"},
        f"/en/desk/sheets/{sheet.id}/revoke": reason,
        f"/en/desk/sheets/{sheet.id}/1/revoke": reason,
        f"/en/desk/sheets/{sheet.id}/1/document": {"document": "BM1234567"},
    }
    others = [
        client,
        signed_in(staff_of(a_desk())),
        signed_in(a_person(("admin",))),
        signed_in(a_person(("moderator",))),
    ]
    before = count(Entry)
    for one in others:
        for address, data in tries.items():
            assert one.post(address, data=data).status_code == 403, address
        assert one.get(f"/en/desk/sheets/{sheet.id}").status_code in {303, 403}
        assert one.get(f"/en/desk/sheets/{sheet.id}/1").status_code in {303, 403}
    assert count(CodeSheet) == 1
    assert count(Entry) == before
    assert count(DeskCode, DeskCode.revoked_at.is_not(None) | DeskCode.identity_digest.is_not(None)) == 0


def test_what_is_not_there_is_not_found(signed_in):
    desk = a_desk()
    staff = signed_in(staff_of(desk))
    sheet, _codes = a_sheet(desk, 2)
    for address in ("/en/desk/sheets/999", f"/en/desk/sheets/{sheet.id}/3"):
        assert staff.get(address).status_code in {403, 404}
    assert staff.get(f"/en/desk/sheets/{sheet.id}/3").status_code == 404
    assert staff.post("/en/desk/999/sheets", data={"size": "1", "nonce": "n"}).status_code == 404


@pytest.mark.parametrize("reason", ["", "short"])
def test_nothing_is_revoked_without_a_reason(signed_in, reason):
    desk = a_desk()
    staff = staff_of(desk)
    sheet, _codes = a_sheet(desk, 2, staff)
    for address in (f"/en/desk/sheets/{sheet.id}/revoke", f"/en/desk/sheets/{sheet.id}/1/revoke"):
        answer = signed_in(staff).post(address, data={"reason": reason})
        assert answer.status_code == 422
        assert f'value="{reason}"' in answer.text
    assert count(DeskCode, DeskCode.revoked_at.is_not(None)) == 0


def test_a_used_code_is_neither_revoked_nor_bound(signed_in):
    desk = a_desk()
    staff = staff_of(desk)
    sheet, codes = a_sheet(desk, 1, staff)
    signed_in(a_neighbour()).post("/en/my/verify/code", data={"code": codes[0]})
    address = f"/en/desk/sheets/{sheet.id}/1"
    assert signed_in(staff).post(f"{address}/revoke", data={"reason": "A reason long enough"}).status_code == 422
    assert signed_in(staff).post(f"{address}/document", data={"document": "BM1234567"}).status_code == 422


def test_the_page_of_the_desk_costs_the_same_however_many_sheets_lie_there(signed_in):
    desk = a_desk()
    staff = staff_of(desk)
    client = signed_in(staff)
    number, who = desk.id, staff.id
    a_sheet(desk, 2, staff)
    before = settled_statements(client, "/en/desk")
    for _ in range(4):
        desks.print_sheet(db.session.get_one(Person, who), number, 6, nonce())
    assert settled_statements(client, "/en/desk") == before


def test_a_refusal_of_support_and_of_a_ballot_leads_to_the_ways(signed_in, client):
    neighbour = signed_in(a_neighbour())
    for proposal in (an_open_proposal(), a_voting_proposal()):
        address = f"/en/proposals/{proposal.id}"
        assert 'href="/en/my/verify"' in neighbour.get(address).text
        assert 'href="/en/my/verify"' not in signed_in(a_person()).get(address).text
        assert 'href="/en/my/verify"' not in client.get(address).text


def test_ones_own_page_leads_to_the_ways_and_to_the_desk(signed_in, admin):
    assert 'href="/en/my/verify"' in signed_in(a_neighbour()).get("/en/my").text
    assert 'href="/en/desk"' in signed_in(staff_of(a_desk())).get("/en/my").text
    assert 'href="/en/desks"' in admin.get("/en/my").text


def test_nobody_withdraws_what_they_do_not_have(signed_in, client):
    for one in (client, signed_in(a_neighbour())):
        assert one.get("/en/my/verify/withdraw").status_code in {303, 403}
        assert one.post("/en/my/verify/withdraw").status_code == 403


# What is held of people


@pytest.fixture
def known(app: Flask):
    """A resident of whom a hash is kept."""
    person = a_person()
    with writing() as session:
        claim(session, person.id, keys.identity("document", "BM1234567"), "desk")
        write_down(session, person, "desk", a_desk().id)
    return person


def erase(person):
    with writing() as session:
        for name in ("verification", "verification_attempts", "desk_staff", "assisted"):
            personal.holdings[name].erase(session, session.get_one(Person, person.id))


def test_who_leaves_takes_the_hash_along(known):
    assert list(personal.holdings["verification"].export(known))[0]["hashes_kept_of"] == ["document"]
    erase(known)
    assert (count(ResidentIdentity), count(Verification)) == (0, 0)


def test_where_the_law_asks_for_it_the_hash_stays_a_while_without_the_person(known, app, monkeypatch):
    monkeypatch.setitem(app.config["VECHE"], "IDENTITY_KEEP_DAYS", 365)
    erase(known)
    assert count(ResidentIdentity, ResidentIdentity.person_id.is_(None)) == 1
    expire = personal.holdings["verification"].expire
    with writing() as session:
        assert expire(session, clock.now() + timedelta(days=364)) == 0
        assert expire(session, clock.now() + timedelta(days=366)) == 1


def test_who_comes_back_within_that_while_is_verified_again(known, app, monkeypatch):
    monkeypatch.setitem(app.config["VECHE"], "IDENTITY_KEEP_DAYS", 365)
    erase(known)
    back = a_neighbour()
    with writing() as session:
        claim(session, back.id, keys.identity("document", "BM1234567"), "desk")
    row = db.session.execute(select(ResidentIdentity)).scalar_one()
    assert (row.person_id, row.keep_until) == (back.id, None)


def test_of_an_old_sheet_only_the_numbers_stay(signed_in):
    desk = a_desk()
    staff = staff_of(desk)
    sheet, _codes = a_sheet(desk, 3, staff)
    desks.bind_code(staff, sheet.id, 1, "BM1234567")
    expire = personal.holdings["desk_codes"].expire
    with writing() as session:
        assert expire(session, clock.now()) == 0
        assert expire(session, clock.now() + rules.CODE_LASTS) == 3
        assert expire(session, clock.now() + rules.CODE_LASTS) == 0
    assert count(DeskCode, DeskCode.digest.is_not(None) | DeskCode.identity_digest.is_not(None)) == 0


def test_another_key_makes_another_hash(app, monkeypatch):
    before = keys.identity("phone", "+375291234567")
    assert before.digest != keys.identity("document", "+375291234567").digest
    monkeypatch.setitem(app.config["VECHE"], "IDENTITY_KEY", "another key")
    assert keys.identity("phone", "+375291234567").digest != before.digest
    assert a_code() != a_code()
