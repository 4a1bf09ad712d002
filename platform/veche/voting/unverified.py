"""Who is no verified resident any more has no ballot in a vote that is still open; what has closed stays counted."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import object_session

from veche.core import clock
from veche.proposals.life import locked
from veche.proposals.models import Proposal
from veche.residents.events import lost
from veche.voting.models import Ballot
from veche.voting.rules import is_open
from veche.voting.turnout import uncount_voter


@lost.connect
def take_back_ballots(person: Any, **_values: Any) -> None:
    """The proposal is locked against closing first, as when a ballot is cast."""
    session = object_session(person)
    if session is None:
        return
    rows = select(Ballot.proposal_id).join(Proposal).where(Ballot.person_id == person.id, Proposal.state == "voting")
    for number in session.execute(rows.order_by(Ballot.proposal_id)).scalars().all():
        proposal = locked(session, number)
        if proposal.state == "voting" and is_open(proposal.voting_closes_at, clock.now_locked(session)):
            session.execute(delete(Ballot).where(Ballot.proposal_id == number, Ballot.person_id == person.id))
            uncount_voter(session, number)
