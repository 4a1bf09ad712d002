"""All actions as a table, in the plan's order, a batch at a time."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from veche.core.clock import CITY_ZONE
from veche.core.database import db
from veche.core.settings import setting
from veche.plan.models import ActionArea
from veche.tracking import sheet
from veche.tracking.models import Action, Cost, Executor
from veche.tracking.table import COLUMNS, plain

BATCH = 200
Costs = dict[int, tuple[Decimal, Decimal]]


def whole() -> list[Any]:
    """What a row needs of an action, loaded with it."""
    others = selectinload(Action.executors).joinedload(Executor.body)
    return [joinedload(Action.area), joinedload(Action.body), joinedload(Action.indicator), others]


def as_csv() -> Iterator[str]:
    """The table, line after line; four statements for every two hundred actions."""
    return sheet.written(_rows())


def _rows() -> Iterator[Sequence[str]]:
    yield COLUMNS
    for batch in _batches():
        costs = costs_of(batch)
        for action in batch:
            said = says(action, costs)
            yield [said[name] for name in COLUMNS]


def _batches() -> Iterator[Sequence[Action]]:
    order = (ActionArea.place, Action.number, Action.id)
    last: tuple[int, int, int] | None = None
    while True:
        rows = select(Action).join(Action.area).options(*whole()).order_by(*order).limit(BATCH)
        found = db.session.execute(rows.where(tuple_(*order) > last) if last else rows).scalars().all()
        if not found:
            return
        last = (found[-1].area.place, found[-1].number, found[-1].id)
        yield found
        if len(found) < BATCH:
            return


def costs_of(actions: Iterable[Action]) -> Costs:
    """Planned and spent of each action that has costs: one statement."""
    numbers = [action.id for action in actions]
    rows = select(Cost.action_id, func.sum(Cost.planned), func.sum(Cost.spent)).where(Cost.action_id.in_(numbers))
    found = db.session.execute(rows.group_by(Cost.action_id))
    return {number: (Decimal(planned), Decimal(spent)) for number, planned, spent in found}


def says(action: Action, costs: Costs) -> dict[str, str]:
    """What the table says of an action, by column."""
    planned, spent = costs.get(action.id, (None, None))
    named = {f"body_{code}": getattr(action.body, f"name_{code}") for code in ("ru", "be", "en")}
    same = ("code", "language", "title", "title_ru", "title_be", "title_en", "functions", "national_plan", "status")
    more = ("begins_on", "ends_on", "expected_result", "unit", "target", "figure", "next_report_on")
    return {
        **{name: plain(getattr(action, name)) for name in (*same, *more)},
        **named,
        "area": action.area.code,
        "co_executors": "\n".join(sorted(one.body.name_ru for one in action.executors)),
        "indicator": action.indicator.code if action.indicator else "",
        "started_on": plain(action.started_at.astimezone(CITY_ZONE)),
        "ended_on": plain(action.ended_at.astimezone(CITY_ZONE)) if action.ended_at else "",
        "reports": str(action.update_count),
        "costs_planned": plain(planned),
        "costs_spent": plain(spent),
        "currency": setting("CURRENCY") if planned is not None else "",
    }
