"""The verbs of a visit: support, take a support back, vote, propose; each through the ordinary services, as the person.

So every rule of theirs holds. What is written down here is that a desk entered it, and the number of the slip.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.assisting import rules
from veche.assisting.models import AssistedAct, Visit
from veche.assisting.receiving import visit_of
from veche.core import clock, journal
from veche.core.database import writing
from veche.proposals.models import Proposal, Support
from veche.proposals.services import draft, publish, support, unsupport, withdraw
from veche.voting.rules import receipt
from veche.voting.services import cast


class Unfit(ValueError):
    """It changes nothing; the text says why (an English msgid)."""


class Entered(Exception):
    """The same form was sent before: the slip was shown then."""

    def __init__(self, act: AssistedAct) -> None:
        super().__init__(act.slip)
        self.act = act


def enter_support(actor: Person, visit_id: int, proposal_id: int, nonce: str) -> AssistedAct:
    """The person supports the present text. Raises Refused, NotFound, Unfit, Entered."""
    with writing() as session:
        visit = _begin(session, actor, visit_id, nonce)
        before = _supported_version(session, visit, proposal_id)
        proposal = session.get(Proposal, proposal_id)
        if proposal and before == proposal.version:
            raise Unfit(rules.SUPPORTS)
        support(visit.person, proposal_id)
        return _write(session, actor, visit, "support", proposal_id, nonce, f"proposal:{proposal_id}")


def enter_unsupport(actor: Person, visit_id: int, proposal_id: int, nonce: str) -> AssistedAct:
    """The person takes the support back. Raises Refused, NotFound, Unfit, Entered."""
    with writing() as session:
        visit = _begin(session, actor, visit_id, nonce)
        if _supported_version(session, visit, proposal_id) is None:
            raise Unfit(rules.NO_SUPPORT)
        unsupport(visit.person, proposal_id)
        _not_current(session, visit, "support", proposal_id)
        return _write(session, actor, visit, "unsupport", proposal_id, nonce, f"proposal:{proposal_id}")


def enter_ballot(actor: Person, visit_id: int, proposal_id: int, choice: str, nonce: str) -> tuple[AssistedAct, str]:
    """The person's one ballot, and its receipt for the slip; an earlier one is replaced, as for everybody.

    The journal says that the desk entered a ballot, and not in which vote: where counts are shown live, the moment
    would tell the choice.
    """
    with writing() as session:
        visit = _begin(session, actor, visit_id, nonce)
        ballot = cast(visit.person, proposal_id, choice)
        act = _write(session, actor, visit, "ballot", proposal_id, nonce, visit.desk.subject)
        return act, receipt(ballot).text


def enter_proposal(
    actor: Person, visit_id: int, *, area_id: int, title: str, text: str, language: str, nonce: str
) -> AssistedAct:
    """The person's own proposal, published at once as far as newcomers may. Raises Refused, NotFound, Entered."""
    with writing() as session:
        visit = _begin(session, actor, visit_id, nonce)
        proposal = draft(visit.person, area_id=area_id, title=title, text=text, language=language, nonce=nonce)
        publish(visit.person, proposal.id)
        return _write(session, actor, visit, "proposal", proposal.id, nonce, proposal.subject)


def enter_withdrawal(actor: Person, visit_id: int, proposal_id: int, reason: str, nonce: str) -> AssistedAct:
    """The person withdraws a proposal of their own. Raises Refused, NotFound, Entered."""
    with writing() as session:
        visit = _begin(session, actor, visit_id, nonce)
        withdraw(visit.person, proposal_id, reason)
        return _write(session, actor, visit, "withdrawal", proposal_id, nonce, f"proposal:{proposal_id}")


def _begin(session: Session, actor: Person, visit_id: int, nonce: str) -> Visit:
    visit = visit_of(session, actor, visit_id)
    known = select(AssistedAct).where(AssistedAct.staff_id == actor.id, AssistedAct.nonce == nonce)
    act = session.execute(known).scalar()
    if act:
        raise Entered(act)
    return visit


def _supported_version(session: Session, visit: Visit, proposal_id: int) -> int | None:
    rows = select(Support.version).where(Support.proposal_id == proposal_id, Support.person_id == visit.person_id)
    return session.execute(rows).scalar()


def _not_current(session: Session, visit: Visit, kind: str, proposal_id: int) -> None:
    """What was entered before does not stand any more."""
    mine = (AssistedAct.person_id == visit.person_id) & (AssistedAct.proposal_id == proposal_id)
    session.execute(update(AssistedAct).where(mine, AssistedAct.kind == kind).values(is_current=False))


def _write(
    session: Session, actor: Person, visit: Visit, kind: str, proposal_id: int, nonce: str, subject: str
) -> AssistedAct:
    _not_current(session, visit, kind, proposal_id)
    act = AssistedAct(
        desk_id=visit.desk_id,
        staff_id=actor.id,
        person_id=visit.person_id,
        kind=kind,
        proposal_id=proposal_id,
        entered_at=clock.now(),
        nonce=nonce,
    )
    session.add(act)
    session.flush()
    journal.record(session, actor.id, f"assist.{kind}", subject, desk=visit.desk_id, slip=act.slip)
    return act
