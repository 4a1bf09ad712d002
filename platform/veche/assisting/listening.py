"""What follows from others' acts: the count at the close of a vote, and what does not stand any more."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import object_session

from veche.assisting.models import AssistedAct
from veche.assisting.queries import ballots_cast
from veche.core import clock, journal
from veche.proposals.models import Proposal
from veche.residents.events import lost
from veche.voting.events import closed


@closed.connect
def count_at_the_close(tally: Any, *, proposal: Any, **_values: Any) -> None:
    """In the transaction of the close, so that the number is the tally's."""
    session = object_session(proposal)
    if session is None:
        return
    number = ballots_cast(session, proposal.id)
    if number:
        journal.record(session, None, "vote.assisted", proposal.subject, ballots=number)


@lost.connect
def no_longer_current(person: Any, **_values: Any) -> None:
    """A person whom desks assisted has an account of their own now: what was still open is taken back."""
    session = object_session(person)
    if session is None:
        return
    votes = (Proposal.state == "voting") & (Proposal.voting_closes_at > clock.now())
    still = select(Proposal.id).where((Proposal.state == "open") | votes)
    mine = (AssistedAct.person_id == person.id) & AssistedAct.kind.in_(("support", "ballot"))
    session.execute(update(AssistedAct).where(mine, AssistedAct.proposal_id.in_(still)).values(is_current=False))
