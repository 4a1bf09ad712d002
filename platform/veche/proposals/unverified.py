"""Who is no verified resident any more supports nothing that gathers support, or sleeps and may gather it anew."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import object_session

from veche.core import clock
from veche.proposals.life import locked
from veche.proposals.models import Proposal, Support
from veche.proposals.rules import phase
from veche.proposals.supports import remove_support
from veche.residents.events import lost


@lost.connect
def take_back_supports(person: Any, **_values: Any) -> None:
    """In the order of the proposals' numbers, so that of two who do it neither waits for ever. A merged one keeps what
    it had, unless it gathers again by the time its lock is free."""
    session = object_session(person)
    if session is None:
        return
    rows = select(Support.proposal_id).join(Proposal).where(Support.person_id == person.id)
    rows = rows.where(Proposal.state.in_(("open", "dormant", "merged")))
    for number in session.execute(rows.order_by(Support.proposal_id)).scalars().all():
        proposal = locked(session, number)
        if phase(proposal, clock.now()) in {"open", "dormant"}:
            remove_support(session, proposal, person.id)
