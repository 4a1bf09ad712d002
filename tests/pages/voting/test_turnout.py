"""The kept number of voters, and its recount."""

from sqlalchemy import delete, update

from counting import vote
from factories import a_person, a_voting_proposal
from veche.core.database import db, writing
from veche.core.recount import recount_all
from veche.voting.models import Turnout


def voters(proposal_id: int) -> int:
    db.session.rollback()
    return db.session.get_one(Turnout, proposal_id).voters


def test_an_honest_number_is_left_alone() -> None:
    proposal, person = a_voting_proposal(), a_person()
    for choice in ("for", "against"):
        vote(proposal, choice, person)
    assert recount_all()["turnout"] == []
    assert voters(proposal.id) == 1


def test_a_wrong_or_lost_number_is_counted_anew_and_told() -> None:
    wrong, lost = a_voting_proposal().id, a_voting_proposal()
    vote(lost, "for")
    numbers = (wrong, lost.id)
    with writing() as session:
        session.execute(delete(Turnout))
        session.add(Turnout(proposal_id=wrong, voters=7))
    told = [str(one) for one in recount_all()["turnout"]]
    assert told == [
        f"turnout.voters of {wrong}: kept 7, counted 0",
        f"turnout.voters of {numbers[1]}: kept 0, counted 1",
    ]
    assert [voters(number) for number in numbers] == [0, 1]
    with writing() as session:
        session.execute(update(Turnout).values(voters=3))
    assert len(recount_all()["turnout"]) == 2
    assert recount_all()["turnout"] == []
