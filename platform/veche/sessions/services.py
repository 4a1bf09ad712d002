"""The verbs of being here: begin a session, find its person, end it, show once more who one is."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from veche.accounts.links import write_letter
from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import BUSY_MILLISECONDS, changed, db, writing
from veche.sessions import limits, queries, rules
from veche.sessions.models import LiveSession

SEEN_EVERY = timedelta(minutes=5)
# Whoever has only just signed up knows that they signed in.
NEWLY_HERE = timedelta(days=1)


def begin(person: Person, *, factor: str = "password", device: str = "", familiar: bool = True) -> str:
    """A session of this person; its secret, which only the browser keeps.

    A letter tells the person when the browser is not `familiar`.
    """
    secret, moment = secrets.token_urlsafe(32), clock.now()
    with writing() as session:
        row = LiveSession(
            digest=_digest(secret),
            person_id=person.id,
            epoch=person.epoch,
            factor=factor,
            device=device,
            began_at=moment,
            seen_at=moment,
            proved_at=moment,
        )
        session.add(row)
        if not familiar and moment - person.joined_at > NEWLY_HERE:
            _tell_of_new_browser(session, person, device, moment)
    return secret


def _tell_of_new_browser(session: Session, person: Person, device: str, moment: datetime) -> None:
    write_letter(session, person.email, person.language, "new_browser", {"device": device, "time": moment})


def person_of_session(secret: str) -> Person | None:
    """The person of a live session; nobody when it was ended, rested or lasted too long, or the epoch has moved on."""
    found = queries.by_digest(_digest(secret))
    moment = clock.now()
    if found is None or found.epoch != found.person.epoch:
        return None
    found.person.live, found.person.proved_by = found, found.factor
    if rules.is_over(limits.of(found.person), found.began_at, found.seen_at, moment):
        return None
    if moment - found.seen_at >= SEEN_EVERY:
        _touch(found.id, moment)
    return found.person


def _touch(number: int, moment: datetime) -> None:
    """Note that the session is in use; a page is never late or broken for it, so a busy database is left alone."""
    try:
        with db.engine.connect() as connection:
            _without_waiting(connection)
            try:
                mine = update(LiveSession).where(LiveSession.id == number)
                connection.execute(mine.values(seen_at=moment))
                connection.commit()
            finally:
                _waiting_again(connection)
    except OperationalError:
        pass


def _without_waiting(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    connection.execute(text("PRAGMA busy_timeout=0" if is_sqlite else "SET LOCAL lock_timeout='50ms'"))


def _waiting_again(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.rollback()
        connection.execute(text(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}"))


def prove(actor: Person) -> str:
    """The person has just shown once more who they are: the same session under a new secret, which it answers."""
    secret = secrets.token_urlsafe(32)
    with writing() as session:
        mine = update(LiveSession).where(LiveSession.id == actor.live.id)
        session.execute(mine.values(digest=_digest(secret), proved_at=clock.now()))
    return secret


def end(secret: str) -> None:
    """This session is over."""
    with writing() as session:
        session.execute(delete(LiveSession).where(LiveSession.digest == _digest(secret)))


def end_one(actor: Person, number: int) -> bool:
    """End one of one's own sessions; whether there was such a one."""
    with writing() as session:
        mine = delete(LiveSession).where(LiveSession.id == number, LiveSession.person_id == hold(session, actor).id)
        return session.execute(mine.returning(LiveSession.id)).first() is not None


def end_others(actor: Person) -> int:
    """End every session of the person but the one they are here by; the number of them.

    The epoch moves on and takes this one along, so that links in letters and whatever else hangs on it end too.
    """
    here = actor.live.id
    with writing() as session:
        return move_on(session, hold(session, actor), stays=here)


def move_on(session: Session, person: Person, stays: int | None = None) -> int:
    """In an open transaction: every session of the locked person ends, but the one that stays; the number of them."""
    person.epoch += 1
    others = delete(LiveSession).where(LiveSession.person_id == person.id, LiveSession.id != (stays or 0))
    ended = changed(session, others)
    mine = update(LiveSession).where(LiveSession.id == stays, LiveSession.person_id == person.id)
    session.execute(mine.values(epoch=person.epoch))
    return ended


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
