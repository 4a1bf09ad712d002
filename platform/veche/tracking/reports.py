"""To report on an action: an officer or the committee with an account, the office of the body by its link."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal, markup
from veche.core.clock import today
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.policy import require
from veche.indicators.models import Measurement
from veche.tracking import events, links, rules
from veche.tracking.models import Action, Update


@dataclass(frozen=True)
class Said:
    """What a report says; without `next_report_on` a promised date that is still ahead stays."""

    status: str
    language: str
    text: str = ""
    change: str = ""
    next_steps: str = ""
    evidence: str = ""
    figure: Decimal | None = None
    next_report_on: date | None = None
    nonce: str = ""


def post_update(actor: Person, action_id: int, **said: Any) -> Update:
    """A public report that moves the action's status, figure and next date with it; sent twice, it is one report.

    said: the fields of Said. Raises Incomplete, and Stale when the action cannot take this status (any more).
    """
    report, html = Said(**said), markup.render(said.get("text", ""))
    with writing() as session:
        hold(session, actor)
        first = _same(session, actor, report.nonce)
        if first:
            return first
        action = locked(session, action_id)
        require(actor, "action.update", action)
        if not rules.may_become(action.status, report.status):
            raise Stale
        return _publish(session, action, actor, report, html)


def post_by_link(link: links.Link, **said: Any) -> Update:
    """A report of the body's office, without an author. The link dies with it, so it cannot be sent twice.

    Raises links.Dead, Incomplete, and Stale for a status that a link cannot bring.
    """
    report, html = Said(**said), markup.render(said.get("text", ""))
    with writing() as session:
        action = locked(session, link.action_id)
        links.check(link, action)
        require(None, "action.report_by_link", action)
        if report.status not in rules.by_link(action.status):
            raise Stale
        return _publish(session, action, None, report, html)


def locked(session: Session, action_id: int) -> Action:
    """The action for this transaction alone, or the page «not found»."""
    action = session.get(Action, action_id, with_for_update=True, populate_existing=True)
    if action is None:
        raise NotFound
    return action


def _same(session: Session, actor: Person, nonce: str) -> Update | None:
    earlier = select(Update).where(Update.author_id == actor.id, Update.nonce == nonce)
    return session.execute(earlier).scalar_one_or_none()


def _publish(session: Session, action: Action, author: Person | None, said: Said, html: str) -> Update:
    due = _next_date(action, said.status, said.next_report_on)
    _complete(session, action, said, due)
    update = Update(
        action=action,
        author=author,
        by_link=author is None,
        language=said.language,
        text=said.text,
        html=html,
        html_version=markup.VERSION,
        change=said.change,
        next_steps=said.next_steps,
        evidence=said.evidence,
        figure=said.figure,
        status=said.status,
        next_report_on=due,
        was_due_on=action.next_report_on,
        made_at=clock.now(),
        nonce=said.nonce,
    )
    session.add(update)
    _apply(session, action, update)
    return update


def _complete(session: Session, action: Action, said: Said, due: date | None) -> None:
    missing = rules.missing_in_update(
        said.status,
        text=said.text,
        figure=said.figure,
        next_report_on=due,
        evidence=said.evidence,
        is_measured=said.status == "completed" and _is_measured(session, action),
    )
    if missing:
        raise Incomplete(missing)


def _is_measured(session: Session, action: Action) -> bool:
    """Whether the action's indicator has a value from the time of the action."""
    since = action.started_at.astimezone(clock.CITY_ZONE).date()
    sound = (Measurement.indicator_id == action.indicator_id, Measurement.withdrawn_at.is_(None))
    found = select(Measurement.id).where(*sound, Measurement.on >= since).limit(1)
    return session.execute(found).first() is not None


def _next_date(action: Action, status: str, given: date | None) -> date | None:
    if status not in rules.OPEN:
        return None
    promised = action.next_report_on
    return given or (promised if promised and promised > today() else None)


def _apply(session: Session, action: Action, update: Update) -> None:
    """Bring the action to what the report says, write the journal and tell the listeners."""
    before, action.status = action.status, update.status
    action.next_report_on = update.next_report_on
    action.update_count += 1
    if update.figure is not None:
        action.figure = update.figure
    if not action.is_open:
        action.ended_at = update.made_at
    session.flush()
    _record(session, action, update, before)
    events.reported.send(update, action=action, before=before)
    if not action.is_open:
        events.ended.send(action, update=update)


def _record(session: Session, action: Action, update: Update, before: str) -> None:
    said: dict[str, Any] = {"code": action.code, "title": action.title, "status": action.status, "report": update.id}
    if update.figure is not None:
        said["figure"] = str(update.figure)
    if update.by_link:
        said["office"] = action.body_id
    if before != action.status:
        said["before"] = before
    verb = "action.reported" if before == action.status else "action.moved"
    journal.record(session, update.author_id, verb, action.subject, **said)
