"""One person, one support, bound to the text that was supported; with enough of them the vote opens at once."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import upsert, writing
from veche.core.policy import require
from veche.proposals.events import supported, unsupported
from veche.proposals.life import locked, open_vote
from veche.proposals.models import Proposal, Support, SupportDay
from veche.proposals.rules import city_day, phase


def support(actor: Person, proposal_id: int) -> Proposal:
    """The person stands behind the present text. A second time changes nothing; the last one needed opens the vote."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.support", proposal)
        add_support(session, proposal, actor.id)
        return proposal


def unsupport(actor: Person, proposal_id: int) -> Proposal:
    """The person takes the support back while supports are gathered; without one nothing changes."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.unsupport", proposal)
        remove_support(session, proposal, actor.id)
        return proposal


def add_support(session: Session, proposal: Proposal, person_id: int, *, given_at: datetime | None = None) -> bool:
    """Count the person for the present text of a locked proposal; whether it is new for this text.

    The one that reaches the threshold opens the vote, if the proposal gathers support at all.
    """
    if not _write_support(session, proposal, person_id, given_at or clock.now()):
        return False
    _count(session, proposal, +1)
    supported.send(proposal, person=session.get_one(Person, person_id))
    if proposal.support_count >= proposal.threshold and phase(proposal, clock.now()) == "open":
        open_vote(session, proposal, None)  # the threshold opens it, not whoever came last
    return True


def remove_support(session: Session, proposal: Proposal, person_id: int) -> bool:
    """Take the person's support of a locked proposal away, whichever text it was for; whether there was one."""
    session.flush()
    mine = delete(Support).where(Support.proposal_id == proposal.id, Support.person_id == person_id)
    version = session.execute(mine.returning(Support.version)).scalar()
    if version is None:
        return False
    if version == proposal.version:
        _count(session, proposal, -1)
    unsupported.send(proposal, person=session.get_one(Person, person_id))
    return True


def remove_ended(session: Session, proposal: Proposal) -> None:
    """What a locked proposal had before it slept or was merged, and gathers anew without: supports of people who have
    left (for one term it was made sure that nobody comes back and supports a second time, and not for another), and of
    who is verified no longer, and may be under another account."""
    session.flush()
    gone = delete(Support).where(Support.proposal_id == proposal.id, Support.person_id.is_(None))
    versions = session.execute(gone.returning(Support.version)).scalars().all()
    if proposal.version in versions:
        _count(session, proposal, -versions.count(proposal.version))

    ended = select(Support.person_id).join(Person, Person.id == Support.person_id)
    ended = ended.where(Support.proposal_id == proposal.id, Person.verified_at.is_(None))
    for number in session.execute(ended.order_by(Support.person_id)).scalars().all():
        remove_support(session, proposal, number)


def note_day(session: Session, proposal: Proposal) -> None:
    """The count that the present day of the city ends with, as far as it is known now."""
    session.flush()
    row = upsert(session, SupportDay).values(
        proposal_id=proposal.id, day=city_day(clock.now()), count=proposal.support_count
    )
    session.execute(
        row.on_conflict_do_update(index_elements=["proposal_id", "day"], set_={"count": row.excluded.count})
    )


def _write_support(session: Session, proposal: Proposal, person_id: int, moment: datetime) -> bool:
    """Whether it is new for this text: a support of an earlier text is renewed, one of this text stays as it is."""
    session.flush()
    row = upsert(session, Support).values(
        proposal_id=proposal.id, person_id=person_id, version=proposal.version, given_at=moment
    )
    anew = row.on_conflict_do_update(
        index_elements=["proposal_id", "person_id"],
        set_={"version": row.excluded.version, "given_at": row.excluded.given_at},
        where=Support.version < row.excluded.version,
    )
    return session.execute(anew.returning(Support.id)).first() is not None


def _count(session: Session, proposal: Proposal, by: int) -> None:
    session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id)
        .values(support_count=Proposal.support_count + by)
        .execution_options(synchronize_session=False)
    )
    session.refresh(proposal)
    note_day(session, proposal)
