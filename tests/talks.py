"""Where the messages of every talk stand, as the database has them now; and whether each talk is as it must be."""

import re
from html import unescape
from typing import Any

from sqlalchemy import select

from veche.core import journal
from veche.core.database import db
from veche.core.outbox import Letter
from veche.forum import rules
from veche.forum.models import Post, PostMove, Thread


def anew(row: Any) -> Any:
    """The row as it is in the database now."""
    db.session.rollback()
    return db.session.get_one(type(row), row.id, populate_existing=True)


def posts_of(thread: Any) -> list[Post]:
    """The posts of a thread in the order in which the talk is read."""
    db.session.rollback()
    rows = select(Post).where(Post.thread_id == thread.id).order_by(Post.path)
    return list(db.session.execute(rows, execution_options={"populate_existing": True}).unique().scalars())


def places() -> dict[int, tuple[int, int, str, int, int | None]]:
    """Where every post stands."""
    db.session.rollback()
    rows = select(Post.id, Post.thread_id, Post.number, Post.path, Post.depth, Post.parent_id)
    return {row[0]: tuple(row[1:]) for row in db.session.execute(rows)}  # type: ignore[misc]


def leads_to(thread_id: int, number: int) -> int | None:
    """The post that an address means, now or once."""
    here = select(Post.id).where(Post.thread_id == thread_id, Post.number == number)
    once = select(PostMove.post_id).where(PostMove.thread_id == thread_id, PostMove.number == number)
    return db.session.execute(here).scalar() or db.session.execute(once.order_by(PostMove.id.desc())).scalars().first()


def faults() -> list[str]:
    """Everything that is not as it must be in any thread: numbers, paths, parents, counters."""
    db.session.rollback()
    wrong: list[str] = []
    every = list(db.session.execute(select(Post).execution_options(populate_existing=True)).unique().scalars())
    by_id = {post.id: post for post in every}
    for post in every:
        parent = by_id.get(post.parent_id) if post.parent_id else None
        if (parent is None) != (post.parent_id is None) or (parent and parent.thread_id != post.thread_id):
            wrong.append(f"post {post.id} answers a post of another thread")
        elif (post.path, post.depth) != rules.place(parent.path if parent else None, post.number):
            wrong.append(f"post {post.id} stands at {post.path}")
    for thread in db.session.execute(select(Thread).execution_options(populate_existing=True)).unique().scalars():
        own = [post for post in every if post.thread_id == thread.id]
        kept = (thread.post_count, thread.voice_count)
        if kept != (len(own), len({post.author_id for post in own})):
            wrong.append(f"thread {thread.id} counts {kept}")
        if thread.last_number < max((post.number for post in own), default=0):
            wrong.append(f"thread {thread.id} would give a number twice")
        if bool(own) == bool(thread.merged_into_id):
            wrong.append(f"thread {thread.id} has {len(own)} posts and leads to {thread.merged_into_id}")
    return wrong


def letters_to(person: Any) -> list[Letter]:
    """The letters that were written to a person, in order."""
    db.session.rollback()
    rows = select(Letter).where(Letter.address == person.email).order_by(Letter.id)
    return list(db.session.execute(rows).scalars())


def verbs_about(row: Any) -> list[str]:
    """What the journal says of a thread or proposal, in order."""
    db.session.rollback()
    return [entry.verb for entry in journal.about(db.session(), [row.subject])]


def field_of(html: str, name: str) -> str:
    """The value of a hidden field of the page's form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"the form has no field {name}"
    return unescape(found[1])
