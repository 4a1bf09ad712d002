"""Reads of costs, results and lessons, each with a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from veche.core import paging
from veche.core.database import db
from veche.plan.models import ActionArea, Feature
from veche.plan.queries import features
from veche.tracking import sums
from veche.tracking.models import Action, Cost, Lesson, Result

PAGE_SIZE = 30
SHOWN = 200
_ORDER = {source: place for place, source in enumerate(sums.SOURCES)}


@dataclass(frozen=True)
class Account:
    """All that is known of the costs and the results of one action."""

    costs: Sequence[Cost]
    results: Sequence[Result]

    @property
    def total(self) -> sums.Total:
        return sums.total(self.costs)

    @property
    def largest(self) -> Decimal:
        return sums.largest(self.costs)


def account(action: Action) -> Account:
    """The costs by source and the results by day of an action: two statements."""
    return Account(costs(action), results(action))


def costs(action: Action) -> Sequence[Cost]:
    rows = db.session.execute(select(Cost).where(Cost.action_id == action.id).limit(SHOWN)).scalars()
    return sorted(rows, key=lambda line: (_ORDER[line.source], line.id))


def results(action: Action) -> Sequence[Result]:
    rows = select(Result).where(Result.action_id == action.id).order_by(Result.on.desc(), Result.id.desc())
    return db.session.execute(rows.limit(SHOWN)).scalars().all()


def result_of(action: Action, number: int) -> Result | None:
    return db.session.execute(
        select(Result).where(Result.action_id == action.id, Result.id == number)
    ).scalar_one_or_none()


def lessons_of(action: Action) -> Sequence[Lesson]:
    """What an action taught, the latest first: one statement."""
    rows = select(Lesson).where(Lesson.action_id == action.id).options(joinedload(Lesson.author))
    rows = rows.order_by(Lesson.written_at.desc(), Lesson.id.desc()).limit(SHOWN)
    return db.session.execute(rows).unique().scalars().all()


@dataclass(frozen=True)
class Taught:
    """A lesson with the action and the area it comes from."""

    lesson: Lesson
    action: Action


def lessons(feature: str = "", cursor: str | None = None) -> paging.Page[Taught]:
    """A page of lessons, the latest first, of one feature or of all: one statement."""
    rows: Any = select(Lesson, Action).join(Action, Action.id == Lesson.action_id).join(Action.area)
    rows = rows.join(ActionArea.feature).options(joinedload(Lesson.author), joinedload(Action.area))
    if feature:
        rows = rows.where(Feature.code == feature)
    rows = paging.keyset(rows, [Lesson.written_at, Lesson.id], cursor, descending=True).limit(PAGE_SIZE + 1)
    found = [Taught(lesson, action) for lesson, action in db.session.execute(rows).unique()]
    return paging.cut(found, PAGE_SIZE, lambda row: (row.lesson.written_at, row.lesson.id))


def taught_by_feature() -> list[tuple[Feature, int]]:
    """The twelve features with the number of their lessons, in the plan's order: two statements."""
    rows = select(ActionArea.feature_id, func.count()).select_from(Lesson)
    rows = rows.join(Action, Action.id == Lesson.action_id).join(Action.area).group_by(ActionArea.feature_id)
    counts = {row[0]: row[1] for row in db.session.execute(rows)}
    return [(feature, counts.get(feature.id, 0)) for feature in features()]
