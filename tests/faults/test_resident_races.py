"""On a running server: a code that many people send at once makes one resident, and so does a document at two desks."""

from collections import Counter
from collections.abc import Iterator

import pytest
from racing import Server, served
from sqlalchemy import func, select

from desks import a_desk, a_neighbour, a_sheet, staff_of
from factories import a_person, nonce
from veche.accounts.models import Person
from veche.core.database import db
from veche.residents import desks
from veche.residents.models import DeskCode, ResidentIdentity, Verification

ROUNDS = 4
DONE, SPENT, TAKEN = 303, 422, 409


@pytest.fixture
def server(app, database, tmp_path) -> Iterator[Server]:
    with served(app, database.url, tmp_path) as running:
        yield running


def count(model, *conditions):
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(model).where(*conditions)).scalar_one()


def test_of_six_people_with_one_code_one_becomes_a_resident(server):
    desk = a_desk()
    staff = staff_of(desk)
    for done in range(1, ROUNDS + 1):
        _sheet, codes = a_sheet(desk, 1, staff)
        posts = [server.post(a_neighbour(), "/my/verify/code", code=codes[0]) for _ in range(6)]
        assert Counter(server.together(posts)) == {DONE: 1, SPENT: 5}
        assert count(Verification) == done
        assert count(DeskCode, DeskCode.used_at.is_not(None)) == done


def test_of_four_codes_with_one_document_one_makes_a_resident(server):
    desk = a_desk()
    staff = staff_of(desk)
    for done in range(1, ROUNDS + 1):
        sheet, codes = a_sheet(desk, 4, staff)
        for number in range(1, 5):
            desks.bind_code(staff, sheet.id, number, f"BM000000{done}")
        posts = [server.post(a_neighbour(), "/my/verify/code", code=code) for code in codes]
        assert Counter(server.together(posts)) == {DONE: 1, TAKEN: 3}
        assert count(ResidentIdentity) == done
        assert count(Verification) == done


def test_two_accounts_that_move_one_verification_at_once_do_not_block(server):
    desk = a_desk()
    staff = staff_of(desk)
    sheet, codes = a_sheet(desk, 4, staff)
    for number in range(1, 5):
        desks.bind_code(staff, sheet.id, number, "BM1234567")
    first = server.post(a_neighbour(), "/my/verify/code", code=codes[0])
    assert server.together([first]) == [DONE]
    posts = [server.post(a_neighbour(), "/my/verify/code", code=code, move="1") for code in codes[1:]]
    answers = Counter(server.together(posts))
    assert set(answers) <= {DONE, TAKEN}
    assert answers[DONE] >= 1
    assert count(ResidentIdentity) == count(Verification) == count(Person, Person.verified_at.is_not(None)) - _others()


def _others():
    """The staff and the administrators of the tests are residents without a hash."""
    held = select(Verification.person_id)
    return count(Person, Person.verified_at.is_not(None), Person.id.not_in(held))


def test_one_document_at_two_desks_at_once_is_one_person(server):
    found = [a_desk(), a_desk(), a_desk()]
    told = {"document": "BM7654321", "age_band": "over-31", "language": "en", "consent": "y"}
    posts = [server.post(staff_of(desk), f"/desk/{desk.id}/receive", nonce=nonce(), **told) for desk in found]
    answers = Counter(server.together(posts))
    assert answers[DONE] >= 1
    assert set(answers) <= {DONE, SPENT, TAKEN}
    assert count(Person, Person.is_assisted) == 1
    assert count(ResidentIdentity) == 1
    assert a_person().id  # the database goes on
