"""What the board's pages read, each with a fixed number of statements; texts that wait are their author's alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from veche.core.database import db
from veche.core.languages import gettext
from veche.core.moderated import HIDDEN, REMOVED, VISIBLE, shown_to
from veche.core.paging import Page, cut, keyset
from veche.youth.models import BoardName, YouthPost, YouthThread

THREADS, POSTS = 20, 50


@dataclass(frozen=True)
class Talk:
    """A row of the board: the thread, under which name it was begun, how many visible posts it has."""

    thread: YouthThread
    name: str
    posts: int


@dataclass(frozen=True)
class Voice:
    """A post with the name that stands beside it."""

    post: YouthPost
    name: str


def own_name(person: Any) -> BoardName | None:
    return db.session.get(BoardName, person.id) if person.id else None


def threads(person: Any, cursor: str | None) -> Page[Talk]:
    """The talks that the person sees, the latest first: three statements."""
    rows = select(YouthThread).where(shown_to(YouthThread, person))
    keys = [YouthThread.last_post_at, YouthThread.id]
    found = db.session.execute(keyset(rows, keys, cursor, descending=True).limit(THREADS + 1)).scalars().all()
    page = cut(found, THREADS, lambda row: [row.last_post_at, row.id])
    names, counts = _names(row.author_id for row in page.rows), _counts([row.id for row in page.rows])
    return Page(
        [
            Talk(row, names.get(row.author_id) or gettext("a former participant"), counts.get(row.id, 0))
            for row in page.rows
        ],
        page.after,
    )


def _counts(numbers: list[int]) -> dict[int, int]:
    rows = select(YouthPost.thread_id, func.count()).where(
        YouthPost.thread_id.in_(numbers), YouthPost.visibility == VISIBLE
    )
    return {row[0]: row[1] for row in db.session.execute(rows.group_by(YouthPost.thread_id))}


def posts(thread: YouthThread, person: Any, cursor: str | None) -> Page[Voice]:
    """The posts of a talk in their order; hidden ones stand there as tombstones, waiting ones for their author only."""
    seen = shown_to(YouthPost, person) | YouthPost.visibility.in_((HIDDEN, REMOVED))
    rows = keyset(select(YouthPost).where(YouthPost.thread_id == thread.id, seen), [YouthPost.number], cursor)
    found = db.session.execute(rows.limit(POSTS + 1)).scalars().all()
    page = cut(found, POSTS, lambda row: [row.number])
    names = _names(row.author_id for row in page.rows)
    return Page(
        [Voice(row, names.get(row.author_id) or gettext("a former participant")) for row in page.rows], page.after
    )


def _names(people: Iterable[int]) -> dict[int, str]:
    rows = select(BoardName.person_id, BoardName.name).where(BoardName.person_id.in_(set(people)))
    return {row[0]: row[1] for row in db.session.execute(rows)}


def latest(person: Any, limit: int = 4) -> Sequence[YouthThread]:
    """The newest talks, for the council's own page."""
    rows = select(YouthThread).where(shown_to(YouthThread, person))
    return (
        db.session.execute(rows.order_by(YouthThread.last_post_at.desc(), YouthThread.id).limit(limit)).scalars().all()
    )
