"""On a running server: a code that many people send at once makes one resident, and so does a document at two desks."""

from collections import Counter
from collections.abc import Iterator

import pytest
from racing import Server, served
from sqlalchemy import func, select

from cases import FACTS, a_moderator, a_reported_post, confirmation
from desks import a_desk, a_neighbour, a_sheet, known_by, staff_of
from factories import a_person, nonce
from veche.accounts.models import Person
from veche.core.database import db
from veche.moderation import services as moderation
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


def test_a_ban_and_the_move_of_a_verification_at_once_leave_no_banned_person_verified_elsewhere(server):
    desk = a_desk()
    staff = staff_of(desk)
    for done in range(ROUNDS):
        document, first, second = f"BM300000{done}", known_by(a_person(), f"BM300000{done}"), a_neighbour()
        sheet, codes = a_sheet(desk, 1, staff)
        desks.bind_code(staff, sheet.id, 1, document)
        _, case = a_reported_post(first)
        act = moderation.propose_ban(a_moderator(), case, clause="4.1", facts=FACTS)
        posts = [
            server.post(second, "/my/verify/code", code=codes[0], move="1"),
            server.post(a_moderator(), f"/moderation/{confirmation(act)}", measure="agree", days="3"),
            server.post(first, "/my/verify/withdraw"),
        ]
        answers = server.together(posts)
        assert answers[1] == DONE
        assert all(answer < 500 for answer in answers)
        # Either the ban came first and the hash stays with the banned, or it had gone before there was a ban.
        owner = db.session.execute(select(ResidentIdentity.person_id).where(ResidentIdentity.kind == "document"))
        held = set(owner.scalars())
        assert (second.id in held) == (answers[0] == DONE)
        assert answers[0] in {DONE, SPENT}
        db.session.rollback()


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
