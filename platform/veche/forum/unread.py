"""What is new to a reader: the posts of others after the last one they saw. Counting stops at a hundred."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from veche.core.database import db
from veche.core.moderated import VISIBLE
from veche.forum.models import Post, Reading, Thread

MOST_COUNTED = 100


@dataclass(frozen=True)
class Unread:
    """How far a reader came in a thread, and the numbers of the first posts after that. `seen` is None for those who
    have not read it yet, or who are nobody."""

    seen: int | None = None
    seen_at: datetime | None = None
    numbers: Sequence[int] = ()

    @property
    def count(self) -> int:
        """How many posts are new; at most a hundred are counted, and none before the first reading."""
        return 0 if self.seen is None else len(self.numbers)

    @property
    def is_more(self) -> bool:
        return self.count >= MOST_COUNTED

    @property
    def first(self) -> int | None:
        return self.numbers[0] if self.count else None

    def through(self, shown: Iterable[int]) -> int:
        """The number up to which nothing stays unread once the `shown` posts are; not the thread's last, which may be
        one that nobody sees yet."""
        on_page = set(shown)
        missed = next((number for number in self.numbers if number not in on_page), None)
        if missed:
            return missed - 1
        return self.numbers[-1] if len(self.numbers) >= MOST_COUNTED else max(on_page, default=0)


def of_thread(thread: Thread, person: Any) -> Unread:
    """What is new to the person in the thread: one statement."""
    if person.id is None:
        return Unread()
    mine = and_(Reading.thread_id == Thread.id, Reading.person_id == person.id)
    new = and_(Post.thread_id == Thread.id, Post.number > func.coalesce(Reading.seen_number, 0), _of_others(person))
    rows = select(Reading.seen_number, Reading.seen_at, Post.number).select_from(Thread)
    rows = rows.outerjoin(Reading, mine).outerjoin(Post, new).where(Thread.id == thread.id)
    found = db.session.execute(rows.order_by(Post.number).limit(MOST_COUNTED)).all()
    first = found[0]
    return Unread(first.seen_number, first.seen_at, [row.number for row in found if row.number is not None])


def _of_others(person: Any) -> ColumnElement[bool]:
    return and_(Post.author_id != person.id, Post.visibility == VISIBLE)


def in_threads(threads: Iterable[Thread], person: Any) -> dict[int, int]:
    """How many posts are new to the person in each of the threads that they have read in: one statement."""
    numbers = [thread.id for thread in threads]
    if person.id is None or not numbers:
        return {}
    new = select(Post.id).where(Post.thread_id == Reading.thread_id, Post.number > Reading.seen_number)
    counted = new.where(_of_others(person)).limit(MOST_COUNTED).correlate(Reading).subquery()
    count = select(func.count()).select_from(counted).scalar_subquery()
    rows = select(Reading.thread_id, count).where(Reading.person_id == person.id, Reading.thread_id.in_(numbers))
    return {thread: number for thread, number in db.session.execute(rows).all() if number}
