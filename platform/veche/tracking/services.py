"""The verbs of tracking: to start an action and to report on it."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.bodies.models import Body
from veche.core import clock, journal, markup
from veche.core.clock import today
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.policy import require
from veche.indicators.models import Indicator
from veche.plan.models import ActionArea
from veche.tracking import events, rules
from veche.tracking.models import Action, Update


def start_action(
    actor: Person,
    *,
    area_id: int,
    title: str,
    language: str,
    body_id: int | None,
    indicator_id: int | None = None,
    expected_result: str = "",
    unit: str = "",
    target: Decimal | None = None,
    next_report_on: date | None,
) -> Action:
    """A planned action with the next number of its area, a body, an expected result and the date of its first report.

    Raises rules.Incomplete with the names of the fields that are missing or name what is not there.
    """
    with writing() as session:
        hold(session, actor)
        area = session.get(ActionArea, area_id, with_for_update=True, populate_existing=True)
        if area is None:
            raise NotFound
        require(actor, "action.start", area)
        body_id, indicator_id = _known(session, Body, body_id), _known(session, Indicator, indicator_id)
        missing = rules.missing_at_start(
            title=title,
            body_id=body_id,
            indicator_id=indicator_id,
            expected_result=expected_result,
            next_report_on=next_report_on,
        )
        if missing:
            raise rules.Incomplete(missing)
        # Actions are never deleted, so the area's counter is also the last number.
        area.action_count += 1
        action = Action(
            area=area,
            number=area.action_count,
            code=f"{area.code}-{area.action_count}",
            title=title,
            language=language,
            **{f"title_{language}": title},
            body_id=body_id,
            indicator_id=indicator_id,
            expected_result=expected_result,
            unit=unit,
            target=target,
            next_report_on=next_report_on,
            started_at=clock.now(),
        )
        session.add(action)
        session.flush()
        journal.record(session, actor.id, "action.started", action.subject, code=action.code, title=title)
        events.started.send(action)
        return action


def _known(session: Session, model: type[Body] | type[Indicator], number: int | None) -> int | None:
    return number if number and session.get(model, number) else None


def post_update(
    actor: Person,
    action_id: int,
    *,
    text: str,
    language: str,
    status: str,
    figure: Decimal | None = None,
    next_report_on: date | None = None,
    nonce: str,
) -> Update:
    """A public report that moves the action's status, figure and next date with it; sent twice, it is one report.

    Without `next_report_on` a promised date that is still ahead stays. Raises rules.Incomplete, and Stale when the
    action cannot take this status (any more).
    """
    html = markup.render(text)
    with writing() as session:
        hold(session, actor)
        first = _same(session, actor, nonce)
        if first:
            return first
        action = session.get(Action, action_id, with_for_update=True, populate_existing=True)
        if action is None:
            raise NotFound
        require(actor, "action.update", action)
        if not rules.may_become(action.status, status):
            raise Stale
        due = _next_date(action, status, next_report_on)
        missing = rules.missing_in_update(status, text=text, figure=figure, next_report_on=due)
        if missing:
            raise rules.Incomplete(missing)
        update = Update(
            action=action,
            author=actor,
            language=language,
            text=text,
            html=html,
            html_version=markup.VERSION,
            figure=figure,
            status=status,
            next_report_on=due,
            was_due_on=action.next_report_on,
            made_at=clock.now(),
            nonce=nonce,
        )
        session.add(update)
        _apply(session, actor, action, update)
        return update


def _same(session: Session, actor: Person, nonce: str) -> Update | None:
    earlier = select(Update).where(Update.author_id == actor.id, Update.nonce == nonce)
    return session.execute(earlier).scalar_one_or_none()


def _next_date(action: Action, status: str, given: date | None) -> date | None:
    if status not in rules.OPEN:
        return None
    promised = action.next_report_on
    return given or (promised if promised and promised > today() else None)


def _apply(session: Session, actor: Person, action: Action, update: Update) -> None:
    """Bring the action to what the report says, write the journal and tell the listeners."""
    before, action.status = action.status, update.status
    action.next_report_on = update.next_report_on
    action.update_count += 1
    if update.figure is not None:
        action.figure = update.figure
    if not action.is_open:
        action.ended_at = update.made_at
    session.flush()
    said: dict[str, Any] = {"code": action.code, "title": action.title, "status": action.status, "report": update.id}
    if update.figure is not None:
        said["figure"] = str(update.figure)
    if before == action.status:
        journal.record(session, actor.id, "action.reported", action.subject, **said)
    else:
        journal.record(session, actor.id, "action.moved", action.subject, before=before, **said)
    events.reported.send(update, action=action, before=before)
