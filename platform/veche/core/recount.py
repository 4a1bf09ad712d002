"""Counters kept beside the rows they count: counted anew, corrected, and what differed is told.

A feature registers its counters under a name:

    @recount("arguments")
    def _arguments(session):
        return corrected(session, Proposal.argument_count, select(func.count())…)
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Float, ScalarSelect, func, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from veche.core.database import writing


class Difference(NamedTuple):
    """A kept number that was not what its rows say."""

    column: str
    row: int
    kept: float
    counted: float

    def __str__(self) -> str:
        return f"{self.column} of {self.row}: kept {self.kept:g}, counted {self.counted:g}"


Recount = Callable[[Session], list[Difference]]
recounts: dict[str, Recount] = {}


def recount(name: str) -> Callable[[Recount], Recount]:
    """Register a function that counts anew, corrects, and answers what differed."""

    def register(function: Recount) -> Recount:
        recounts[name] = function
        return function

    return register


def recount_all() -> dict[str, list[Difference]]:
    """Every registered counter corrected, each name in a transaction of its own."""
    found = {}
    for name, function in recounts.items():
        with writing() as session:
            found[name] = function(session)
    return found


def corrected(
    session: Session,
    column: InstrumentedAttribute[Any],
    counted: ScalarSelect[Any] | ColumnElement[Any],
    within: ColumnElement[bool] | None = None,
) -> list[Difference]:
    """Set the column to what is counted for its row wherever the two differ; the differences, by the row's number."""
    model: Any = column.class_
    differs = func.abs(column - counted) > 1e-9 if isinstance(column.type, Float) else column != counted
    rows = select(model.id, column, counted).where(differs, true() if within is None else within).order_by(model.id)
    found = [Difference(str(column), *row) for row in session.execute(rows)]
    for one in found:
        right = update(model).where(model.id == one.row).values({column.key: one.counted})
        session.execute(right.execution_options(synchronize_session=False))
    if found:
        session.expire_all()
    return found
