"""«Yes, if …»: one condition for each person and proposal, counted as a support only when its author says it is met."""

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.amending import letters
from veche.amending.models import Condition
from veche.core import clock
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.moderated import HIDDEN
from veche.core.policy import N_, Refusal, Refused, require
from veche.proposals.events import changed, supported
from veche.proposals.life import locked
from veche.proposals.models import Proposal, Support
from veche.proposals.supports import add_support, remove_support
from veche.proposals.versions import present

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
        remove_support(session, proposal, actor.id)
        condition = _of(session, proposal_id, actor.id)
        is_new = condition is None
        condition = condition or Condition(proposal=proposal, author_id=actor.id)
        _require_visible(condition)
        condition.text, condition.language = text, language
        condition.version, condition.made_at, condition.met_at = proposal.version, clock.now(), None
        session.add(condition)
        session.flush()
        if is_new:
            letters.condition_written(session, condition)
        return condition


def _require_visible(condition: Condition) -> None:
    """New words do not bring a hidden text back."""
    if condition.visibility == HIDDEN:
        raise Refused(Refusal(N_("A moderator has hidden your condition: it can be taken back, not changed.")))


def _supports(session: Session, proposal: Proposal, person: Person) -> bool:
    here = Support.proposal_id == proposal.id
    rows = select(Support.id).where(here, Support.person_id == person.id, Support.version == proposal.version)
    return session.execute(rows).first() is not None


def _of(session: Session, proposal_id: int, person_id: int) -> Condition | None:
    rows = select(Condition).where(Condition.proposal_id == proposal_id, Condition.author_id == person_id)
    return session.execute(rows.with_for_update().execution_options(populate_existing=True)).scalar()


def meet(actor: Person, proposal_id: int, version: int | None = None) -> Proposal:
    """The condition is met: the person supports the present text, as anybody does. `version`: the text they have read,
    when it was another page than the proposal's; a later one raises Stale."""
    with writing() as session:
        condition = _own(session, actor, proposal_id, "condition.meet", version)
        proposal = condition.proposal
        require(actor, "proposal.support", proposal)
        condition.met_at = clock.now()
        add_support(session, proposal, actor.id)
        return proposal


def take_back(actor: Person, proposal_id: int) -> Proposal:
    """The condition is gone with its words."""
    with writing() as session:
        condition = _own(session, actor, proposal_id, "condition.take_back")
        proposal = condition.proposal
        session.execute(delete(Condition).where(Condition.id == condition.id))
        return proposal


def _own(session: Session, actor: Person, proposal_id: int, act: str, version: int | None = None) -> Condition:
    hold(session, actor)
    proposal = locked(session, proposal_id)
    require(actor, "proposal.read", proposal)
    condition = _of(session, proposal_id, actor.id)
    if condition is None:
        raise NotFound
    if version not in {None, proposal.version}:
        raise Stale
    require(actor, act, condition)
    return condition


@supported.connect
def _close(proposal: Proposal, person: Person, **_values: Any) -> None:
    """Whoever supports without a condition has said that it is met."""
    with writing() as session:
        mine = (Condition.proposal_id == proposal.id, Condition.author_id == person.id, Condition.met_at.is_(None))
        session.execute(update(Condition).where(*mine).values(met_at=clock.now()))


@changed.connect
def _ask(proposal: Proposal, **_values: Any) -> None:
    """A text whose matter changed is shown to everybody who waits for a change."""
    with writing() as session:
        if not present(session, proposal).is_material:
            return
        rows = select(Condition).where(Condition.proposal_id == proposal.id, Condition.met_at.is_(None))
        waiting = session.execute(rows.options(joinedload(Condition.author)).order_by(Condition.author_id)).unique()
        asked = [(condition.author, token(condition)) for condition in waiting.scalars()]
        letters.is_it_met(session, proposal, asked)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="veche.condition")


def token(condition: Condition) -> str:
    """The secret of a link that lets its reader answer for the author of this condition, and do nothing else."""
    return str(_signer().dumps([condition.proposal_id, condition.author_id]))


def whose(text: str) -> tuple[int, int]:
    """The proposal and the person of a link. Raises NotFound for a wrong or old one."""
    try:
        proposal_id, person_id = _signer().loads(text, max_age=LINK_DAYS * 24 * 3600)
    except (BadSignature, ValueError, TypeError) as problem:
        raise NotFound from problem
    return int(proposal_id), int(person_id)
