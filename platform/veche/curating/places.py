"""How posts change places: written in one go, the old places kept, the counters exact. Callers hold the threads."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.core import clock
from veche.curating.rules import Seat
from veche.forum.models import Post, PostMove, Thread, ThreadArea
from veche.newcomers.looking import unseen
from veche.plan.models import ActionArea


def locked(session: Session, *numbers: int) -> dict[int, Thread]:
    """The threads, locked in the order of their ids and read anew. Raises NotFound."""
    rows = select(Thread).where(Thread.id.in_(numbers)).order_by(Thread.id).with_for_update(of=Thread)
    found = session.execute(rows, execution_options={"populate_existing": True}).scalars().all()
    if len(found) != len(set(numbers)):
        raise NotFound
    return {thread.id: thread for thread in found}


def seats_of(session: Session, *threads: Thread) -> list[Seat]:
    """Where every post of the threads stands."""
    columns = (Post.id, Post.thread_id, Post.number, Post.parent_id, Post.path, Post.depth)
    rows = select(*columns, Post.author_id, Post.posted_at, ~unseen(Post)).where(
        Post.thread_id.in_([one.id for one in threads])
    )
    return [Seat(*row) for row in session.execute(rows)]


def settle(session: Session, before: Iterable[Seat], after: Sequence[Seat], curation_id: int | None) -> None:
    """Write the new places; what was moved keeps its old one, by which its old address is found and the act undone."""
    old = {seat.id: seat for seat in before}
    changed = [seat for seat in after if seat != old[seat.id]]
    moved = [_kept(old[seat.id], curation_id) for seat in changed if seat.key != old[seat.id].key]
    if moved:
        session.execute(insert(PostMove), moved)
    if changed:
        session.execute(update(Post), [_place(seat) for seat in changed])


def _kept(seat: Seat, curation_id: int | None) -> dict[str, Any]:
    values = {"curation_id": curation_id, "post_id": seat.id, "thread_id": seat.thread_id, "number": seat.number}
    where = {"path": seat.path, "depth": seat.depth, "parent_id": seat.parent_id}
    return {**values, **where, "moved_at": clock.now()}


def _place(seat: Seat) -> dict[str, Any]:
    names = ("id", "thread_id", "number", "parent_id", "path", "depth")
    return {name: getattr(seat, name) for name in names}


def count(thread: Thread, seats: Iterable[Seat]) -> None:
    """The thread's counters from the posts that stand in it now."""
    placed = [seat for seat in seats if seat.thread_id == thread.id]
    own = [seat for seat in placed if seat.is_seen]
    thread.post_count = len(own)
    thread.voice_count = len({seat.author_id for seat in own})
    thread.last_number = max([thread.last_number, *(seat.number for seat in placed)])
    times: list[datetime] = [seat.posted_at for seat in own]
    thread.last_post_at = max(times, default=thread.opened_at)


def areas_of(session: Session, thread: Thread) -> set[int]:
    """The action areas that count the thread: its own and the others."""
    others = select(ThreadArea.area_id).where(ThreadArea.thread_id == thread.id)
    return {thread.area_id, *session.execute(others).scalars()}


def count_areas(session: Session, before: set[int], after: set[int], column: Any = ActionArea.thread_count) -> None:
    """One text less in the areas that it left, one more in those that it came to; in the order of the areas' ids."""
    for number in sorted(before ^ after):
        by = 1 if number in after else -1
        change = update(ActionArea).where(ActionArea.id == number).values({column.key: column + by})
        session.execute(change.execution_options(synchronize_session=False))
