"""Reads for the pages of a visit and for the counts that everybody sees; a fixed number of statements each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.assisting.models import AssistedAct, Visit
from veche.core import clock
from veche.core.database import db
from veche.proposals.models import Proposal, Support
from veche.proposals.queries import published
from veche.residents.models import Desk

MOST = 60


def choosable(person: Person, text: str = "") -> Sequence[Proposal]:
    """What can be supported or voted on now, votes first; `text`: a number or a part of the title."""
    now = clock.now()
    gathers = (Proposal.state == "open") & (Proposal.support_until > now)
    votes = (Proposal.state == "voting") & (Proposal.voting_closes_at > now)
    rows = select(Proposal).where(published(person), gathers | votes)
    if text.isascii() and text.isdigit() and len(text) < 10:
        rows = rows.where(Proposal.id == int(text))
    elif text:
        rows = rows.where(Proposal.title.icontains(text, autoescape=True))
    first = case((votes, 0), else_=1)
    return db.session.execute(rows.order_by(first, Proposal.id.desc()).limit(MOST)).unique().scalars().all()


def supports_given(proposal: Any) -> int:
    """How many of the present supports a desk has entered."""
    entered = (AssistedAct.person_id == Support.person_id) & (AssistedAct.proposal_id == Support.proposal_id)
    rows = select(func.count(Support.id)).join(AssistedAct, entered)
    mine = rows.where(Support.proposal_id == proposal.id, Support.version == proposal.version)
    found = db.session.execute(mine.where(AssistedAct.kind == "support", AssistedAct.is_current.is_(True)))
    return int(found.scalar_one())


def ballots_cast(session: Session, proposal_id: int) -> int:
    """How many of the ballots a desk has entered; never what they say."""
    rows = select(func.count(AssistedAct.id)).where(AssistedAct.proposal_id == proposal_id)
    found = session.execute(rows.where(AssistedAct.kind == "ballot", AssistedAct.is_current.is_(True)))
    return int(found.scalar_one())


def desk_of(proposal: Any) -> Desk | None:
    """The desk that entered this proposal."""
    rows = select(Desk).join(AssistedAct, AssistedAct.desk_id == Desk.id)
    mine = rows.where(AssistedAct.proposal_id == proposal.id, AssistedAct.kind == "proposal")
    return db.session.execute(mine.limit(1)).scalar()


def supports(visit: Visit, proposal: Any) -> bool:
    """Whether the person stands behind the present text."""
    rows = select(Support.id).where(Support.person_id == visit.person_id, Support.proposal_id == proposal.id)
    return db.session.execute(rows.where(Support.version == proposal.version)).first() is not None
