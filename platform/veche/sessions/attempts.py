"""Failed tries, counted in the database, so that several server processes count together; forgotten within a day."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from veche.core import clock
from veche.core.database import db, one_after_another, writing
from veche.core.forgetting import forgets
from veche.sessions.models import Attempt
from veche.sessions.rules import WINDOW, Tries, wait_until

KEPT = timedelta(hours=24)


class TooMany(Exception):
    """The next try is let through at the moment `until`, and not before."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


def count(what: str, account: str, source: str, known: bool) -> None:
    """This try counts as failed until `forget` says otherwise. Raises TooMany, and then it does not count.

    Counted before the proof is looked at: a hundred tries at the same moment are a hundred, not one, at an account and
    from a source.
    """
    moment = clock.now()
    with writing() as session:
        for digest in (account, source):
            one_after_another(session, digest)
        until = wait_until(_tries(session, what, account, source, known, moment), moment)
        if until:
            raise TooMany(until)
        session.add(Attempt(what=what, account=account, source=source, at=moment))


def _tries(session: Session, what: str, account: str, source: str, known: bool, now: datetime) -> Tries:
    recent = (Attempt.what == what) & (Attempt.at > now - WINDOW)
    at_it = select(Attempt.source, Attempt.at).where(recent, Attempt.account == account).order_by(Attempt.at)
    here = select(Attempt.at).where(recent, Attempt.source == source).order_by(Attempt.at)
    tried = [(origin, at) for origin, at in session.execute(at_it)]
    return Tries(
        pair=[at for origin, at in tried if origin == source],
        account=len(tried),
        source=session.execute(here).scalars().all(),
        known=known,
    )


def forget(what: str, account: str, source: str) -> None:
    """The proof was right: what failed before it at this account from this source counts no longer."""
    with writing() as session:
        mine = (Attempt.what == what) & (Attempt.account == account) & (Attempt.source == source)
        session.execute(delete(Attempt).where(mine))


def how_many(what: str, account: str) -> int:
    """How many tries at the account count now, from anywhere."""
    recent = (Attempt.what == what) & (Attempt.at > clock.now() - WINDOW)
    rows = select(func.count()).where(recent, Attempt.account == account)
    number: int = db.session.execute(rows).scalar_one()
    return number


expire = forgets("old attempts are forgotten", Attempt, lambda now: Attempt.at < now - KEPT)
