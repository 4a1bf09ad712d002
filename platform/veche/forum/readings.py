"""How far a person has read: written when they say so, never by looking at a page."""

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import writing
from veche.core.moderated import VISIBLE
from veche.core.policy import require
from veche.forum.models import Post, Reading, Thread


def mark_seen(actor: Person, thread_id: int, number: int) -> Reading:
    """The person has read up to post `number`; a reading never goes back, nor beyond the last post."""
    with writing() as session:
        hold(session, actor)
        require(actor, "thread.seen")
        thread = session.get(Thread, thread_id)
        if thread is None:
            raise NotFound
        return _read_to(session, actor, thread_id, min(number, thread.last_number))


def mark_all_seen(actor: Person) -> None:
    """The person has read every thread they ever read in up to its last post."""
    last = select(Thread.last_number).where(Thread.id == Reading.thread_id).scalar_subquery()
    with writing() as session:
        hold(session, actor)
        require(actor, "thread.seen")
        mine = update(Reading).where(Reading.person_id == actor.id, Reading.seen_number < last)
        session.execute(mine.values(seen_number=last, seen_at=clock.now()).execution_options(synchronize_session=False))


def went_on(session: Session, actor: Person, post: Post) -> None:
    """Whoever speaks has read as far as their own words, unless words of others before them are still unread."""
    reading = session.get(Reading, (actor.id, post.thread_id))
    if reading is None or not _missed(session, actor, post, reading.seen_number):
        _read_to(session, actor, post.thread_id, post.number)


def _missed(session: Session, actor: Person, post: Post, seen: int) -> bool:
    between = (Post.thread_id == post.thread_id, Post.number > seen, Post.number < post.number)
    rows = exists().where(*between, Post.author_id != actor.id, Post.visibility == VISIBLE)
    missed: bool = session.execute(select(rows)).scalar_one()
    return missed


def _read_to(session: Session, actor: Person, thread_id: int, number: int) -> Reading:
    """The person's row is locked, so nobody else writes this reading."""
    reading = session.get(Reading, (actor.id, thread_id), populate_existing=True)
    if reading is None:
        reading = Reading(person_id=actor.id, thread_id=thread_id, seen_number=number, seen_at=clock.now())
        session.add(reading)
    elif reading.seen_number < number:
        reading.seen_number, reading.seen_at = number, clock.now()
    session.flush()
    return reading
