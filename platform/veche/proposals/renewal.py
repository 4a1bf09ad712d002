"""A supporter asked about a new text answers by the link in the letter: once or twice, it stays one answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import db, writing
from veche.core.policy import N_, Refusal, Refused, refusal
from veche.proposals import links
from veche.proposals.life import locked
from veche.proposals.models import Proposal, Support, Version
from veche.proposals.supports import add_support, remove_support

NOT_OURS = N_("This link is not one of ours, or a part of it was lost on the way. Open it from the letter once more.")
NEWER = N_("The text has changed again since this letter. The newest letter, or the proposal’s page, asks about it.")
TERM_OVER = N_("The term of this letter is over. If the proposal was revived, support it on its page.")


@dataclass(frozen=True)
class Asking:
    """A supporter before the question: what they supported, every text since, or why there is nothing to answer."""

    proposal: Proposal | None
    before: Version | None = None
    texts: Sequence[Version] = ()
    supports: bool = False
    against: Refusal | None = None


def asking(text: str) -> Asking:
    """What the page behind the link shows; a hidden text is not shown."""
    asked = links.read(text)
    proposal = db.session.get(Proposal, asked.proposal_id) if asked else None
    person = db.session.get(Person, asked.person_id) if asked else None
    if asked is None or proposal is None or person is None:
        return Asking(None, against=Refusal(NOT_OURS))
    against = _against(db.session(), asked, person, proposal)
    if against:
        return Asking(proposal if proposal.is_visible else None, against=against)
    mine = select(Support.version).where(Support.proposal_id == proposal.id, Support.person_id == person.id)
    version = db.session.execute(mine).scalar()
    seen = version if version and version < proposal.version else proposal.version - 1
    rows = select(Version).where(Version.proposal_id == proposal.id, Version.number >= seen)
    before, *since = db.session.execute(rows.order_by(Version.number)).scalars()
    return Asking(proposal, before, since, version == proposal.version)


def _against(session: Session, asked: links.Asked, person: Person, proposal: Proposal) -> Refusal | None:
    """Why the link no longer asks anything."""
    against = refusal(person, "proposal.support", proposal)
    if against:
        return against
    if asked.version != proposal.version:
        return Refusal(NEWER)
    earlier = select(Version.id).where(Version.proposal_id == proposal.id, Version.number < asked.version)
    if session.execute(earlier.limit(1)).first() is None:
        return Refusal(NOT_OURS)  # a first text has taken the place of none, so no letter asked about it
    return Refusal(TERM_OVER) if clock.now() >= asked.until else None


def answer(text: str, supports: bool) -> Proposal:
    """Support the new text, or take the support back; the same answer again changes nothing. Raises Refused."""
    asked = links.read(text)
    if asked is None:
        raise Refused(Refusal(NOT_OURS))
    with writing() as session:
        person = session.get(Person, asked.person_id)
        if person is None:
            raise Refused(Refusal(NOT_OURS))
        hold(session, person)
        proposal = locked(session, asked.proposal_id)
        against = _against(session, asked, person, proposal)
        if against:
            raise Refused(against)
        (add_support if supports else remove_support)(session, proposal, person.id)
        return proposal
