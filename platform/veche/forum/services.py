"""The verbs of the forum: open a thread, reply, edit. Each is one transaction."""

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, markup
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.policy import require
from veche.forum import events, mentions, publishing, readings, rules
from veche.forum.models import Post, PostEdit, Thread
from veche.newcomers.limits import take
from veche.newcomers.looking import changed, first_look
from veche.plan.models import ActionArea

Made = TypeVar("Made", Thread, Post)


def open_thread(
    actor: Person,
    *,
    area_id: int,
    sort: str,
    title: str,
    text: str,
    language: str,
    other_area_ids: Iterable[int] = (),
    nonce: str,
) -> Thread:
    """A thread with its first text; the same nonce gives the same thread."""
    written = mentions.rendered(text)
    with writing() as session:
        hold(session, actor)
        known = _made(session, Thread, actor, nonce)
        if known:
            return known
        require(actor, "thread.announce" if sort == "announcement" else "thread.open")
        areas = _areas(session, area_id, rules.other_areas(area_id, other_area_ids))
        values = {"area_id": area_id, "sort": sort, "title": title, "language": language, "nonce": nonce}
        take(session, actor, "thread")
        thread = _add_thread(session, actor, areas, values)
        values = {"text": text, "html": written.html, "language": language, "nonce": nonce}
        post = _add_post(session, actor, thread, None, values)
        publishing.count_post(session, post)
        if first_look(session, actor, thread):
            publishing.thread_opened(session, thread, post, written.people)
        return thread


def reply(actor: Person, thread_id: int, *, text: str, language: str, parent_id: int | None = None, nonce: str) -> Post:
    """A post in the thread, under the post `parent_id` if given; the same nonce gives the same post."""
    written = mentions.rendered(text)
    with writing() as session:
        hold(session, actor)
        known = _made(session, Post, actor, nonce)
        if known:
            return known
        thread = locked(session, Thread, thread_id)
        require(actor, "thread.reply", thread)
        parent = _parent(session, actor, thread, parent_id)
        values = {"text": text, "html": written.html, "language": language, "nonce": nonce}
        take(session, actor, "post")
        post = _add_post(session, actor, thread, parent, values)
        if first_look(session, actor, post):
            publishing.post_added(session, post, written.people)
        return post


def edit_post(actor: Person, post_id: int, *, text: str, version: int) -> Post:
    """The post with a new text; the earlier one is kept. Raises Stale when it is no longer at `version`."""
    written = mentions.rendered(text)
    with writing() as session:
        hold(session, actor)
        post = locked(session, Post, post_id)
        require(actor, "post.edit", post)
        if post.version != version:
            raise Stale
        if post.text == text:
            return post
        moment = clock.now()
        earlier = PostEdit(post_id=post.id, version=version, text=post.text, html=post.html, replaced_at=moment)
        session.add(earlier)
        post.text, post.html, post.html_version = text, written.html, markup.VERSION
        post.version, post.edited_at = version + 1, moment
        session.flush()
        mentions.tell(session, post, written.people)
        changed(session, post.thread if post.number == 1 else post)
        events.post_edited.send(post)
        return post


def _made(session: Session, model: type[Made], actor: Person, nonce: str) -> Made | None:
    rows = select(model).where(model.author_id == actor.id, model.nonce == nonce)
    return session.execute(rows).scalar_one_or_none()


def locked(session: Session, model: type[Made], key: int) -> Made:
    """The row, locked for this transaction; «not found» when there is none."""
    row = session.get(model, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def _areas(session: Session, main: int, others: list[int]) -> list[ActionArea]:
    """The thread's action areas, locked in one order so that two openings never wait for each other."""
    rows = select(ActionArea).where(ActionArea.id.in_([main, *others])).order_by(ActionArea.id).with_for_update()
    areas = list(session.execute(rows, execution_options={"populate_existing": True}).scalars())
    if len(areas) != 1 + len(others):
        raise NotFound
    return areas


def _add_thread(session: Session, actor: Person, areas: list[ActionArea], values: dict[str, Any]) -> Thread:
    moment = clock.now()
    others = [area for area in areas if area.id != values["area_id"]]
    thread = Thread(
        author_id=actor.id,
        opened_at=moment,
        last_post_at=moment,
        post_count=0,
        last_number=0,
        voice_count=0,
        other_areas=others,
        **values,
    )
    session.add(thread)
    session.flush()
    return thread


def _parent(session: Session, actor: Person, thread: Thread, parent_id: int | None) -> Post | None:
    """The post that is answered; answers to the opening post stand at the root, as answers to the thread do."""
    if parent_id is None:
        return None
    parent = session.get(Post, parent_id, populate_existing=True)
    if parent is None or parent.thread_id != thread.id or rules.is_absent(actor, parent):
        raise NotFound
    require(actor, "post.answer", parent)
    return parent if parent.number > 1 else None


def _add_post(session: Session, actor: Person, thread: Thread, parent: Post | None, values: dict[str, Any]) -> Post:
    moment, number = clock.now(), thread.last_number + 1
    path, depth = rules.place(parent.path if parent else None, number)
    post = Post(
        thread_id=thread.id,
        number=number,
        parent_id=parent.id if parent else None,
        path=path,
        depth=depth,
        author_id=actor.id,
        posted_at=moment,
        html_version=markup.VERSION,
        version=1,
        **values,
    )
    session.add(post)
    post.thread = thread
    session.add(post)
    thread.last_number = number
    session.flush()
    readings.went_on(session, actor, post)
    return post
