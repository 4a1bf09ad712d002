"""The verbs of tracking: to start an action; to report on it stands in reports, its record in records."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.bodies.models import Body
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.incomplete import Incomplete
from veche.core.policy import require
from veche.indicators.models import Indicator
from veche.plan.models import ActionArea
from veche.tracking import events, rules
from veche.tracking.models import Action
from veche.tracking.reports import post_update

__all__ = ["post_update", "start_action"]


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

    Raises Incomplete with the names of the fields that are missing or name what is not there.
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
            raise Incomplete(missing)
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
