"""Local outputs: what one action brings forth, measured as the indicators of the plan are."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import db, writing
from veche.core.languages import LANGUAGES
from veche.core.policy import require
from veche.indicators import queries
from veche.indicators.definitions import check, put
from veche.indicators.models import Indicator
from veche.indicators.queries import Standing
from veche.tracking.models import Action, Output


def add_output(
    actor: Person,
    action_id: int,
    *,
    titles: Mapping[str, str],
    units: Mapping[str, str],
    target: Decimal | None = None,
    target_on: date | None = None,
) -> Indicator:
    """A measure of the action's own; its way begins at 0 on the day when the action began. Sent twice, it is one.

    titles, units: by language; Russian is required of the title, the others may lack. The code is the action's with a
    number: 2.4.5-3.1. Raises indicators.Incomplete and indicators.definitions.NameTaken.
    """
    with writing() as session:
        hold(session, actor)
        action = session.get(Action, action_id, with_for_update=True, populate_existing=True)
        if action is None:
            raise NotFound
        require(actor, "output.add", action)
        values = _definition(action, titles, units, target, target_on)
        check(values, ("title_ru",))
        beginning = f"{action.code}."
        indicator = put(session, actor, action.area.feature_id, values, beginning=beginning, is_local=True)
        if session.get(Output, (action.id, indicator.id)) is None:
            session.add(Output(action_id=action.id, indicator_id=indicator.id))
        return indicator


def _definition(
    action: Action,
    titles: Mapping[str, str],
    units: Mapping[str, str],
    target: Decimal | None,
    target_on: date | None,
) -> dict[str, Any]:
    """The definition of an indicator; without a target it needs no beginning either."""
    words = {f"title_{code}": titles.get(code, "") for code in LANGUAGES}
    words |= {f"unit_{code}": units.get(code, "") for code in LANGUAGES}
    aims = target is not None or target_on is not None
    begun = action.started_at.astimezone(clock.CITY_ZONE).date()
    way = {"baseline": Decimal(0) if aims else None, "baseline_on": begun if aims else None}
    return {**words, "source": "official", "rising": True, **way, "target": target, "target_on": target_on}


def outputs_of(action_id: int) -> list[Standing]:
    """The outputs of an action with their last values, retired ones too: two statements."""
    rows = select(Indicator).join(Output, Output.indicator_id == Indicator.id).where(Output.action_id == action_id)
    rows = rows.options(joinedload(Indicator.feature)).order_by(Indicator.id)
    return queries.stand(db.session.execute(rows).scalars().all())
