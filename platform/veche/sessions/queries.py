"""Reads of sessions."""

from collections.abc import Sequence

from sqlalchemy import select

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.sessions import limits, rules
from veche.sessions.models import LiveSession


def by_digest(digest: str) -> LiveSession | None:
    """The session whose secret has this digest."""
    rows = select(LiveSession).where(LiveSession.digest == digest)
    return db.session.execute(rows).unique().scalar_one_or_none()


def of(person: Person) -> Sequence[LiveSession]:
    """The live sessions of a person, the one used last first."""
    rows = select(LiveSession).where(LiveSession.person_id == person.id, LiveSession.epoch == person.epoch)
    found = db.session.execute(rows.order_by(LiveSession.seen_at.desc(), LiveSession.id.desc())).unique().scalars()
    now, lasts = clock.now(), limits.of(person)
    return [row for row in found if not rules.is_over(lasts, row.began_at, row.seen_at, now)]
