"""A verification that moves or is withdrawn takes back what is still open, so that one human never counts twice."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from desks import a_desk, a_neighbour, staff_of
from factories import a_person, a_voting_proposal, an_open_proposal, nonce
from veche.assisting import services
from veche.assisting.queries import ballots_cast
from veche.assisting.receiving import receive
from veche.core import clock
from veche.core.database import db
from veche.core.journal import Entry
from veche.core.recount import recount_all
from veche.proposals.models import Proposal
from veche.proposals.services import support
from veche.residents import desks
from veche.voting.models import Ballot
from veche.voting.queries import turnout
from veche.voting.services import cast, close_due

DOCUMENT = "BM7654321"


@pytest.fixture(autouse=True)
def small_town(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUPPORT_THRESHOLD", "QUORUM"):
        monkeypatch.setitem(app.config["VECHE"], name, 3)


def verified(client, document=DOCUMENT, **more):
    desk = a_desk()
    staff = staff_of(desk)
    sheet, codes = desks.print_sheet(staff, desk.id, 1, nonce())
    desks.bind_code(staff, sheet.id, 1, document)
    return client.post("/en/my/verify/code", data={"code": codes[0], **more}).status_code


def ballots():
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(Ballot)).scalar_one()


def test_who_moves_the_verification_votes_once(signed_in):
    first, second = a_neighbour(), a_neighbour()
    assert verified(signed_in(first)) == 303
    vote, gathering, closed = a_voting_proposal(), an_open_proposal(), a_voting_proposal()
    cast(first, closed.id, "for")
    with clock.moved(timedelta(days=15)):
        close_due()
        late = a_voting_proposal()
        support(first, gathering.id)
        cast(first, late.id, "for")
        assert verified(signed_in(second), move="1") == 303
        assert turnout([late.id])[late.id] == 0
        cast(second, late.id, "against")
        assert turnout([late.id])[late.id] == 1
    db.session.expire_all()
    assert db.session.get_one(Proposal, gathering.id).support_count == 0
    assert ballots() == 2  # the one of the closed vote stays
    assert vote.id
    assert not any(recount_all().values())


def test_who_withdraws_has_no_open_ballot_left(signed_in):
    person = a_neighbour()
    client = signed_in(person)
    assert verified(client) == 303
    vote = a_voting_proposal()
    cast(person, vote.id, "for")
    assert client.post("/en/my/verify/withdraw").status_code == 303
    assert ballots() == 0
    assert turnout([vote.id])[vote.id] == 0


def test_who_was_assisted_takes_the_account_over_with_a_code_and_counts_once(signed_in):
    desk = a_desk()
    staff = staff_of(desk)
    told = {"name": "", "age_band": "over-31", "language": "en", "consented": True, "nonce": nonce()}
    visit = receive(staff, desk.id, document=DOCUMENT, **told)
    vote = a_voting_proposal()
    services.enter_ballot(staff, visit.id, vote.id, "for", nonce())
    online = a_neighbour()
    assert verified(signed_in(online)) == 409
    assert verified(signed_in(online), move="1") == 303
    assert ballots() == 0
    assert ballots_cast(db.session(), vote.id) == 0
    cast(online, vote.id, "for")
    assert ballots() == 1
    assert a_person().is_resident


def test_a_document_that_is_tried_at_a_desk_is_written_down_although_nobody_was_received(signed_in):
    assert verified(signed_in(a_neighbour())) == 303
    desk = a_desk()
    client = signed_in(staff_of(desk))
    for document, status in ((DOCUMENT, 422), ("BM0000001", 422)):
        before = asked()
        answer = client.post(
            f"/en/desk/{desk.id}/receive", data={"document": document, "language": "ru", "nonce": nonce()}
        )
        assert (answer.status_code, asked()) == (status, before + 1)


def asked():
    db.session.rollback()
    return db.session.execute(select(func.count()).where(Entry.verb == "identity.checked")).scalar_one()
