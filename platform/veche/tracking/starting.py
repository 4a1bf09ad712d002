"""The committee's own action: started without a proposal, by the same rules as any other, once for each form."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.clock import today
from veche.core.database import writing
from veche.core.incomplete import Incomplete
from veche.core.policy import require
from veche.tracking.models import Action
from veche.tracking.services import start_action
from veche.tracking.start_models import OwnStart


def start_own(
    actor: Person,
    *,
    area_id: int,
    title: str,
    language: str,
    body_id: int | None,
    functions: str = "",
    national_plan: str = "",
    indicator_id: int | None = None,
    expected_result: str = "",
    unit: str = "",
    target: Decimal | None = None,
    next_report_on: date | None,
    nonce: str,
) -> Action:
    """A planned action that no proposal stands behind; the same form sent twice starts it once.

    Raises Incomplete as start_action does; a first report is promised for today or later.
    """
    with writing() as session:
        hold(session, actor)
        require(actor, "action.own")
        first = _same(session, actor, nonce)
        if first:
            return first
        if next_report_on and next_report_on < today():
            raise Incomplete(["next_report_on"])
        action = start_action(
            actor,
            area_id=area_id,
            title=title,
            language=language,
            body_id=body_id,
            indicator_id=indicator_id,
            expected_result=expected_result,
            unit=unit,
            target=target,
            next_report_on=next_report_on,
        )
        action.functions, action.national_plan = functions, national_plan
        session.add(OwnStart(action_id=action.id, person_id=actor.id, nonce=nonce, started_at=clock.now()))
        session.flush()
        return action


def _same(session: Session, actor: Person, nonce: str) -> Action | None:
    earlier = select(Action).join(OwnStart, OwnStart.action_id == Action.id)
    return session.execute(earlier.where(OwnStart.person_id == actor.id, OwnStart.nonce == nonce)).scalar_one_or_none()
