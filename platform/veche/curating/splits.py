"""A talk inside a talk gets a thread of its own; both name each other."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.policy import require
from veche.curating import letters, places, rules
from veche.curating.ledger import write_down
from veche.curating.merges import recount
from veche.curating.models import Curation
from veche.curating.queries import cut_of
from veche.forum import events
from veche.forum.models import Post, Thread
from veche.plan.models import ActionArea


def split(
    actor: Person,
    thread_id: int,
    *,
    numbers: Sequence[int],
    answers_too: bool,
    title: str,
    sort: str,
    area_id: int,
    reason: str,
    nonce: str,
) -> Thread:
    """The chosen posts, with every answer below them if asked, become a thread; its author is the first one's author.

    The same form sent twice gives the same thread. Raises Refused, NotFound, and Stale when a chosen post is gone.
    """
    with writing() as session:
        hold(session, actor)
        thread = places.locked(session, thread_id)[thread_id]
        known = session.execute(select(Thread).where(Thread.split_from_id == thread.id, Thread.nonce == nonce)).scalar()
        if known:
            return known
        posts = _chosen(session, thread, numbers, answers_too)
        require(actor, "thread.split", cut_of(actor, thread, posts))
        new = _new_thread(session, thread, posts[0], {"title": title, "sort": sort, "area_id": area_id, "nonce": nonce})
        curation = write_down(
            session,
            actor,
            "split",
            thread,
            before={"solved": thread.solved_number, "messages": len(posts)},
            reason=reason,
            other=new,
            into=new.id,
            into_title=title,
            messages=len(posts),
        )
        _move_posts(session, thread, new, {post.id for post in posts}, curation)
        letters.split_off(session, actor, curation, thread, new, {post.author_id for post in posts})
        return new


def _chosen(session: Session, thread: Thread, numbers: Sequence[int], answers_too: bool) -> list[Post]:
    """The chosen posts in the order of their numbers; Stale when one of them stands elsewhere by now."""
    seats, wanted = places.seats_of(session, thread), set(numbers)
    chosen = {seat.id for seat in seats if seat.number in wanted}
    if not chosen or len(chosen) != len(wanted):
        raise Stale
    found = rules.with_answers(seats, chosen) if answers_too else chosen
    rows = select(Post).where(Post.id.in_(found)).order_by(Post.number)
    return list(session.execute(rows, execution_options={"populate_existing": True}).unique().scalars())


def _new_thread(session: Session, thread: Thread, first: Post, values: dict[str, object]) -> Thread:
    if session.get(ActionArea, values["area_id"]) is None:
        raise NotFound
    new = Thread(
        author_id=first.author_id,
        language=first.language,
        opened_at=first.posted_at,
        last_post_at=first.posted_at,
        split_from_id=thread.id,
        last_number=0,
        post_count=0,
        voice_count=0,
        **values,
    )
    session.add(new)
    session.flush()
    places.count_areas(session, set(), {new.area_id})
    return new


def _move_posts(session: Session, thread: Thread, new: Thread, chosen: set[int], curation: Curation) -> None:
    seats = places.seats_of(session, thread)
    above = rules.links(seats)
    leaving = [seat for seat in seats if seat.id in chosen]
    staying = [seat for seat in seats if seat.id not in chosen]
    after = rules.laid_out(rules.numbered(leaving, new.id, 0), above) + rules.laid_out(staying, above)
    places.settle(session, seats, after, curation.id)
    recount(after, thread, new)
    if thread.solved_number not in {None, *(seat.number for seat in staying)}:
        thread.solved_number = None
    session.flush()
    opening = session.execute(
        select(Post).where(Post.thread_id == new.id, Post.number == 1), execution_options={"populate_existing": True}
    )
    events.thread_opened.send(new, post=opening.unique().scalar_one())
