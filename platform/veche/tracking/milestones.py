"""Milestones: set with a date, reached with evidence or dropped with a reason; each act public."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.policy import N_, Refusal, Refused, require
from veche.tracking import rules
from veche.tracking.models import Action, Milestone
from veche.tracking.reports import locked


def add_milestone(actor: Person, action_id: int, *, title: str, language: str, due_on: date) -> Milestone:
    """A dated promise on the way; the same words for the same day, sent twice, are one milestone while it is ahead."""
    with writing() as session:
        hold(session, actor)
        action = locked(session, action_id)
        require(actor, "action.milestones", action)
        first = _same(session, action, title, due_on)
        if first:
            return first
        _with_room(session, action)
        milestone = Milestone(
            action=action, title=title, language=language, due_on=due_on, added_at=clock.now(), evidence=""
        )
        session.add(milestone)
        session.flush()
        _record(session, actor, "milestone.added", milestone, due=due_on.isoformat())
        return milestone


def _same(session: Session, action: Action, title: str, due_on: date) -> Milestone | None:
    rows = select(Milestone).where(Milestone.action_id == action.id, Milestone.title == title)
    rows = rows.where(Milestone.due_on == due_on, Milestone.done_on.is_(None), Milestone.dropped_on.is_(None))
    return session.execute(rows).scalars().first()


def _with_room(session: Session, action: Action) -> None:
    number = session.execute(select(func.count(Milestone.id)).where(Milestone.action_id == action.id)).scalar_one()
    if number >= rules.MOST_MILESTONES:
        raise Refused(Refusal(N_("An action has at most %(most)s milestones."), most=rules.MOST_MILESTONES))


def reach(actor: Person, milestone_id: int, *, evidence: str) -> Milestone:
    """Done today, with what proves it. Raises Stale when it was done or dropped already, Incomplete."""
    return _end(actor, milestone_id, "milestone.done", "evidence", evidence)


def drop(actor: Person, milestone_id: int, *, reason: str) -> Milestone:
    """Not to be done any more, and why. Raises Stale when it was done or dropped already, Incomplete."""
    return _end(actor, milestone_id, "milestone.dropped", "reason", reason)


def _end(actor: Person, milestone_id: int, verb: str, name: str, words: str) -> Milestone:
    with writing() as session:
        hold(session, actor)
        milestone = session.get(Milestone, milestone_id)
        if milestone is None:
            raise NotFound
        action = locked(session, milestone.action_id)
        session.refresh(milestone)
        require(actor, "action.milestones", action)
        if not milestone.is_ahead:
            raise Stale
        if not words.strip():
            raise Incomplete([name])
        if verb == "milestone.done":
            milestone.evidence, milestone.done_on = words, clock.today()
        else:
            milestone.dropped_reason, milestone.dropped_on = words, clock.today()
        session.flush()
        _record(session, actor, verb, milestone, **{name: words})
        return milestone


def _record(session: Session, actor: Person, verb: str, milestone: Milestone, **said: str) -> None:
    action = milestone.action
    journal.record(
        session, actor.id, verb, action.subject, code=action.code, milestone=milestone.id, title=milestone.title, **said
    )
