"""The verb of the exchange: to load a table of actions, all of it or nothing."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.bodies.models import Body
from veche.core import journal
from veche.core.database import db, writing
from veche.core.figures import parse_figure
from veche.core.policy import require
from veche.indicators.models import Indicator
from veche.plan.models import ActionArea
from veche.tracking import planning, rules, sheet, table
from veche.tracking.models import Action, Executor
from veche.tracking.planning import Plan, Step
from veche.tracking.services import start_action


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

    reason: public, in the journal of every action that changes. Raises sheet.Broken, Overtaken, and rules.Incomplete
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
            raise rules.Incomplete(["reason"])
        ties = _Ties(session)
        for step in plan.steps:
            _do(session, actor, step, ties, reason)
        return plan


class _Ties:
    """What the names of a table stand for: three statements for the whole table."""

    def __init__(self, session: Session) -> None:
        self.areas = {code: number for code, number in session.execute(select(ActionArea.code, ActionArea.id))}
        self.bodies = {name: number for name, number in session.execute(select(Body.name_ru, Body.id))}
        self.indicators = {code: number for code, number in session.execute(select(Indicator.code, Indicator.id))}


def _do(session: Session, actor: Person, step: Step, ties: _Ties, reason: str) -> None:
    if step.kind == "new":
        _start(session, actor, step.cells, ties)
    elif step.kind == "changed":
        action = session.execute(select(Action).where(Action.code == step.code)).scalar_one()
        _write(session, action, {name: after for name, (_before, after) in step.changes.items()}, ties)
        said = {"code": action.code, "changes": step.changes, "reason": reason}
        journal.record(session, actor.id, "action.table", action.subject, **said)


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
    later = ("title_ru", "title_be", "title_en", "functions", "national_plan", "begins_on", "ends_on", "co_executors")
    _write(session, action, {name: cells[name] for name in later if cells.get(name)}, ties)


def _write(session: Session, action: Action, cells: dict[str, str], ties: _Ties) -> None:
    """Bring the action to what the cells say."""
    for name, text in cells.items():
        if name == "co_executors":
            continue
        column, value = _value(name, text, ties)
        setattr(action, column, value)
    session.flush()
    if "co_executors" in cells or "body_ru" in cells:
        _tie_executors(session, action, cells, ties)


def _value(name: str, text: str, ties: _Ties) -> tuple[str, Any]:
    if name == "body_ru":
        return "body_id", ties.bodies[text]
    if name == "indicator":
        return "indicator_id", ties.indicators.get(text)
    if name in table.DATES:
        return name, table.day(text) if text else None
    return name, parse_figure(text) if name == "target" else text


def _tie_executors(session: Session, action: Action, cells: dict[str, str], ties: _Ties) -> None:
    """Those who stay keep what they do; the responsible body works beside nobody but itself."""
    rows = session.execute(select(Executor).where(Executor.action_id == action.id)).scalars()
    there = {one.body_id: one for one in rows}
    wanted = set(there)
    if "co_executors" in cells:
        wanted = {ties.bodies[name] for name in planning.executors(cells["co_executors"])}
    wanted.discard(action.body_id)
    for number in there.keys() - wanted:
        session.delete(there[number])
    session.add_all(Executor(action_id=action.id, body_id=number, functions="") for number in wanted - there.keys())
    session.flush()
    session.expire(action, ["executors", "body", "indicator"])
