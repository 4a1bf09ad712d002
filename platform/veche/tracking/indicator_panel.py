"""What tracking says on the pages of indicators: which actions an indicator measures, and whose officers record values.

An action is measured by its own indicator and by the outputs that belong to it.
"""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from sqlalchemy import select, union
from sqlalchemy.orm import joinedload

from veche.bodies.models import BodyOfficer
from veche.core.database import db
from veche.core.pages import batch, panel
from veche.tracking.models import Action, Output
from veche.tracking.rules import OPEN

MOST = 20


@panel("indicator.actions")
def actions_of_indicator(indicator: Any) -> str:
    """The actions that an indicator measures, on its page."""
    return render_template("tracking/_of_indicator.html", actions=measured_by(indicator.id))


def measured_by(indicator_id: int) -> Sequence[Action]:
    """The first actions of an indicator, open ones first: one statement."""
    outputs = select(Output.action_id).where(Output.indicator_id == indicator_id)
    rows = select(Action).where((Action.indicator_id == indicator_id) | Action.id.in_(outputs))
    rows = rows.options(joinedload(Action.body)).order_by(Action.status.in_(OPEN).desc(), Action.id)
    return db.session.execute(rows.limit(MOST)).scalars().all()


@batch("indicator.officers")
def officers_of_indicators(ids: list[int]) -> dict[int, set[int]]:
    """Who reports for the bodies that have an action measured by the indicator: one statement."""
    own = select(Action.indicator_id.label("indicator_id"), Action.body_id).where(Action.indicator_id.in_(ids))
    local = select(Output.indicator_id, Action.body_id).join(Action, Action.id == Output.action_id)
    pairs = union(own, local.where(Output.indicator_id.in_(ids))).subquery()
    rows = select(pairs.c.indicator_id, BodyOfficer.person_id).join(BodyOfficer, BodyOfficer.body_id == pairs.c.body_id)
    found: dict[int, set[int]] = {}
    for indicator, person in db.session.execute(rows):
        found.setdefault(indicator, set()).add(person)
    return found
