"""Letters to the members about opinions that they owe: at the beginning, three days before the end, and after it."""

from sqlalchemy import select

from veche.core import clock
from veche.core.database import db, insert_once, writing
from veche.core.worker import duty
from veche.proposals.life import locked
from veche.proposals.models import Proposal
from veche.youth import letters
from veche.youth.models import Opinion, OpinionReminder
from veche.youth.owing import opinion_days
from veche.youth.rules import due_on, reminder


@duty("remind the youth council")
def remind_due() -> int:
    """Each of the three letters once for each proposal in review without an opinion; how many proposals."""
    spoken = select(Opinion.proposal_id)
    rows = select(Proposal.id).where(Proposal.state == "review", Proposal.visibility == "visible")
    numbers = db.session.execute(rows.where(Proposal.id.not_in(spoken)).order_by(Proposal.id)).scalars().all()
    return sum(_remind(number) for number in numbers)


def _remind(number: int) -> bool:
    """One letter at most, the one whose time it is: whoever comes late skips what was missed, whoever comes second
    finds it written down."""
    with writing() as session:
        proposal = locked(session, number)
        due = due_on(proposal, opinion_days())
        if due is None or not proposal.is_visible:
            return False
        if session.execute(select(Opinion.id).where(Opinion.proposal_id == number)).first():
            return False
        kind = reminder(due, clock.now())
        if not insert_once(session, OpinionReminder, proposal_id=number, kind=kind, sent_at=clock.now()):
            return False
        letters.opinion_owed(session, proposal, kind, due)
        return True
