"""Who leaves and comes back counts once: until what stayed counted has closed, the same human is not verified."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from desks import a_desk, a_neighbour, a_slip, known_by, staff_of
from factories import a_person, a_voting_proposal, an_open_proposal, nonce
from veche.assisting.receiving import Unready, receive
from veche.core import clock
from veche.core.database import db, writing
from veche.core.personal import holdings
from veche.core.recount import recount_all
from veche.privacy import leaving
from veche.proposals.models import Proposal
from veche.proposals.services import revive, support
from veche.residents.identities import StillCounted
from veche.residents.models import ResidentIdentity
from veche.residents.services import withdraw
from veche.voting.models import Ballot
from veche.voting.services import cast

DOCUMENT = "BM7654321"


def hashes() -> list[tuple[int | None, Any]]:
    db.session.rollback()
    rows = db.session.execute(select(ResidentIdentity.person_id, ResidentIdentity.keep_until))
    return [tuple(row) for row in rows]


def ballots() -> int:
    db.session.rollback()
    return int(db.session.execute(select(func.count()).select_from(Ballot)).scalar_one())


def test_a_kept_ballot_keeps_the_same_human_from_a_second_one(app: Flask, signed_in: Any) -> None:
    first, vote = known_by(a_person(), DOCUMENT), a_voting_proposal()
    closes, code = vote.voting_closes_at, a_slip(DOCUMENT)
    cast(first, vote.id, "for")
    leaving.leave(first)
    assert hashes() == [(None, closes)]
    second = a_neighbour()
    client = signed_in(second)
    answer = client.post("/en/my/verify/code", data={"code": code})
    assert answer.status_code == 422
    assert "no other account is verified by it until" in answer.text
    answer = client.post("/en/my/verify/code", data={"code": code, "move": "1"})
    assert answer.status_code == 422, "there is nobody to move it from"
    with clock.moved(timedelta(days=15)):
        assert client.post("/en/my/verify/code", data={"code": code}).status_code == 303
    assert ballots() == 1


def test_at_a_desk_the_same_human_is_not_received_either(app: Flask) -> None:
    first, proposal, desk = known_by(a_person(), DOCUMENT), an_open_proposal(), a_desk()
    staff = staff_of(desk)
    support(first, proposal.id)
    leaving.leave(first)
    told: dict[str, Any] = {"document": DOCUMENT, "name": "", "age_band": "over-31", "language": "en"}
    with pytest.raises(Unready) as refused:
        receive(staff, desk.id, consented=True, nonce=nonce(), **told)
    assert set(refused.value.why) == {"document"}
    assert refused.value.values["day"]


def test_the_hash_goes_when_the_last_vote_has_closed(app: Flask) -> None:
    first, vote = known_by(a_person(), DOCUMENT), a_voting_proposal()
    cast(first, vote.id, "for")
    leaving.leave(first)
    expire = holdings["verification"].expire
    assert expire is not None
    with writing() as session:
        assert expire(session, vote.voting_closes_at - timedelta(seconds=1)) == 0
        assert expire(session, vote.voting_closes_at) == 1


def test_who_takes_everything_back_leaves_no_hash_and_may_return_at_once(app: Flask) -> None:
    first, vote = known_by(a_person(), DOCUMENT), a_voting_proposal()
    cast(first, vote.id, "for")
    leaving.leave(first, take_back=["ballots"])
    assert (hashes(), ballots()) == ([], 0)
    known_by(a_neighbour(), DOCUMENT)


def test_who_leaves_twice_is_kept_away_until_the_later_vote_has_closed(app: Flask) -> None:
    vote = a_voting_proposal()
    cast(known_by(a_person(), DOCUMENT), vote.id, "for")
    leaving.leave(db.session.get_one(type(vote.author), hashes()[0][0]))
    with clock.moved(timedelta(days=15)):
        again, later = known_by(a_person(), DOCUMENT), a_voting_proposal()
        cast(again, later.id, "for")
        leaving.leave(again)
        assert hashes() == [(None, later.voting_closes_at)]
        with pytest.raises(StillCounted):
            known_by(a_neighbour(), DOCUMENT)


@pytest.mark.parametrize("asked", [None, {"ballots": "keep"}])
def test_of_whom_nobody_would_know_again_open_ballots_are_taken_back(app: Flask, signed_in: Any, asked: Any) -> None:
    person, vote = a_person(), a_voting_proposal()
    cast(person, vote.id, "for")
    client = signed_in(person)
    page = client.get("/en/my/data/leave").text
    assert "nobody could tell if you came back" in page
    assert 'name="ballots"' not in page
    assert client.post("/en/my/data/leave", data={"sure": "1", **(asked or {})}).status_code == 303
    assert ballots() == 0
    assert not any(recount_all().values())


def test_a_proposal_that_is_woken_counts_nobody_who_has_left_meanwhile(app: Flask) -> None:
    first, stays, proposal = known_by(a_person(), DOCUMENT), a_person(), an_open_proposal()
    for person in (first, stays):
        support(person, proposal.id)
    leaving.leave(first)
    with clock.moved(proposal.support_until - clock.now() + timedelta(hours=1)):
        revive(proposal.author, proposal.id)
        again = known_by(a_person(), DOCUMENT)
        support(again, proposal.id)
        db.session.expire_all()
        assert db.session.get_one(Proposal, proposal.id).support_count == 2
        assert not any(recount_all().values())


def test_who_is_verified_no_more_supports_nothing_that_sleeps(app: Flask) -> None:
    person, proposal = known_by(a_person(), DOCUMENT), an_open_proposal()
    support(person, proposal.id)
    with clock.moved(proposal.support_until - clock.now() + timedelta(hours=1)):
        withdraw(person)
        db.session.expire_all()
        assert db.session.get_one(Proposal, proposal.id).support_count == 0
