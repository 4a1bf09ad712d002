"""The verb of the exchange: to load a table of actions, all of it or nothing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.bodies.models import Body
from veche.core import journal
from veche.core.database import db, writing
from veche.core.figures import parse_figure
from veche.core.incomplete import Incomplete
from veche.core.policy import require
from veche.indicators.models import Indicator
from veche.plan.models import ActionArea
from veche.tracking import planning, records, sheet, table
from veche.tracking.models import Action, Executor
from veche.tracking.planning import Plan, Step
from veche.tracking.services import start_action

MEASURED = ("expected_result", "indicator", "unit", "target")


class Overtaken(Exception):
    """The actions have changed since the dry run; `plan` is what the table would do now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("the actions have changed since the dry run")
        self.plan = plan


def dry_run(content: bytes) -> Plan:
    """What the table would do, or every fault that keeps it from being loaded."""
    return planning.plan(db.session(), content)


def load(actor: Person, content: bytes, *, digest: str, reason: str) -> Plan:
    """Exactly what the dry run of this digest has shown, or nothing at all.

    reason: public, in the journal of every action that changes. Raises sheet.Broken, Overtaken, and Incomplete
    where the reason is missing.
    """
    with writing() as session:
        hold(session, actor)
        require(actor, "action.import")
        plan = planning.plan(session, content, lock=True)
        if plan.faults:
            raise sheet.Broken(plan.faults)
        if plan.digest != digest:
            raise Overtaken(plan)
        if not reason.strip():
            raise Incomplete(["reason"])
        _hold_areas(session, plan.steps)
        ties = _Ties(session)
        for step in plan.steps:
            _do(session, actor, step, ties, reason)
        return plan


def _hold_areas(session: Session, steps: Iterable[Step]) -> None:
    """The areas of new actions in one order, so that two tables that go through them in another do not block."""
    codes = {step.cells["area"] for step in steps if step.kind == "new"}
    if codes:
        areas = select(ActionArea.id).where(ActionArea.code.in_(codes)).order_by(ActionArea.id)
        session.execute(areas.with_for_update(of=ActionArea)).all()


class _Ties:
    """What the names of a table stand for: three statements for the whole table."""

    def __init__(self, session: Session) -> None:
        self.areas = dict(session.execute(select(ActionArea.code, ActionArea.id)).all())
        self.bodies = dict(session.execute(select(Body.name_ru, Body.id)).all())
        self.indicators = dict(session.execute(select(Indicator.code, Indicator.id)).all())


def _do(session: Session, actor: Person, step: Step, ties: _Ties, reason: str) -> None:
    if step.kind == "new":
        _start(session, actor, step.cells, ties)
    elif step.kind == "changed":
        action = session.execute(select(Action).where(Action.code == step.code)).scalar_one()
        given = {name: after for name, (_before, after) in step.changes.items()}
        _measure(session, actor, action, step, ties, reason)
        _record(actor, action, {name: text for name, text in given.items() if name not in MEASURED}, ties, reason)


def _start(session: Session, actor: Person, cells: dict[str, str], ties: _Ties) -> None:
    action = start_action(
        actor,
        area_id=ties.areas[cells["area"]],
        title=cells["title"],
        language=cells["language"],
        body_id=ties.bodies[cells["body_ru"]],
        indicator_id=ties.indicators.get(cells.get("indicator", "")),
        expected_result=cells.get("expected_result", ""),
        unit=cells.get("unit", ""),
        target=parse_figure(cells.get("target", "")),
        next_report_on=table.day(cells["next_report_on"]),
    )
    for name in ("title_ru", "title_be", "title_en", "functions", "national_plan"):
        setattr(action, name, cells.get(name) or getattr(action, name) or "")
    for name in table.DATES:
        setattr(action, name, _day(cells.get(name, "")))
    numbers = {ties.bodies[name] for name in table.executors(cells.get("co_executors", ""))}
    session.add_all(Executor(action_id=action.id, body_id=number, functions="") for number in numbers)
    session.flush()


def _measure(session: Session, actor: Person, action: Action, step: Step, ties: _Ties, reason: str) -> None:
    """What is expected of the action: its indicator or words, unit and target."""
    changes = {name: pair for name, pair in step.changes.items() if name in MEASURED}
    for name, (_before, after) in changes.items():
        if name == "indicator":
            action.indicator_id = ties.indicators.get(after)
        else:
            setattr(action, name, parse_figure(after) if name == "target" else after)
    if changes:
        session.flush()
        session.expire(action, ["indicator"])
        said = {"code": action.code, "changes": changes, "reason": reason}
        journal.record(session, actor.id, "action.table", action.subject, **said)


def _record(actor: Person, action: Action, given: dict[str, str], ties: _Ties, reason: str) -> None:
    """The record, changed as its own form changes it; those who stay beside the body keep what they do."""
    if not given:
        return
    executors = {one.body_id: one.functions for one in action.executors}
    if "co_executors" in given:
        wanted = [ties.bodies[name] for name in table.executors(given["co_executors"])]
        executors = {number: executors.get(number, "") for number in wanted}
    fields: dict[str, Any] = {
        name: _day(text) if name in table.DATES else text for name, text in given.items() if name in records.FIELDS
    }
    if "body_ru" in given:
        fields["body_id"] = ties.bodies[given["body_ru"]]
    seen = records.fingerprint(action)
    records.edit_action(actor, action.id, seen=seen, reason=reason, executors=executors, **fields)


def _day(text: str) -> date | None:
    return table.day(text) if text else None
