"""What moderators put first in the lists: pinned threads, at most three in an action area, and featured ones."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import writing
from veche.core.guarded import expect
from veche.core.moderated import VISIBLE
from veche.core.policy import Refused, require
from veche.curating import letters, places
from veche.curating.ledger import write_down
from veche.curating.models import Curation
from veche.curating.policy import room_to_pin
from veche.curating.queries import talk
from veche.forum.models import Thread
from veche.plan.models import ActionArea

_COLUMNS: dict[str, Any] = {"pin": Thread.pinned_at, "feature": Thread.featured_at}


def pin(actor: Person, thread_id: int, *, pinned: bool) -> Curation:
    """The thread stands first in the lists, or no longer. Raises Refused, NotFound, Stale."""
    return _mark(actor, thread_id, "pin", pinned)


def feature(actor: Person, thread_id: int, *, featured: bool) -> Curation:
    """The thread bears the mark of one worth reading, or no longer. Raises Refused, NotFound, Stale."""
    return _mark(actor, thread_id, "feature", featured)


def _mark(actor: Person, thread_id: int, mark: str, on: bool) -> Curation:
    with writing() as session:
        hold(session, actor)
        thread = places.locked(session, thread_id)[thread_id]
        require(actor, f"thread.{mark}", talk(actor, thread))
        set_mark(session, thread, mark, on)
        curation = write_down(session, actor, mark if on else f"un{mark}", thread, before={})
        if on:
            letters.marked(session, actor, curation, thread)
        return curation


def set_mark(session: Session, thread: Thread, mark: str, on: bool) -> None:
    """From without to with the mark, or back; Stale when it is so already."""
    if mark == "pin" and on:
        make_room(session, thread.area_id)
    column = _COLUMNS[mark]
    expected = column.is_(None) if on else column.is_not(None)
    change = update(Thread).where(Thread.id == thread.id, expected)
    expect(session, change.values({column.key: clock.now() if on else None}))
    session.expire(thread, [column.key])


def make_room(session: Session, area_id: int) -> None:
    """The area is locked while its pinned threads are counted, so that two moderators do not pin a fourth."""
    session.execute(select(ActionArea.id).where(ActionArea.id == area_id).with_for_update())
    full = room_to_pin(pinned_in(session, area_id))
    if full:
        raise Refused(full)


def pinned_in(session: Session, area_id: int) -> int:
    """How many pinned threads everybody sees first in the area."""
    rows = select(func.count(Thread.id)).where(Thread.area_id == area_id, Thread.pinned_at.is_not(None))
    rows = rows.where(Thread.visibility == VISIBLE, Thread.merged_into_id.is_(None))
    number: int = session.execute(rows).scalar_one()
    return number
