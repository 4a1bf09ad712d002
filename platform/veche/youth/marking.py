"""The mark of a youth proposal: set and taken off by its author alone; an age is never told without it."""

from sqlalchemy import delete

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import insert_once, writing
from veche.core.policy import require
from veche.proposals.life import locked
from veche.proposals.models import Proposal
from veche.youth.models import YouthMark

# Nothing of it is written into the journal, which forgets nothing: a mark that was taken off has never been there.


def mark(actor: Person, proposal_id: int) -> Proposal:
    """The author calls it a youth proposal; a second time changes nothing. Raises Refused."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "youth_mark.set", proposal)
        insert_once(session, YouthMark, proposal_id=proposal.id, marked_at=clock.now())
        return proposal


def unmark(actor: Person, proposal_id: int) -> Proposal:
    """The mark is gone, without a trace. Raises Refused."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "youth_mark.remove", proposal)
        session.execute(delete(YouthMark).where(YouthMark.proposal_id == proposal.id))
        return proposal
