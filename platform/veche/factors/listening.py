"""What an intruder added goes with them: a passkey would open the account for good, an app shut its owner out."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import object_session

from veche.core import journal
from veche.factors import queries, recovery
from veche.factors.models import App, Passkey, RecoveryCode
from veche.sessions.events import taken_back

# Whoever takes an account over adds their key in the same sitting; older means are the owner's.
SAME_SITTING = timedelta(days=1)


@taken_back.connect
def forget_newest(person: Any, *, since: datetime, **_values: Any) -> None:
    """Passkeys, an app and recovery codes added from a day before the change on open nothing any more."""
    session = object_session(person)
    if session is None:
        return
    first = since - SAME_SITTING
    app = delete(App).where(App.person_id == person.id, App.added_at >= first).returning(App.person_id)
    passkeys = delete(Passkey).where(Passkey.person_id == person.id, Passkey.added_at >= first).returning(Passkey.id)
    for kind, newest in (("app", app), ("passkey", passkeys)):
        for _one in session.execute(newest).all():
            journal.record(session, None, "factor.removed", f"person:{person.id}", kind=kind)
    waiting = update(App).where(App.person_id == person.id)
    session.execute(waiting.values(pending=None, pending_at=None))
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id, RecoveryCode.made_at >= first))
    if not queries.means(person, session).is_on:
        recovery.forget(session, person.id)
