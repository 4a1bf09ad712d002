"""A code from a desk makes one person a verified resident, once; what is typed badly, used, revoked or old does not."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from desks import a_code, a_desk, a_neighbour, a_sheet, staff_of
from factories import a_person
from veche.accounts.models import Person
from veche.core import clock, journal
from veche.core.database import db
from veche.core.journal import Entry
from veche.residents import desks, printing, rules
from veche.residents.models import DeskCode, ResidentIdentity, Verification
from veche.sessions.models import Attempt
from veche.sessions.rules import FREE, PER_SOURCE

VERIFY = "/en/my/verify"


def redeem(client, code, **more):
    return client.post("/en/my/verify/code", data={"code": code, **more})


def again(person):
    db.session.expire_all()
    return db.session.get_one(Person, person.id)


def verbs():
    return list(db.session.execute(select(Entry.verb).order_by(Entry.seq)).scalars())


def test_a_code_makes_a_resident(signed_in):
    person, desk = a_neighbour(), a_desk()
    client = signed_in(person)
    answer = redeem(client, rules.grouped(a_code(desk)))
    assert answer.status_code == 303
    assert again(person).is_resident
    page = client.get(VERIFY).text
    assert "You are a verified resident" in page
    assert "Library" in page


def test_no_server_is_told_the_code_in_the_picture():
    """It stands behind the "#", which no browser sends; what a request still carries is not put into the form."""
    address = urlsplit(printing.address("ABCDEFGHJKLM"))
    assert (address.path, address.query, address.fragment) == ("/my/verify", "", "code=ABCD-EFGH-JKLM")


def test_a_code_in_a_query_is_neither_shown_nor_led_along(client):
    page = client.get(f"{VERIFY}?code=ABCD").text
    assert 'value="ABCD"' not in page
    address = re.search(r'href="(/en/sign-in\?[^"]+)"', page)[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(address).query)["next"] == [VERIFY]


def test_each_code_works_once(signed_in):
    code, second = a_code(), a_neighbour()
    assert redeem(signed_in(a_neighbour()), code).status_code == 303
    answer = redeem(signed_in(second), code)
    assert answer.status_code == 422
    assert "This code has been used already" in answer.text
    assert code in answer.text  # what was typed stays
    assert not again(second).is_resident


def test_a_revoked_code_is_refused_and_the_others_of_its_sheet_are_good(signed_in):
    desk = a_desk()
    staff = staff_of(desk)
    sheet, codes = a_sheet(desk, 2, staff)
    assert (
        signed_in(staff).post(f"/en/desk/sheets/{sheet.id}/1/revoke", data={"reason": "Fell in the water"}).status_code
        == 303
    )
    assert "revoked this code" in redeem(signed_in(a_neighbour()), codes[0]).text
    assert redeem(signed_in(a_neighbour()), codes[1]).status_code == 303


def test_a_revoked_sheet_has_no_good_code(signed_in):
    desk = a_desk()
    staff = staff_of(desk)
    sheet, codes = a_sheet(desk, 2, staff)
    assert (
        signed_in(staff).post(f"/en/desk/sheets/{sheet.id}/revoke", data={"reason": "Left in a bus"}).status_code == 303
    )
    for code in codes:
        assert redeem(signed_in(a_neighbour()), code).status_code == 422
    assert verbs()[-1] == "sheet.revoked"


def test_an_old_code_has_expired(signed_in):
    code, person = a_code(), a_neighbour()
    with clock.moved(timedelta(days=90, seconds=1)):
        answer = redeem(signed_in(person), code)
    assert answer.status_code == 422
    assert "This code has expired" in answer.text


def test_a_slip_of_the_finger_is_told_apart_and_not_counted(signed_in):
    answer = redeem(signed_in(a_neighbour()), "3333-3333-3334")
    assert answer.status_code == 422
    assert "mistyped" in answer.text
    assert db.session.execute(select(Attempt)).first() is None


def test_who_guesses_has_to_wait_and_others_do_not(signed_in):
    guesser, code = signed_in(a_neighbour()), a_code()
    for _ in range(FREE):
        assert redeem(guesser, rules.new_code()).status_code == 422
    answer = redeem(guesser, code)  # even a good one, now
    assert answer.status_code == 429
    assert "Too many attempts" in answer.text
    assert code in answer.text, "what was typed is kept"
    assert int(answer.headers["Retry-After"]) <= 60
    assert redeem(signed_in(a_neighbour()), code).status_code == 303
    with clock.moved(timedelta(minutes=2)):
        assert redeem(guesser, rules.new_code()).status_code == 422
        assert redeem(guesser, rules.new_code()).status_code == 429, "the pauses grow"


def test_a_good_code_clears_the_tries_before_it(signed_in):
    person = signed_in(a_neighbour())
    for _ in range(FREE - 1):
        redeem(person, rules.new_code())
    assert redeem(person, a_code()).status_code == 303
    assert db.session.execute(select(Attempt)).first() is None


def test_who_guesses_at_many_accounts_from_one_network_is_one_source(signed_in):
    code = a_code()
    for _ in range(PER_SOURCE // FREE):
        guesser = signed_in(a_neighbour())
        for _ in range(FREE):
            redeem(guesser, rules.new_code())
    assert redeem(signed_in(a_neighbour()), code).status_code == 429
    elsewhere = signed_in(a_neighbour())
    answer = elsewhere.post("/en/my/verify/code", data={"code": code}, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert answer.status_code == 303


def test_codes_stand_nowhere_but_on_the_paper(signed_in, app):
    desk = a_desk()
    page = signed_in(staff_of(desk)).post(f"/en/desk/{desk.id}/sheets", data={"size": "3", "nonce": "one"}).text
    codes = re.findall(r'class="slip-c">([^<]+)<', page)
    assert len(codes) == 3
    stored = everything()
    for code in codes:
        assert code not in stored
        assert rules.read_code(code) not in stored


def everything():
    """All that the database holds, as text."""
    db.session.rollback()
    tables = db.metadata.sorted_tables
    return "\n".join(str(tuple(row)) for table in tables for row in db.session.execute(select(table)))


def test_a_sheet_is_shown_once(signed_in):
    desk = a_desk()
    client = signed_in(staff_of(desk))
    assert client.post(f"/en/desk/{desk.id}/sheets", data={"size": "3", "nonce": "one"}).status_code == 200
    twice = client.post(f"/en/desk/{desk.id}/sheets", data={"size": "3", "nonce": "one"}, follow_redirects=True)
    assert "cannot be shown again" in twice.text
    assert "slip-c" not in twice.text
    assert len(db.session.execute(select(DeskCode.id)).all()) == 3
    assert verbs().count("sheet.printed") == 1


@pytest.mark.parametrize("size", ["0", "61", "-1", "many", ""])
def test_a_sheet_has_one_to_sixty_codes(signed_in, size):
    desk = a_desk()
    answer = signed_in(staff_of(desk)).post(f"/en/desk/{desk.id}/sheets", data={"size": size, "nonce": "one"})
    assert answer.status_code == 422
    assert db.session.execute(select(DeskCode.id)).first() is None


def test_the_journal_knows_the_desk_and_never_who_used_a_code(signed_in):
    person, (sheet, codes) = a_neighbour(), a_sheet(size=1)
    redeem(signed_in(person), codes[0])
    entry = db.session.execute(select(Entry).where(Entry.verb == "code.used")).scalar_one()
    assert (entry.actor, entry.subject, entry.data) == (None, sheet.subject, {"sheet": sheet.id, "number": 1})
    told = select(Entry).where((Entry.actor == person.id) | (Entry.subject == f"person:{person.id}"))
    assert db.session.execute(told).first() is None
    assert journal.verify(db.session()) is None


def test_the_sheet_counts_what_became_of_its_codes(signed_in):
    desk = a_desk()
    staff = staff_of(desk)
    sheet, codes = a_sheet(desk, 5, staff)
    redeem(signed_in(a_neighbour()), codes[0])
    desks.revoke_code(staff, sheet.id, 2, "Fell in the water")
    page = re.sub(r"<[^>]+>", " ", signed_in(staff).get(f"/en/desk/sheets/{sheet.id}").text)
    assert re.search(r"Printed\s+5\s+Used\s+1\s+Revoked\s+1\s+Expired\s+0\s+Still good\s+3", page)
    with clock.moved(timedelta(days=91)):
        page = re.sub(r"<[^>]+>", " ", signed_in(staff).get(f"/en/desk/sheets/{sheet.id}").text)
    assert re.search(r"Expired\s+3\s+Still good\s+0", page)


# One resident, one account


def a_bound_code(document="BM1234567"):
    desk = a_desk()
    staff = staff_of(desk)
    sheet, codes = a_sheet(desk, 1, staff)
    desks.bind_code(staff, sheet.id, 1, document)
    return codes[0]


def test_the_same_document_verifies_one_account_and_the_other_is_not_named(signed_in):
    first, second = a_neighbour(), a_neighbour()
    assert redeem(signed_in(first), a_bound_code()).status_code == 303
    code = a_bound_code()
    answer = redeem(signed_in(second), code)
    assert answer.status_code == 409
    assert "One resident has one account" in answer.text
    assert first.display_name not in answer.text
    assert not again(second).is_resident
    assert verbs()[-1] == "identity.checked"
    moved = redeem(signed_in(second), code, move="1")  # the code is not used up by a refusal
    assert moved.status_code == 303
    assert again(second).is_resident
    assert not again(first).is_resident
    assert "resident.moved" in verbs()
    assert len(db.session.execute(select(ResidentIdentity.id)).all()) == 1


def test_the_document_is_hashed_at_once_and_stands_nowhere(signed_in):
    desk = a_desk()
    staff = staff_of(desk)
    sheet, codes = a_sheet(desk, 1, staff)
    address = f"/en/desk/sheets/{sheet.id}/1/document"
    assert signed_in(staff).post(address, data={"document": "ВМ 7654321"}).status_code == 303
    redeem(signed_in(a_neighbour()), codes[0])
    assert "7654321" not in everything()
    wrong = signed_in(staff).post(address, data={"document": "ВМ 76543 21 <b>"})
    assert wrong.status_code == 422
    assert "76543" not in wrong.text


def test_withdrawal_takes_everything_away(signed_in):
    person = a_neighbour()
    client = signed_in(person)
    redeem(client, a_bound_code())
    assert client.post("/en/my/verify/withdraw").status_code == 303
    assert not again(person).is_resident
    assert db.session.execute(select(ResidentIdentity)).first() is None
    assert db.session.execute(select(Verification)).first() is None
    assert redeem(signed_in(a_neighbour()), a_bound_code()).status_code == 303


def test_a_resident_and_an_unconfirmed_reader_have_nothing_to_redeem(signed_in, client):
    code = a_code()
    assert redeem(signed_in(a_person()), code).status_code == 403
    assert redeem(signed_in(a_person(confirmed=False)), code).status_code == 403
    assert redeem(client, code).status_code == 403
    assert db.session.execute(select(DeskCode.used_at)).scalar() is None
