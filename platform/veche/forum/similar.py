"""Discussions that already speak of what somebody is about to ask: the index of their titles, the search in it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, lazyload

from veche.accounts.models import Person
from veche.core import likeness
from veche.core.database import db
from veche.core.moderated import shown_to
from veche.forum.events import post_edited, thread_opened
from veche.forum.models import Post, Thread

KIND = "thread"
SHOWN = 3


@dataclass(frozen=True)
class Similar:
    """A thread with a title like the typed one."""

    thread: Thread
    score: float

    @property
    def is_strong(self) -> bool:
        return self.score >= likeness.STRONG


@likeness.source(KIND)
def titles() -> Any:
    """The titles of all threads, each with its opening text."""
    opening = and_(Post.thread_id == Thread.id, Post.number == 1)
    return select(Thread.id, Thread.title, Thread.language, Post.text).join(Post, opening)


@thread_opened.connect
def keep_index(thread: Thread, **_values: Any) -> None:
    """In the transaction of the act: the index says what the title and the opening text say."""
    session = db.session()
    session.flush()
    row = session.execute(titles().where(Thread.id == thread.id)).one()
    likeness.index(session, KIND, *row)


@post_edited.connect
def keep_index_of_opening(post: Post, **_values: Any) -> None:
    """An edit of the opening text changes by which words the thread is found."""
    if post.number == 1:
        keep_index(post.thread)


def similar(title: str, language: str, person: Any, *, nonce: str = "") -> list[Similar]:
    """Up to three threads that the person may read and whose titles are like this one, the most alike first.

    One that lives on in another thread is not among them, nor the one that the same form has made already.
    """
    among = select(Thread.id).where(shown_to(Thread, person), Thread.merged_into_id.is_(None))
    if nonce and person.id is not None:
        among = among.where(or_(Thread.author_id != person.id, Thread.nonce != nonce))
    scores = dict(likeness.nearest(db.session(), KIND, title, language, limit=SHOWN, among=among))
    if not scores:
        return []
    rows = select(Thread).where(Thread.id.in_(list(scores)))
    near = rows.options(joinedload(Thread.area), joinedload(Thread.author).options(lazyload(Person.grants)))
    found = {row.id: row for row in db.session.execute(near).scalars()}
    return [Similar(found[number], score) for number, score in scores.items()]
