"""The council's backing: two thirds of its members in office send a proposal straight to the vote."""

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person, RoleGrant, in_office
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import db, insert_once, writing
from veche.core.policy import require
from veche.core.worker import duty
from veche.proposals.life import locked, open_vote
from veche.proposals.models import Proposal
from veche.proposals.rules import phase
from veche.youth import events, letters
from veche.youth.models import Backing
from veche.youth.rules import backers_needed, is_backed


def back(actor: Person, proposal_id: int) -> Proposal:
    """The member wants the proposal put to the vote; the one that makes two thirds opens it, once. Raises Refused."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "backing.give", proposal)
        if insert_once(session, Backing, proposal_id=proposal.id, person_id=actor.id, backed_at=clock.now()):
            _announce(session, proposal, "youth.backed")
            _send(session, proposal)
        return proposal


def take_back(actor: Person, proposal_id: int) -> Proposal:
    """The member no longer wants it, as long as supports are gathered; without a backing nothing changes."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "backing.take_back", proposal)
        mine = delete(Backing).where(Backing.proposal_id == proposal.id, Backing.person_id == actor.id)
        if session.execute(mine.returning(Backing.person_id)).first():
            _announce(session, proposal, "youth.unbacked")
        return proposal


def members(session: Session) -> int:
    """How many members are in office today."""
    number: int = session.execute(select(func.count()).select_from(RoleGrant).where(_sits())).scalar_one()
    return number


def backers(session: Session, proposal_id: int) -> int:
    """How many of them stand behind the proposal: whoever's term is over counts no longer."""
    mine = select(func.count()).select_from(Backing).join(RoleGrant, RoleGrant.person_id == Backing.person_id)
    number: int = session.execute(mine.where(Backing.proposal_id == proposal_id, _sits())).scalar_one()
    return number


def _sits() -> ColumnElement[bool]:
    return in_office("youth_council")


def _announce(session: Session, proposal: Proposal, verb: str) -> None:
    """The journal keeps how many, never who: a backing is like a support."""
    session.flush()
    counts = {"backers": backers(session, proposal.id), "members": members(session)}
    needed = backers_needed(counts["members"])
    journal.record(session, None, verb, proposal.subject, title=proposal.title, backers_needed=needed, **counts)
    events.backed.send(proposal)


def _send(session: Session, proposal: Proposal) -> bool:
    """Open the vote when there are enough; the lock on the proposal lets nobody do it twice."""
    if not is_backed(backers(session, proposal.id), members(session)):
        return False
    session.execute(update(Proposal).where(Proposal.id == proposal.id).values(sent_by_council=True))
    open_vote(session, proposal, None, by="youth")
    letters.sent_to_vote(session, proposal)
    return True


@duty("the youth council's backing opens votes")
def send_due() -> int:
    """A term that ended may leave two thirds behind a proposal: it goes to the vote then, too; how many did."""
    rows = select(Backing.proposal_id).join(Backing.proposal).where(Proposal.state == "open").distinct()
    return sum(_send_if_backed(number) for number in db.session.execute(rows).scalars().all())


def _send_if_backed(number: int) -> bool:
    with writing() as session:
        proposal = locked(session, number)
        if phase(proposal, clock.now()) != "open" or not proposal.is_visible:
            return False
        return _send(session, proposal)
