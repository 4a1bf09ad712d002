"""«Yes, if …»: one condition for each person and proposal, counted as a support only when its author says it is met."""

from typing import Any, NamedTuple

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.amending import letters
from veche.amending.models import Condition, is_open
from veche.amending.policy import rewritable
from veche.core import clock, keyed
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.moderated import PENDING, VISIBLE, restored
from veche.core.policy import Refused, require
from veche.newcomers.events import first_shown
from veche.newcomers.limits import take
from veche.newcomers.looking import first_look, forget, withdrawal
from veche.proposals.asking import is_asking, people_read
from veche.proposals.events import changed, moved, supported
from veche.proposals.life import locked
from veche.proposals.models import Proposal, Support
from veche.proposals.supports import add_support, remove_support

LINK_DAYS = 180


class StillSupports(Exception):
    """The person supports the text without a condition and has not agreed to change that."""


def write(actor: Person, proposal_id: int, *, text: str, language: str, instead: bool = False) -> Condition:
    """The person's one condition for the proposal, new or in other words; it takes the place of a support.

    A counted support goes only when the person agreed (`instead`), else StillSupports. A condition that was met begins
    anew.
    """
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.read", proposal)
        require(actor, "condition.write", proposal)
        if not instead and _supports(session, proposal, actor):
            raise StillSupports
        condition = _of(session, proposal_id, actor.id)
        _require_rewritable(condition)
        take(session, actor, "condition")
        remove_support(session, proposal, actor.id)
        is_new = condition is None or condition.taken_back_at is not None
        condition = condition or Condition(proposal=proposal, author_id=actor.id)
        condition.text, condition.language = text, language
        condition.version, condition.made_at = proposal.version, clock.now()
        condition.met_at = condition.taken_back_at = None
        session.add(condition)
        session.flush()
        if first_look(session, actor, condition) and is_new:
            letters.condition_written(session, condition)
        return condition


@first_shown.connect
def _shown(row: Any, **_values: Any) -> None:
    """The authors read it now; of one that was met or taken back meanwhile nothing is told."""
    session = Session.object_session(row)
    if session and isinstance(row, Condition) and row.met_at is None and row.taken_back_at is None:
        letters.condition_written(session, row)


@withdrawal("condition")
def _withdraw(_session: Session, condition: Condition) -> None:
    condition.text, condition.taken_back_at, condition.visibility = "", clock.now(), VISIBLE


def _require_rewritable(condition: Condition | None) -> None:
    against = rewritable(condition)
    if against:
        raise Refused(against)


def _supports(session: Session, proposal: Proposal, person: Person) -> bool:
    here = Support.proposal_id == proposal.id
    rows = select(Support.id).where(here, Support.person_id == person.id, Support.version == proposal.version)
    return session.execute(rows).first() is not None


def _of(session: Session, proposal_id: int, person_id: int) -> Condition | None:
    rows = select(Condition).where(Condition.proposal_id == proposal_id, Condition.author_id == person_id)
    return session.execute(rows.with_for_update().execution_options(populate_existing=True)).scalar()


def meet(actor: Person, proposal_id: int, version: int | None = None, made: str | None = None) -> Proposal:
    """The condition is met: the person supports the present text, as anybody does. `version`: the text they have read,
    when it was another page than the proposal's; `made`: when the condition of their link was written. A later
    one of either raises Stale."""
    with writing() as session:
        condition = _own(session, actor, proposal_id, "condition.meet", version, made)
        proposal = condition.proposal
        require(actor, "proposal.support", proposal)
        condition.met_at = clock.now()
        add_support(session, proposal, actor.id)
        return proposal


def take_back(actor: Person, proposal_id: int, made: str | None = None) -> Proposal:
    """The condition is gone with its words; its number is never another person's."""
    with writing() as session:
        condition = _own(session, actor, proposal_id, "condition.take_back", made=made)
        condition.text, condition.taken_back_at = "", clock.now()
        if condition.visibility == PENDING:
            forget(session, condition)
            condition.visibility = VISIBLE
        return condition.proposal


def _own(
    session: Session,
    actor: Person,
    proposal_id: int,
    act: str,
    version: int | None = None,
    made: str | None = None,
) -> Condition:
    hold(session, actor)
    proposal = locked(session, proposal_id)
    require(actor, "proposal.read", proposal)
    condition = _of(session, proposal_id, actor.id)
    if condition is None or condition.taken_back_at:
        raise NotFound
    if version not in {None, proposal.version} or made not in {None, made_of(condition)}:
        raise Stale
    require(actor, act, condition)
    return condition


@supported.connect
def _close(proposal: Proposal, person: Person, **_values: Any) -> None:
    """Whoever supports without a condition has said that it is met."""
    with writing() as session:
        mine = (Condition.proposal_id == proposal.id, Condition.author_id == person.id, is_open())
        session.execute(update(Condition).where(*mine).values(met_at=clock.now()))


@changed.connect
def _ask(proposal: Proposal, **_values: Any) -> None:
    """A text whose matter changed is shown to everybody who waits for a change, once, and never while it is hidden."""
    with writing() as session:
        session.flush()
        if not is_asking(proposal):
            return
        number = people_read(session, proposal).number
        left = (Condition.proposal_id == proposal.id, is_open())
        rows = select(Condition).where(*left, Condition.version < number, Condition.asked_version < number)
        waiting = session.execute(rows.options(joinedload(Condition.author)).order_by(Condition.author_id)).unique()
        asked = waiting.scalars().all()
        letters.is_it_met(session, proposal, [(condition.author, token(condition)) for condition in asked])
        for condition in asked:
            condition.asked_version = number


@restored.connect
def _shown_again(row: Any, **_values: Any) -> None:
    """What changed while nobody could read it is asked now."""
    if isinstance(row, Proposal):
        _ask(row)


@moved.connect
def _open_again(proposal: Proposal, **_values: Any) -> None:
    """What changed out of sight before it slept is asked when it wakes."""
    _ask(proposal)


class Asked(NamedTuple):
    """Which proposal and which person a link asks, and when the condition was written that it asks about."""

    proposal_id: int
    person_id: int
    made: str


def _signer() -> URLSafeTimedSerializer:
    return keyed.signer("amending.condition")


def made_of(condition: Condition) -> str:
    """What tells the words of a condition from those that came before and after them."""
    return condition.made_at.isoformat()


def token(condition: Condition) -> str:
    """The secret of a link that lets its reader answer for the author of this condition in these words, and do nothing
    else."""
    return str(_signer().dumps(Asked(condition.proposal_id, condition.author_id, made_of(condition))))


def whose(text: str) -> Asked:
    """Whom a link asks about what. Raises NotFound for a wrong or old one."""
    try:
        proposal_id, person_id, made = _signer().loads(text, max_age=LINK_DAYS * 24 * 3600)
    except (BadSignature, ValueError, TypeError) as problem:
        raise NotFound from problem
    if not all(type(number) is int and 0 < number < 2**31 for number in (proposal_id, person_id)):
        raise NotFound
    return Asked(proposal_id, person_id, str(made))
