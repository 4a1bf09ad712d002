"""How a proposal passes from state to state: guarded by the state it leaves, journalled, told to its author."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person, RoleGrant
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.worker import duty
from veche.proposals import letters
from veche.proposals.events import moved
from veche.proposals.models import Proposal
from veche.proposals.rules import answer_date, may_move


def locked(session: Session, proposal_id: int) -> Proposal:
    """The proposal, locked until the transaction ends and read anew. Raises NotFound."""
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound
    return proposal


def move(session: Session, proposal: Proposal, to: str, **values: Any) -> None:
    """Only from the state the proposal is in, only along TRANSITIONS; whoever comes second gets Stale."""
    before = proposal.state
    if not may_move(before, to):
        raise Stale
    session.flush()
    step = update(Proposal).where(Proposal.id == proposal.id, Proposal.state == before).values(state=to, **values)
    won = session.execute(step.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
    if not won:
        raise Stale
    session.refresh(proposal)
    moved.send(proposal, before=before)


def open_vote(session: Session, proposal: Proposal, actor_id: int | None) -> None:
    """The support is there: the text is frozen, and both ends of the vote are set at once."""
    opens = clock.now()
    closes = opens + timedelta(days=proposal.vote_days)
    move(session, proposal, "voting", voting_opened_at=opens, voting_closes_at=closes)
    journal.record(
        session,
        actor_id,
        "vote.opened",
        proposal.subject,
        title=proposal.title,
        version=proposal.version,
        supports=proposal.support_count,
        closes_at=closes.isoformat(),
    )
    letters.vote_opened(session, proposal)


def begin_review(session: Session, proposal: Proposal, moment: datetime) -> None:
    """The vote carried: the committee owes an answer, and one named member prepares it."""
    closes = proposal.voting_closes_at or moment
    move(
        session,
        proposal,
        "review",
        voting_closed_at=moment,
        answer_by=answer_date(proposal, closes),
        responsible_id=_least_burdened(session, proposal.author_id),
    )
    letters.answer_owed(session, proposal)


def end_not_carried(session: Session, proposal: Proposal, moment: datetime) -> None:
    """The vote did not carry: the proposal stays readable and moves no further."""
    move(session, proposal, "not_carried", voting_closed_at=moment, ended_at=moment)
    letters.not_carried(session, proposal)


def _least_burdened(session: Session, author_id: int) -> int | None:
    """The member with the fewest owed answers; never the author."""
    owed = (
        select(func.count())
        .select_from(Proposal)
        .where(Proposal.responsible_id == RoleGrant.person_id, Proposal.state == "review")
        .scalar_subquery()
    )
    members = select(RoleGrant.person_id).join(Person, Person.id == RoleGrant.person_id)
    members = members.where(RoleGrant.role == "committee", RoleGrant.person_id != author_id)
    return session.execute(members.order_by(owed, RoleGrant.person_id).limit(1)).scalar()


@duty("proposals fall dormant")
def fall_dormant_due() -> int:
    """Open proposals whose term for support is over sleep from now on; the number of them."""
    due = select(Proposal.id).where(Proposal.state == "open", Proposal.support_until <= clock.now())
    numbers = db.session.execute(due.order_by(Proposal.id)).scalars().all()
    return sum(_fall_dormant(number) for number in numbers)


def _fall_dormant(number: int) -> bool:
    with writing() as session:
        proposal = locked(session, number)
        if proposal.state != "open" or not proposal.support_until or proposal.support_until > clock.now():
            return False
        sleep(session, proposal)
        return True


def sleep(session: Session, proposal: Proposal) -> None:
    """Write down that the term for support is over."""
    move(session, proposal, "dormant", ended_at=proposal.support_until)
    journal.record(
        session,
        None,
        "proposal.dormant",
        proposal.subject,
        title=proposal.title,
        supports=proposal.support_count,
        needed=proposal.threshold,
    )
    letters.fell_dormant(session, proposal)
