"""Reads of tracking: each page in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from veche.bodies.models import Body, BodyOfficer
from veche.core import paging
from veche.core.clock import today
from veche.core.database import db
from veche.plan.models import ActionArea, Feature
from veche.tracking.models import Action, Executor, Milestone, Update
from veche.tracking.rules import OPEN

PAGE_SIZE = 50
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Sought:
    """What the list of actions is narrowed to; empty values narrow nothing."""

    area_id: int | None = None
    status: str = ""
    body_id: int | None = None
    overdue: bool = False
    beside: bool = False  # also where the body works beside another


@dataclass(frozen=True)
class Sum:
    """How many actions there are by status, and how many owe a report."""

    by_status: dict[str, int] = field(default_factory=dict)
    overdue: int = 0

    @property
    def total(self) -> int:
        return sum(self.by_status.values())


def is_overdue(day: date | None = None) -> ColumnElement[bool]:
    """The condition that an open action's report date has passed."""
    return Action.status.in_(OPEN) & (Action.next_report_on < (day or today()))


def actions(sought: Sought, cursor: str | None = None) -> paging.Page[Action]:
    """A page of actions by area, in the plan's order: one statement."""
    rows = _narrowed(select(Action).join(Action.area).options(*_card()), sought)
    rows = paging.keyset(rows, [ActionArea.place, Action.id], cursor).limit(PAGE_SIZE + 1)
    return paging.cut(db.session.execute(rows).scalars().all(), PAGE_SIZE, lambda row: (row.area.place, row.id))


def _card() -> tuple[Any, ...]:
    return joinedload(Action.area), joinedload(Action.body), joinedload(Action.indicator)


def _narrowed(rows: Select[Any], sought: Sought) -> Select[Any]:
    if sought.area_id:
        rows = rows.where(Action.area_id == sought.area_id)
    if sought.status:
        rows = rows.where(Action.status == sought.status)
    if sought.body_id:
        others = select(Executor.action_id).where(Executor.body_id == sought.body_id)
        its = Action.body_id == sought.body_id
        rows = rows.where(its | Action.id.in_(others) if sought.beside else its)
    return rows.where(is_overdue()) if sought.overdue else rows


def summed() -> Sum:
    """All actions by status: one statement."""
    late = func.sum(case((is_overdue(), 1), else_=0))
    found = db.session.execute(select(Action.status, func.count(), late).group_by(Action.status)).all()
    return Sum({status: number for status, number, _ in found}, sum(late for _, _, late in found))


def load_action(code: str) -> Action:
    """The action with everything above it, or the page «not found»: three statements, for officers and co-executors."""
    place = joinedload(Action.area).joinedload(ActionArea.feature).joinedload(Feature.section)
    body = joinedload(Action.body).selectinload(Body.officers)
    others = selectinload(Action.executors).joinedload(Executor.body)
    rows = select(Action).where(Action.code == code).options(place, body, joinedload(Action.indicator), others)
    return db.session.execute(rows).scalar_one_or_none() or abort(404)


def action_by_number(number: int) -> Action | None:
    """The action that a signed link names, with its area and body: one statement."""
    rows = select(Action).where(Action.id == number).options(*_card()).execution_options(populate_existing=True)
    return db.session.execute(rows).scalar_one_or_none()


def figures(action: Action, number: int = 12) -> list[Update]:
    """The last reports with a figure, in order of time: one statement."""
    rows = select(Update).where(Update.action_id == action.id, Update.figure.is_not(None))
    latest = rows.order_by(Update.made_at.desc(), Update.id.desc()).limit(number)
    return list(reversed(db.session.execute(latest).scalars().all()))


def milestones(action: Action) -> Sequence[Milestone]:
    """The milestones by their days: one statement."""
    rows = select(Milestone).where(Milestone.action_id == action.id)
    return db.session.execute(rows.order_by(Milestone.due_on, Milestone.id)).scalars().all()


def milestones_owed_by(person: Any) -> Sequence[Milestone]:
    """What the officer's bodies are to reach in the next thirty days, or have missed: one statement."""
    mine = select(BodyOfficer.body_id).where(BodyOfficer.person_id == person.id)
    ahead = (Milestone.done_on.is_(None), Milestone.dropped_on.is_(None), Milestone.due_on <= today() + SOON)
    rows = select(Milestone).join(Milestone.action).where(Action.body_id.in_(mine), Action.status.in_(OPEN), *ahead)
    near = rows.options(contains_eager(Milestone.action)).order_by(Milestone.due_on, Milestone.id).limit(PAGE_SIZE)
    return db.session.execute(near).scalars().all()


def updates(action: Action, cursor: str | None = None) -> paging.Page[Update]:
    """The reports on an action, latest first: one statement."""
    rows = select(Update).where(Update.action_id == action.id).options(joinedload(Update.author))
    rows = paging.keyset(rows, [Update.made_at, Update.id], cursor, descending=True).limit(PAGE_SIZE + 1)
    return paging.cut(db.session.execute(rows).unique().scalars().all(), PAGE_SIZE, lambda row: (row.made_at, row.id))


def latest_of_area(area: ActionArea, number: int = 5) -> Sequence[Action]:
    """The area's last actions, open ones first: one statement."""
    rows = select(Action).where(Action.area_id == area.id).options(joinedload(Action.body))
    first = case((Action.status.in_(OPEN), 0), else_=1)
    return db.session.execute(rows.order_by(first, Action.id.desc()).limit(number)).scalars().all()


@dataclass(frozen=True)
class Progress:
    """How the actions of an area stand: "work", "done" or nothing, and how many reports are overdue."""

    work: str
    overdue: int


def progress_in(area_ids: list[int]) -> dict[int, Progress]:
    """The areas that have actions: one statement."""
    running, done, late = (
        func.sum(case((condition, 1), else_=0))
        for condition in (Action.status == "in_progress", Action.status == "completed", is_overdue())
    )
    rows = select(Action.area_id, running, done, late).where(Action.area_id.in_(area_ids)).group_by(Action.area_id)
    return {
        area_id: Progress("work" if running else "done" if done else "", late)
        for area_id, running, done, late in db.session.execute(rows)
    }


@dataclass(frozen=True)
class Load:
    """How much a body has in hand: actions under way, ended, and reports overdue."""

    open: int = 0
    ended: int = 0
    overdue: int = 0


def loads(body_ids: list[int]) -> dict[int, Load]:
    """What the bodies have in hand: one statement."""
    still, late = (func.sum(case((condition, 1), else_=0)) for condition in (Action.status.in_(OPEN), is_overdue()))
    rows = select(Action.body_id, func.count(), still, late).where(Action.body_id.in_(body_ids))
    found = db.session.execute(rows.group_by(Action.body_id))
    return {body: Load(open_now, total - open_now, overdue) for body, total, open_now, overdue in found}


def owed_by(person: Any) -> Sequence[Action]:
    """The open actions of the bodies that a person reports for, the first due first: one statement."""
    mine = select(BodyOfficer.body_id).where(BodyOfficer.person_id == person.id)
    rows = select(Action).where(Action.body_id.in_(mine), Action.status.in_(OPEN)).options(*_card())
    return db.session.execute(rows.order_by(Action.next_report_on, Action.id).limit(PAGE_SIZE)).scalars().all()
