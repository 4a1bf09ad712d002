"""The committee's acts around an answer: to take it upon oneself, to bring back what was deferred."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.committee import policy, rules
from veche.committee.events import resumed
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.policy import require
from veche.core.worker import duty
from veche.proposals.life import locked, move
from veche.proposals.models import Proposal


def waiting(session: Session, actor: Person, proposal_id: int, act: str = "decision.make") -> Proposal:
    """The locked proposal that this member may answer now. Raises Refused, Stale, NotFound.

    A deferral ends by its date, whether or not the worker has run since.
    """
    proposal = locked(session, proposal_id)
    require(actor, act, proposal)
    if policy.awaited(proposal):
        raise Stale
    if rules.is_back(proposal, clock.now()):
        _resume(session, proposal)
    return proposal


def check(actor: Person, proposal_id: int, act: str = "decision.make") -> None:
    """Refuse before the form is read what the service would refuse after it."""
    with writing() as session:
        waiting(session, actor, proposal_id, act)


def prepare(actor: Person, proposal_id: int) -> Proposal:
    """One named member owes the answer; taking it anew hands it over."""
    with writing() as session:
        hold(session, actor)
        proposal = waiting(session, actor, proposal_id)
        if proposal.responsible_id != actor.id:
            proposal.responsible_id = actor.id
            journal.record(session, actor.id, "answer.taken", proposal.subject, title=proposal.title)
        return proposal


@duty("resume deferred")
def resume_due() -> int:
    """A deferred proposal is back on the agenda on its date, with a new date for the answer."""
    due = select(Proposal.id).where(Proposal.state == "deferred", Proposal.deferred_until <= clock.now())
    numbers = db.session.execute(due.order_by(Proposal.id)).scalars().all()
    return sum(_resume_one(number) for number in numbers)


def _resume_one(number: int) -> bool:
    with writing() as session:
        proposal = locked(session, number)
        if not rules.is_back(proposal, clock.now()):
            return False
        _resume(session, proposal)
        return True


def _resume(session: Session, proposal: Proposal) -> None:
    """The new term runs from the promised date, not from when somebody noticed."""
    begin = proposal.deferred_until or clock.now()
    answer_by = begin + timedelta(days=proposal.answer_days)
    move(session, proposal, "review", answer_by=answer_by, answered_at=None, deferred_until=None)
    journal.record(
        session, None, "proposal.resumed", proposal.subject, title=proposal.title, answer_by=answer_by.isoformat()
    )
    resumed.send(proposal)
