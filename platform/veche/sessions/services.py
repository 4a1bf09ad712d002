"""The verbs of being here: begin a session, find its person, end it."""

import hashlib
import secrets

from sqlalchemy import delete, select

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db, writing
from veche.sessions.models import LiveSession


def begin(person: Person, *, factor: str = "password", device: str = "") -> str:
    """A session of this person; its secret, which only the browser keeps."""
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
    return secret


def person_of_session(secret: str) -> Person | None:
    """The person of a live session; nobody when it was ended or the person's epoch has moved on."""
    rows = select(LiveSession).where(LiveSession.digest == _digest(secret))
    found = db.session.execute(rows).unique().scalar_one_or_none()
    if found is None or found.epoch != found.person.epoch:
        return None
    found.person.live, found.person.proved_by = found, found.factor
    return found.person


def end(secret: str) -> None:
    """This session is over."""
    with writing() as session:
        session.execute(delete(LiveSession).where(LiveSession.digest == _digest(secret)))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
