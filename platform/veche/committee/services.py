"""The committee's acts: to take an answer upon oneself, to decide, to bring back what was deferred."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.committee import letters, policy, rules
from veche.committee.events import decided, resumed
from veche.committee.models import Citation, Decision
from veche.core import clock, journal, markup
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.moderated import VISIBLE
from veche.core.policy import require
from veche.core.worker import duty
from veche.proposals.life import locked, move
from veche.proposals.models import Argument, Proposal
from veche.tracking.models import Action
from veche.tracking.services import start_action


def decide(
    actor: Person,
    proposal_id: int,
    *,
    outcome: str,
    letter: str,
    language: str,
    what_would_change: str = "",
    deferred_until: date | datetime | None = None,
    action_id: int | None = None,
    new_action: dict[str, Any] | None = None,
    cited: Iterable[int] = (),
) -> Decision:
    """The answer, its action, the journal and the letters to everybody concerned appear together or not at all.

    new_action: what start_action asks for, without area and language. cited: the numbers of the arguments that
    counted, each of this proposal and readable by everybody. Raises rules.Incomplete with the names of what
    the outcome needs, and Stale when the proposal waits for no answer (any more).
    """
    html = markup.render(letter)
    until = rules.as_moment(deferred_until) if outcome == "deferred" else None
    with writing() as session:
        hold(session, actor)
        proposal = waiting(session, actor, proposal_id)
        _complete(
            outcome,
            new_action,
            letter=letter,
            what_would_change=what_would_change,
            deferred_until=until,
            action_id=action_id,
        )
        arguments = _arguments(session, proposal, set(cited))
        action = _action(session, actor, proposal, language, action_id, new_action, outcome)
        decision = Decision(
            proposal_id=proposal.id,
            number=_next_number(session, proposal.id),
            outcome=outcome,
            author_id=actor.id,
            language=language,
            letter=letter,
            letter_html=html,
            html_version=markup.VERSION,
            what_would_change=what_would_change,
            deferred_until=until,
            action_id=action.id if action else None,
            decided_at=clock.now(),
            was_due_at=proposal.answer_by,
        )
        _write_down(session, proposal, decision, action, arguments)
        return decision


def waiting(session: Session, actor: Person, proposal_id: int) -> Proposal:
    """The locked proposal that this member may answer now. Raises Refused, Stale, NotFound.

    A deferral ends by its date, whether or not the worker has run since.
    """
    proposal = locked(session, proposal_id)
    require(actor, "decision.make", proposal)
    if policy.awaited(proposal):
        raise Stale
    if rules.is_back(proposal, clock.now()):
        _resume(session, proposal)
    return proposal


def check(actor: Person, proposal_id: int) -> None:
    """Refuse before the form is read what `decide` would refuse after it."""
    with writing() as session:
        waiting(session, actor, proposal_id)


def _complete(outcome: str, new_action: dict[str, Any] | None, **fields: Any) -> None:
    lacking = rules.missing(outcome, rules.without_past({**(new_action or {}), **fields}, clock.now()))
    if lacking:
        raise rules.Incomplete(lacking)


def _action(
    session: Session,
    actor: Person,
    proposal: Proposal,
    language: str,
    action_id: int | None,
    new_action: dict[str, Any] | None,
    outcome: str,
) -> Action | None:
    if outcome not in rules.ACCEPTING:
        return None
    if not action_id:
        return start_action(actor, area_id=proposal.area_id, language=language, **(new_action or {}))
    action = session.get(Action, action_id)
    if action is None or action.area_id != proposal.area_id:
        raise rules.Incomplete(["action_id"])
    return action


def _arguments(session: Session, proposal: Proposal, numbers: set[int]) -> Sequence[Argument]:
    """The cited arguments, by their numbers."""
    rows = select(Argument).where(Argument.id.in_(numbers), Argument.proposal_id == proposal.id)
    rows = rows.where(Argument.visibility == VISIBLE).options(joinedload(Argument.author)).order_by(Argument.id)
    found = session.execute(rows).unique().scalars().all() if numbers else []
    if len(found) != len(numbers) or len(numbers) > rules.MOST_CITED:
        raise rules.Incomplete(["others"])
    return found


def _next_number(session: Session, proposal_id: int) -> int:
    last = session.execute(select(func.max(Decision.number)).where(Decision.proposal_id == proposal_id)).scalar()
    return (last or 0) + 1


def _write_down(
    session: Session, proposal: Proposal, decision: Decision, action: Action | None, cited: Sequence[Argument]
) -> None:
    session.add(decision)
    session.flush()
    session.add_all(Citation(decision_id=decision.id, argument_id=argument.id) for argument in cited)
    session.flush()
    move(
        session,
        proposal,
        rules.STATE_AFTER[decision.outcome],
        answered_at=decision.decided_at,
        action_id=action.id if action else proposal.action_id,
        deferred_until=decision.deferred_until,
    )
    journal.record(
        session,
        decision.author_id,
        f"proposal.{decision.outcome}",
        proposal.subject,
        title=proposal.title,
        letter=markup.plain(decision.letter_html, 160),
        action=action.code if action else None,
        until=decision.deferred_until.isoformat() if decision.deferred_until else None,
        cited=[argument.id for argument in cited],
    )
    letters.tell(session, proposal, decision, action, cited)
    letters.tell_cited(session, proposal, decision, cited)
    decided.send(decision, proposal=proposal)


def prepare(actor: Person, proposal_id: int) -> Proposal:
    """One named member owes the answer; taking it anew hands it over."""
    with writing() as session:
        hold(session, actor)
        proposal = waiting(session, actor, proposal_id)
        if proposal.responsible_id != actor.id:
            proposal.responsible_id = actor.id
            journal.record(session, actor.id, "answer.taken", proposal.subject, title=proposal.title)
        return proposal


@duty("resume deferred")
def resume_due() -> int:
    """A deferred proposal is back on the agenda on its date, with a new date for the answer."""
    due = select(Proposal.id).where(Proposal.state == "deferred", Proposal.deferred_until <= clock.now())
    numbers = db.session.execute(due.order_by(Proposal.id)).scalars().all()
    return sum(_resume_one(number) for number in numbers)


def _resume_one(number: int) -> bool:
    with writing() as session:
        proposal = locked(session, number)
        if not rules.is_back(proposal, clock.now()):
            return False
        _resume(session, proposal)
        return True


def _resume(session: Session, proposal: Proposal) -> None:
    """The new term runs from the promised date, not from when somebody noticed."""
    begin = proposal.deferred_until or clock.now()
    answer_by = begin + timedelta(days=proposal.answer_days)
    move(session, proposal, "review", answer_by=answer_by, answered_at=None, deferred_until=None)
    journal.record(
        session, None, "proposal.resumed", proposal.subject, title=proposal.title, answer_by=answer_by.isoformat()
    )
    resumed.send(proposal)
