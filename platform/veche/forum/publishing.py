"""When everybody sees a discussion or a message: it is counted, journalled, told. At once, or after a first look."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ScalarSelect, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from veche.core import clock, journal, likeness
from veche.core.moderated import VISIBLE, erasing
from veche.core.recount import Difference, corrected, recount
from veche.forum import events, mentions
from veche.forum.models import Mention, Post, PostEdit, Reading, Thread, ThreadArea
from veche.newcomers.events import first_shown
from veche.newcomers.looking import forget, unseen, withdrawal
from veche.newcomers.models import FirstLook
from veche.plan.models import ActionArea


def thread_opened(session: Session, thread: Thread, post: Post, people: Sequence[int]) -> None:
    """Everybody sees the thread from now on."""
    areas = {thread.area_id, *(area.id for area in thread.other_areas)}
    for number in sorted(areas):
        more = update(ActionArea).where(ActionArea.id == number).values(thread_count=ActionArea.thread_count + 1)
        session.execute(more)
    _tell(session, thread, post, people)


def _tell(session: Session, thread: Thread, post: Post, people: Sequence[int]) -> None:
    said = {"title": thread.title, "area": thread.area.code}
    journal.record(session, thread.author_id, "thread.opened", thread.subject, **said)
    mentions.tell(session, post, people)
    events.thread_opened.send(thread, post=post)


def post_added(session: Session, post: Post, people: Sequence[int]) -> None:
    """Everybody who sees the thread sees the post from now on."""
    count_post(session, post)
    mentions.tell(session, post, people)
    events.post_added.send(post)


def count_post(session: Session, post: Post) -> None:
    """The thread counts the post and, if it is a new one, its voice. The caller holds the thread."""
    thread = post.thread
    earlier = exists().where(Post.thread_id == thread.id, Post.author_id == post.author_id, Post.id != post.id)
    is_new_voice = not session.execute(select(earlier.where(~unseen(Post)))).scalar_one()
    thread.post_count += 1
    thread.voice_count += is_new_voice
    thread.last_post_at = max(thread.last_post_at, post.posted_at)
    session.flush()


@first_shown.connect
def _shown(row: Any, **_values: Any) -> None:
    """What was put off while the text waited; it is published now, not when it was written."""
    session = Session.object_session(row)
    if session and isinstance(row, Thread):
        _show_thread(session, row)
    elif session and isinstance(row, Post):
        session.get_one(Thread, row.thread_id, with_for_update={"of": Thread}, populate_existing=True)
        row.posted_at = clock.now()
        session.flush()
        post_added(session, row, mentions.named(session, row.html))


def _show_thread(session: Session, thread: Thread) -> None:
    moment = clock.now()
    rows = select(Post).where(Post.thread_id == thread.id).order_by(Post.number)
    opening, *others = session.execute(rows).scalars()
    thread.opened_at = opening.posted_at = moment
    thread.last_post_at = max(moment, *(post.posted_at for post in [opening, *others] if post.is_visible))
    session.flush()
    _count_areas(session, [thread.area_id, *(area.id for area in thread.other_areas)])
    _tell(session, thread, opening, mentions.named(session, opening.html))
    for post in others:
        mentions.tell(session, post, mentions.named(session, post.html))


def _count_areas(session: Session, numbers: Iterable[int]) -> None:
    """The areas' counters as their rows say, whoever changed the visibility of a thread before."""
    for number in sorted(set(numbers)):
        right = update(ActionArea).where(ActionArea.id == number).values(thread_count=_threads_of_area())
        session.execute(right.execution_options(synchronize_session=False))
    session.expire_all()


def _threads_of_area() -> ScalarSelect[int]:
    others = select(ThreadArea.thread_id).where(ThreadArea.area_id == ActionArea.id).correlate(ActionArea)
    here = or_(Thread.area_id == ActionArea.id, Thread.id.in_(others))
    seen = (Thread.visibility == VISIBLE, Thread.merged_into_id.is_(None))
    return select(func.count(Thread.id)).where(here, *seen).correlate(ActionArea).scalar_subquery()


@recount("discussions of areas")
def areas(session: Session) -> list[Difference]:
    """An action area counts the discussions that readers see there, as their own or as another area."""
    return corrected(session, ActionArea.thread_count, _threads_of_area())


@recount("messages of discussions")
def posts(session: Session) -> list[Difference]:
    """A discussion counts its messages and voices, hidden ones too, without those that nobody has seen yet."""
    here = (Post.thread_id == Thread.id, ~unseen(Post))
    said = select(func.count(Post.id)).where(*here).correlate(Thread).scalar_subquery()
    voices = select(func.count(Post.author_id.distinct())).where(*here).correlate(Thread).scalar_subquery()
    return [*corrected(session, Thread.post_count, said), *corrected(session, Thread.voice_count, voices)]


@withdrawal("post")
def _withdraw_post(session: Session, post: Post) -> None:
    _delete_posts(session, [post.id])


@withdrawal("thread")
def _withdraw_thread(session: Session, thread: Thread) -> None:
    """With everything that its author added to it; nobody else could."""
    posts = session.execute(select(Post).where(Post.thread_id == thread.id).order_by(Post.id)).scalars().all()
    for post in posts:
        erasing.send(post)
        forget(session, post)
    _delete_posts(session, [post.id for post in posts])
    session.execute(delete(Reading).where(Reading.thread_id == thread.id))
    session.execute(delete(ThreadArea).where(ThreadArea.thread_id == thread.id))
    likeness.forget(session, "thread", thread.id)
    session.execute(delete(Thread).where(Thread.id == thread.id))


def _delete_posts(session: Session, numbers: list[int]) -> None:
    session.execute(delete(FirstLook).where(FirstLook.kind == "post", FirstLook.subject_id.in_(numbers)))
    for model, column in ((PostEdit, PostEdit.post_id), (Mention, Mention.post_id)):
        session.execute(delete(model).where(column.in_(numbers)))
    session.execute(update(Post).where(Post.id.in_(numbers)).values(parent_id=None))
    session.execute(delete(Post).where(Post.id.in_(numbers)))
