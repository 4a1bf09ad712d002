"""The fast track: an open proposal is answered without a vote when two members want it, and everybody reads why."""

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.committee import notices, rules
from veche.committee.events import taken_up
from veche.committee.models import TakingUp, recusals_of
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.policy import require
from veche.proposals.life import begin_review_without_vote, locked
from veche.proposals.models import Proposal


def propose(actor: Person, proposal_id: int, *, reason: str, language: str) -> TakingUp:
    """A member says in public why the committee should answer without a vote; nothing moves before a second one agrees.

    Raises Incomplete without a reason, Stale when another member has proposed it already.
    """
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "taking.propose", proposal)
        if len(reason.strip()) < rules.SHORTEST_TAKING_UP:
            raise Incomplete(["reason"])
        if session.get(TakingUp, proposal_id):
            raise Stale
        taking = TakingUp(
            proposal_id=proposal_id,
            language=language,
            reason=reason.strip(),
            proposed_by_id=actor.id,
            proposed_at=clock.now(),
        )
        session.add(taking)
        session.flush()
        journal.record(
            session, actor.id, "taking.proposed", proposal.subject, title=proposal.title, reason=taking.reason
        )
        notices.second_wanted(session, proposal, taking)
        return taking


def second(actor: Person, proposal_id: int) -> Proposal:
    """With the second member the proposal is in review, with a date for the answer; those concerned hear why.

    Stale when it is under review already.
    """
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        taking = session.get(TakingUp, proposal_id, populate_existing=True)
        if taking is None:
            raise NotFound
        if taking.seconded_at:
            raise Stale
        require(actor, "taking.second", taking)
        _take_up(session, proposal, taking, actor)
        return proposal


def _take_up(session: Session, proposal: Proposal, taking: TakingUp, actor: Person) -> None:
    taking.seconded_by_id, taking.seconded_at = actor.id, clock.now()
    session.flush()
    concerned = {recusal.person_id for recusal in recusals_of(proposal)}
    begin_review_without_vote(session, proposal, taking.seconded_at, concerned)
    journal.record(
        session,
        actor.id,
        "taking.seconded",
        proposal.subject,
        title=proposal.title,
        reason=taking.reason,
        supports=proposal.support_count,
        answer_by=proposal.answer_by.isoformat() if proposal.answer_by else None,
    )
    notices.taken_up(session, proposal, taking)
    taken_up.send(taking, proposal=proposal)
