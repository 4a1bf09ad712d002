"""Arguments for and against: each said once, each found helpful once by a person."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, markup
from veche.core.database import writing
from veche.core.policy import require
from veche.proposals.events import argued
from veche.proposals.life import locked
from veche.proposals.models import Argument, Helpful, Proposal
from veche.proposals.supports import upsert


def argue(actor: Person, proposal_id: int, *, side: str, text: str, language: str, nonce: str) -> Argument:
    """An argument stands in its column; the same form sent twice gives the same argument."""
    html = markup.render(text)
    with writing() as session:
        hold(session, actor)
        said = session.execute(select(Argument).where(Argument.author_id == actor.id, Argument.nonce == nonce)).scalar()
        if said:
            return said
        proposal = locked(session, proposal_id)
        require(actor, "proposal.argue", proposal)
        argument = Argument(
            proposal_id=proposal.id,
            side=side,
            author_id=actor.id,
            language=language,
            text=text,
            html=html,
            html_version=markup.VERSION,
            made_at=clock.now(),
            nonce=nonce,
        )
        session.add(argument)
        _count(session, proposal)
        argued.send(argument)
        return argument


def _count(session: Session, proposal: Proposal) -> None:
    session.flush()
    session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id)
        .values(argument_count=Proposal.argument_count + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(proposal)


def mark_helpful(actor: Person, argument_id: int) -> bool:
    """A person finds an argument helpful, or takes that back; whether it is marked afterwards. Raises NotFound."""
    with writing() as session:
        hold(session, actor)
        argument = session.get(Argument, argument_id, with_for_update=True, populate_existing=True)
        if argument is None:
            raise NotFound
        require(actor, "proposal.read", argument.proposal)
        require(actor, "argument.help", argument)
        marked = _toggle(session, argument.id, actor.id)
        session.execute(
            update(Argument)
            .where(Argument.id == argument.id)
            .values(helpful_count=Argument.helpful_count + (1 if marked else -1))
            .execution_options(synchronize_session=False)
        )
        session.refresh(argument)
        return marked


def _toggle(session: Session, argument_id: int, person_id: int) -> bool:
    row = upsert(session, Helpful).values(argument_id=argument_id, person_id=person_id)
    if session.execute(row.on_conflict_do_nothing().returning(Helpful.person_id)).first():
        return True
    session.execute(delete(Helpful).where(Helpful.argument_id == argument_id, Helpful.person_id == person_id))
    return False
