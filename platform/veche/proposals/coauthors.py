"""Writing together: the author invites, the invited answers, a co-author leaves or is parted with."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.rules import Unacceptable, name_key
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.policy import N_, require
from veche.proposals import invitations
from veche.proposals.life import locked
from veche.proposals.models import Coauthor, Proposal

MOST, PAUSE = 5, timedelta(days=7)


LEFT = N_("This person was a co-author and has left. Nobody is asked a second time after that.")


def invite(actor: Person, proposal_id: int, name: str) -> Coauthor:
    """Ask a person, by display name, to write with the author; a letter goes to them. Raises Unacceptable."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.read", proposal)
        require(actor, "proposal.invite", proposal)
        person = _named(session, name)
        if person.id == actor.id:
            raise Unacceptable(N_("You write this proposal already."))
        row = _asked_anew(proposal, person)
        if row and row.joined_at:  # who wrote it once stays known as such, to the committee and to moderators
            raise Unacceptable(
                N_("This person was a co-author and has left. Nobody is asked a second time after that.")
            )
        if sum(1 for one in proposal.coauthors if one.is_asked or one.is_writing) >= MOST:
            raise Unacceptable(N_("A proposal has at most five co-authors."))
        if row is None:
            row = Coauthor(proposal_id=proposal.id, person_id=person.id)
            session.add(row)
        row.invited_at, row.left_at = clock.now(), None
        session.flush()
        session.expire(proposal, ["coauthors"])
        invitations.invited(session, proposal, person)
        return row


def _named(session: Session, name: str) -> Person:
    """The confirmed person with this display name, whatever its capitals."""
    rows = select(Person).where(Person.name_key == name_key(" ".join(name.split())))
    person = session.execute(rows).unique().scalar_one_or_none()
    if person is None or not person.is_confirmed:
        raise Unacceptable(N_("There is no participant with this display name. Check it letter by letter."))
    return person


def _asked_anew(proposal: Proposal, person: Person) -> Coauthor | None:
    """The row of an earlier invitation, unless it still holds; whoever said no is left in peace for a week."""
    row = next((one for one in proposal.coauthors if one.person_id == person.id), None)
    if row is None or (row.left_at and clock.now() - row.left_at >= PAUSE):
        return row
    if row.left_at:
        raise Unacceptable(N_("This person has said no or left. Wait a week before you ask again."))
    raise Unacceptable(
        N_("This person writes with you already.") if row.joined_at else N_("This person is invited already.")
    )


def _held(session: Session, actor: Person, proposal_id: int, person_id: int) -> tuple[Proposal, Coauthor]:
    hold(session, actor)
    proposal = locked(session, proposal_id)
    require(actor, "proposal.read", proposal)
    row = session.get(Coauthor, (proposal.id, person_id), populate_existing=True)
    if row is None:
        raise NotFound
    return proposal, row


def answer(actor: Person, proposal_id: int, accepts: bool) -> Proposal:
    """The invited person writes from now on, or says no; the author is told."""
    with writing() as session:
        proposal, row = _held(session, actor, proposal_id, actor.id)
        require(actor, "coauthor.answer", row)
        if accepts:
            row.joined_at = clock.now()
            _record(session, actor.id, "proposal.coauthor_joined", proposal, actor)
        else:
            row.left_at = clock.now()
        invitations.answered(session, proposal, actor, accepts)
        return proposal


def leave(actor: Person, proposal_id: int) -> Proposal:
    """A co-author writes no longer; the author is told."""
    with writing() as session:
        proposal, row = _held(session, actor, proposal_id, actor.id)
        require(actor, "coauthor.leave", row)
        row.left_at = clock.now()
        _record(session, actor.id, "proposal.coauthor_left", proposal, actor)
        invitations.left(session, proposal, actor)
        return proposal


def part(actor: Person, proposal_id: int, person_id: int) -> Proposal:
    """The author takes an invitation back or parts with a co-author, who is told."""
    with writing() as session:
        proposal, row = _held(session, actor, proposal_id, person_id)
        require(actor, "coauthor.part", row)
        wrote, row.left_at = row.is_writing, clock.now()
        if wrote:
            _record(session, actor.id, "proposal.coauthor_left", proposal, row.person)
        invitations.parted(session, proposal, row.person, wrote)
        return proposal


def record_joined(session: Session, proposal: Proposal) -> None:
    """Of a draft the journal says nothing; when it is published, who wrote it."""
    for one in proposal.coauthors:
        if one.is_writing:
            _record(session, one.person_id, "proposal.coauthor_joined", proposal, one.person)


def _record(session: Session, actor_id: int, verb: str, proposal: Proposal, person: Person) -> None:
    if proposal.opened_at:
        journal.record(session, actor_id, verb, proposal.subject, title=proposal.title, person=f"person:{person.id}")
