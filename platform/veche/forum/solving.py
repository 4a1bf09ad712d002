"""A question is solved by one of its answers: marked, and marked no more, by whoever asked or by a moderator."""

from sqlalchemy import select, update
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core.database import writing
from veche.core.guarded import expect
from veche.core.policy import require
from veche.forum import letters
from veche.forum.models import Post, Thread
from veche.forum.services import locked


def mark_solved(actor: Person, thread_id: int, number: int, *, solved: bool) -> Thread:
    """The answer solves the question, in place of any other, and its author hears of it; or it solves it no more.
    Raises Stale when the mark is gone already or stands already."""
    with writing() as session:
        hold(session, actor)
        thread = locked(session, Thread, thread_id)
        require(actor, "thread.solve", thread)
        answer = session.execute(select(Post).where(Post.thread_id == thread_id, Post.number == number))
        post = answer.unique().scalar_one_or_none()
        if post is None or number == 1 or (solved and not post.is_visible):
            raise NotFound
        marked = Thread.solved_number == number
        here = Thread.solved_number.is_distinct_from(number) if solved else marked
        change = update(Thread).where(Thread.id == thread_id, here)
        expect(session, change.values(solved_number=number if solved else None))
        if solved and post.author_id != actor.id:
            letters.solved(session, post)
        return thread
