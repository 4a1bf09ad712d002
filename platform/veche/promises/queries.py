"""Reads of the ledger: one union of all promises, narrowed, ordered and paged; what a row needs comes in one statement
for each sort of thing, however many rows there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from veche.core import paging
from veche.core.database import db
from veche.promises import rules, streams
from veche.promises.told import Promise, told

SIZE = 50
RECENT = 8
FEED = 50
LOT = 1000


@dataclass(frozen=True)
class Sought:
    """What the ledger is narrowed to; empty values narrow nothing.

    kind: one of rules.KINDS or "backing"; feature: a feature's code; owner: "committee", "youth" or a body's number;
    state: one of rules.STATES, "open" or "closed"; year: only what was closed within the last year.
    """

    kind: str = ""
    feature_id: int | None = None
    owner: str = ""
    state: str = ""
    year: bool = False

    @property
    def is_closed(self) -> bool:
        return self.state in ("closed", *rules.CLOSED_STATES)


def _narrowed(row: Any, sought: Sought) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if sought.kind:
        conditions.append(row.kind == ("answer" if sought.kind == rules.BACKED else sought.kind))
    if sought.kind == rules.BACKED:
        conditions.append(row.backed == 1)
    if sought.feature_id:
        conditions.append(row.feature_id == sought.feature_id)
    if sought.owner:
        is_body = sought.owner.isdigit()
        conditions.append(row.body_id == int(sought.owner) if is_body else row.owner == sought.owner)
    if sought.year:
        conditions.append(row.recent == 1)
    return [*conditions, *_in_state(row, sought.state)]


def _in_state(row: Any, state: str) -> list[ColumnElement[bool]]:
    groups = {"open": rules.OPEN_STATES, "closed": rules.CLOSED_STATES}
    return [row.state.in_(groups.get(state, (state,)))] if state else []


def _ordered(sought: Sought, closed: bool, cursor: str | None = None) -> Select[Any]:
    """Open promises by their date, the longest overdue first; closed ones by the day of it, the last first."""
    row = streams.promises().c
    side = rules.CLOSED_STATES if closed else rules.OPEN_STATES
    rows = select(*row).where(row.state.in_(side), *_narrowed(row, sought))
    first = row.closed if closed else row.due
    return paging.keyset(rows, [first, row.kind, row.row], cursor, descending=closed)


def waiting(sought: Sought, cursor: str | None = None, size: int = 0) -> paging.Page[Promise]:
    """A page of the open promises: at most four statements."""
    return _page(_ordered(sought, False, cursor), size or SIZE, "due")


def closed(sought: Sought, cursor: str | None = None) -> paging.Page[Promise]:
    """A page of the closed promises: at most four statements."""
    return _page(_ordered(sought, True, cursor), SIZE, "closed")


def both(sought: Sought, cursor: str | None = None) -> tuple[paging.Page[Promise], paging.Page[Promise]]:
    """A page of open promises with the last closed ones beside it, brought together: at most five statements."""
    open_rows = db.session.execute(_ordered(sought, False, cursor).limit(SIZE + 1)).all()
    past = [] if cursor else db.session.execute(_ordered(sought, True).limit(RECENT + 1)).all()
    first, last = _cut(open_rows, SIZE, "due"), _cut(past, RECENT, "closed")
    found = told([*first.rows, *last.rows])
    here = len(first.rows)
    return paging.Page(found[:here], first.after), paging.Page(found[here:], last.after)


def _page(rows: Select[Any], size: int, day: str) -> paging.Page[Promise]:
    found = _cut(db.session.execute(rows.limit(size + 1)).all(), size, day)
    return paging.Page(told(found.rows), found.after)


def _cut(rows: Sequence[Any], size: int, day: str) -> paging.Page[Any]:
    return paging.cut(rows, size, lambda row: (getattr(row, day), row.kind, row.row))


def everything(sought: Sought) -> Iterator[Promise]:
    """Every promise that fits, open ones first, for tables; read in lots so that none is too large for a statement."""
    sides = [_ordered(sought, is_closed) for is_closed in (False, True)]
    rows = [row for side in sides for row in db.session.execute(side)]
    for start in range(0, len(rows), LOT):
        yield from told(rows[start : start + LOT])


def latest_events(sought: Sought) -> list[rules.Event]:
    """What became overdue or was closed lately, newest first: at most five statements."""
    row = streams.promises().c
    narrowed = _narrowed(row, sought)
    broke = select(*row).where(row.state.in_(("overdue", "late", "missed")), *narrowed)
    over = db.session.execute(broke.order_by(row.due.desc(), row.kind, row.row).limit(FEED)).all()
    past = db.session.execute(_ordered(sought, True).limit(FEED)).all()
    found = told([*over, *past])
    return rules.events(found[: len(over)], found[len(over) :], FEED)
