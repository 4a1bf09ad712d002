"""The verbs of the board: choose a name, begin a talk, reply, take back what waits. Nothing of it reaches journal,
search or feeds."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.rules import Unacceptable, check_name, name_key
from veche.accounts.services import hold
from veche.core import clock, markup
from veche.core.database import writing
from veche.core.moderated import VISIBLE, restored
from veche.core.policy import may, require
from veche.newcomers.limits import take
from veche.newcomers.looking import hold_back, withdrawal
from veche.youth.models import BoardName, YouthPost, YouthThread
from veche.youth.rules import OWN_NAME, TAKEN, waits_for_look

Made = TypeVar("Made", YouthThread, YouthPost)


def choose_name(actor: Person, name: str) -> BoardName:
    """Under which name the member writes here, chosen once. Raises Unacceptable for one that is taken or known."""
    check_name(name)
    with writing() as session:
        person = hold(session, actor)
        require(actor, "board.write")
        known = session.get(BoardName, actor.id)
        if known:
            return known
        if name_key(name) == person.name_key:
            raise Unacceptable(OWN_NAME)
        chosen = BoardName(person_id=actor.id, name=name, name_key=name_key(name), chosen_at=clock.now())
        session.add(chosen)
        _flush_name(session)
        return chosen


def _flush_name(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as clash:
        raise Unacceptable(TAKEN) from clash


def open_thread(actor: Person, *, title: str, text: str, language: str, nonce: str) -> YouthThread:
    """A talk with its first words; a newcomer's waits for a moderator. The same nonce gives the same talk."""
    html = markup.render(text)
    with writing() as session:
        _enter(session, actor)
        known = _made(session, YouthThread, actor, nonce)
        if known:
            return known
        take(session, actor, "thread")
        moment = clock.now()
        thread = YouthThread(author_id=actor.id, title=title, language=language, nonce=nonce, last_number=1)
        thread.opened_at = thread.last_post_at = moment
        session.add(thread)
        session.flush()
        values = {"text": text, "html": html, "language": language, "nonce": nonce, "visibility": VISIBLE}
        _add(session, actor, thread, moment, **values)  # seen when its thread is
        _first_look(session, actor, thread)
        return thread


def reply(actor: Person, thread_id: int, *, text: str, language: str, nonce: str) -> YouthPost:
    """A post in a talk that the member sees; a newcomer's waits for a moderator. Raises NotFound, Refused."""
    html = markup.render(text)
    with writing() as session:
        hold(session, actor)  # the person first, as everywhere: whoever moderates here too would wait for ever
        thread = session.get(YouthThread, thread_id, with_for_update=True, populate_existing=True)
        if thread is None or not may(actor, "youth_thread.read", thread):
            raise NotFound
        require(actor, "youth_thread.reply", thread)
        _enter(session, actor)
        known = _made(session, YouthPost, actor, nonce)
        if known:
            return known
        take(session, actor, "post")
        thread.last_number += 1
        values = {"text": text, "html": html, "language": language, "nonce": nonce}
        post = _add(session, actor, thread, clock.now(), **values)
        if _first_look(session, actor, post):
            thread.last_post_at = post.posted_at
        return post


def _enter(session: Session, actor: Person) -> None:
    """A member in office who has a name here."""
    hold(session, actor)
    require(actor, "board.write")
    if session.get(BoardName, actor.id) is None:
        raise Unacceptable(OWN_NAME)


def _made(session: Session, model: type[Made], actor: Person, nonce: str) -> Made | None:
    return session.execute(select(model).where(model.author_id == actor.id, model.nonce == nonce)).scalar()


def _add(session: Session, actor: Person, thread: YouthThread, moment: datetime, **values: Any) -> YouthPost:
    post = YouthPost(thread_id=thread.id, number=thread.last_number, author_id=actor.id, posted_at=moment, **values)
    post.html_version = markup.VERSION
    post.thread = thread
    session.add(post)
    session.flush()
    return post


def _first_look(session: Session, actor: Person, text: Any) -> bool:
    """Whether others see the text at once: by how many of the member's texts stand there, seen by a moderator or past
    that, whoever the member is elsewhere."""
    mine = select(func.count()).select_from(YouthPost).join(YouthPost.thread)
    here = {"youth_post": YouthPost.id, "youth_thread": YouthPost.thread_id}[text.kind]
    seen = mine.where(
        YouthPost.author_id == actor.id,
        YouthPost.visibility == VISIBLE,
        YouthThread.visibility == VISIBLE,
        here != text.id,
    )
    if waits_for_look(session.execute(seen).scalar_one()):
        hold_back(session, text)
    return bool(text.is_visible)


@withdrawal("youth_post")
def _withdraw_post(session: Session, post: YouthPost) -> None:
    session.execute(delete(YouthPost).where(YouthPost.id == post.id))


@withdrawal("youth_thread")
def _withdraw_thread(session: Session, thread: YouthThread) -> None:
    """With its first words; nobody else could answer yet."""
    session.execute(delete(YouthPost).where(YouthPost.thread_id == thread.id))
    session.execute(delete(YouthThread).where(YouthThread.id == thread.id))


@restored.connect
def _bring_forward(text: Any) -> None:
    """A post that a moderator shows counts as the talk's latest, if it is."""
    if isinstance(text, YouthPost):
        later = update(YouthThread).where(YouthThread.id == text.thread_id, YouthThread.last_post_at < text.posted_at)
        _session_of(text).execute(later.values(last_post_at=text.posted_at))


def _session_of(row: Any) -> Session:
    session = Session.object_session(row)
    assert session  # noqa: S101 - a restored text belongs to the session of the act
    return session
