"""Arguments for and against: each said once, each found helpful once by a person, each scored among its readers.

The readers of an argument are the people who marked any argument of the proposal while it stood there. So an argument
is weighed by those who had it before them, and a late one does not lose to an early one by age.
"""

from typing import Any

from sqlalchemy import ColumnElement, Float, case, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, markup
from veche.core.database import insert_once, upsert, writing
from veche.core.moderated import PENDING
from veche.core.policy import require
from veche.core.recount import Difference, corrected
from veche.newcomers.events import first_shown
from veche.newcomers.limits import take
from veche.newcomers.looking import first_look, unseen, withdrawal
from veche.proposals.confidence import wilson
from veche.proposals.events import argued
from veche.proposals.life import locked
from veche.proposals.models import Argument, Helpful, Proposal, Reader


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
        take(session, actor, "argument")
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
        session.flush()
        if first_look(session, actor, argument):
            _publish(session, proposal, argument)
        return argument


def _publish(session: Session, proposal: Proposal, argument: Argument) -> None:
    """Everybody sees the argument from now on."""
    session.flush()
    session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id)
        .values(argument_count=Proposal.argument_count + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(proposal)
    argued.send(argument)


@first_shown.connect
def _shown(row: Any, **_values: Any) -> None:
    session = Session.object_session(row)
    if session and isinstance(row, Argument):
        row.made_at = clock.now()
        _publish(session, locked(session, row.proposal_id), row)


@withdrawal("argument")
def _withdraw(session: Session, argument: Argument) -> None:
    session.execute(delete(Helpful).where(Helpful.argument_id == argument.id))
    session.delete(argument)


def mark_helpful(actor: Person, argument_id: int) -> bool:
    """A person finds an argument helpful, or takes that back; whether it is marked afterwards. Raises NotFound.

    The proposal is locked: no argument appears and no other mark is counted between reading and writing.
    """
    with writing() as session:
        hold(session, actor)
        argument = session.get(Argument, argument_id)
        if argument is None or argument.visibility == PENDING:
            raise NotFound
        locked(session, argument.proposal_id)
        session.refresh(argument)
        require(actor, "proposal.read", argument.proposal)
        require(actor, "argument.help", argument)
        marked = _toggle(session, argument.id, actor.id)
        since = _has_read(session, argument.proposal_id, actor.id) if marked else None
        _write_numbers(session, argument, 1 if marked else -1, since)
        session.expire_all()
        return marked


def _write_numbers(session: Session, argument: Argument, by: int, since: int | None) -> None:
    """The mark on the argument, one reader more for all after `since`, and the scores that follow.

    One UPDATE for each row: PostgreSQL checks the foreign keys of a row that is updated twice in a transaction, which
    would wait for the authors of all the arguments.
    """
    mine = Argument.id == argument.id
    helpful = Argument.helpful_count + case((mine, by), else_=0)
    readers = (
        Argument.reader_count if since is None else Argument.reader_count + case((Argument.id > since, 1), else_=0)
    )
    touched = mine if since is None else or_(mine, Argument.id > since)
    rows = update(Argument).where(Argument.proposal_id == argument.proposal_id, touched)
    changed = rows.values(helpful_count=helpful, reader_count=readers, score=score(helpful, readers))
    session.execute(changed.execution_options(synchronize_session=False))


def _toggle(session: Session, argument_id: int, person_id: int) -> bool:
    if insert_once(session, Helpful, argument_id=argument_id, person_id=person_id):
        return True
    session.execute(delete(Helpful).where(Helpful.argument_id == argument_id, Helpful.person_id == person_id))
    return False


def _has_read(session: Session, proposal_id: int, person_id: int) -> int:
    """The person has read every argument that stands there; the number of the last one that they had read before."""
    mine = select(Reader.upto).where(Reader.proposal_id == proposal_id, Reader.person_id == person_id)
    since: int = session.execute(mine).scalar() or 0
    last = session.execute(select(func.max(Argument.id)).where(Argument.proposal_id == proposal_id)).scalar_one()
    row = upsert(session, Reader).values(proposal_id=proposal_id, person_id=person_id, upto=last)
    session.execute(row.on_conflict_do_update(index_elements=["proposal_id", "person_id"], set_={"upto": last}))
    return since


def score(helpful: Any = Argument.helpful_count, readers: Any = Argument.reader_count) -> ColumnElement[float]:
    """confidence.lower_bound, as the database computes it from its columns."""
    trials = case((readers > helpful, readers), else_=helpful)
    bound = wilson(cast(helpful, Float), cast(trials, Float), lambda value: func.sqrt(value, type_=Float))
    return case((helpful > 0, bound), else_=0.0)


def recount_arguments(session: Session, proposal_id: int | None = None) -> list[Difference]:
    """The numbers of one proposal's arguments, or of all, as their rows say; what differed before."""
    said = select(func.count()).where(Argument.proposal_id == Proposal.id, ~unseen(Argument)).scalar_subquery()
    marks = select(func.count()).where(Helpful.argument_id == Argument.id).scalar_subquery()
    here = (Reader.proposal_id == Argument.proposal_id) & (Reader.upto >= Argument.id)
    readers = select(func.count()).select_from(Reader).where(here).correlate(Argument).scalar_subquery()
    session.flush()
    of_proposal = None if proposal_id is None else Proposal.id == proposal_id
    within = None if proposal_id is None else Argument.proposal_id == proposal_id
    return [
        *corrected(session, Proposal.argument_count, said, of_proposal),
        *corrected(session, Argument.helpful_count, marks, within),
        *corrected(session, Argument.reader_count, readers, within),
        *corrected(session, Argument.score, score(), within),
    ]
