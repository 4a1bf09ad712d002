"""What is held of being here: live sessions, former e-mails for three days, failed tries that name nobody."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal, hours_or_days
from veche.core.policy import N_
from veche.core.settings import setting
from veche.sessions import attempts, credentials, limits
from veche.sessions.models import AddressChange, LiveSession


def _sessions(person: Any) -> Rows:
    rows = select(LiveSession).where(LiveSession.person_id == person.id).order_by(LiveSession.began_at)
    return [
        {
            "device": row.device,
            "factor": row.factor,
            "began_at": row.began_at.isoformat(),
            "seen_at": row.seen_at.isoformat(),
            "proved_at": row.proved_at.isoformat(),
        }
        for row in db.session.execute(rows).unique().scalars()
    ]


def _end(session: Session, person: Any) -> None:
    session.execute(delete(LiveSession).where(LiveSession.person_id == person.id))


def _former(person: Any) -> Rows:
    rows = select(AddressChange).where(AddressChange.person_id == person.id).order_by(AddressChange.id)
    found = db.session.execute(rows).scalars()
    return [{"old_email": row.old_email, "changed_at": row.changed_at.isoformat()} for row in found]


def _forget_former(session: Session, person: Any) -> None:
    session.execute(delete(AddressChange).where(AddressChange.person_id == person.id))


hold_personal(
    "sessions",
    Holding(
        N_("Where you are signed in: browser and system in words, since when, last use; no network address"),
        ("live_session",),
        N_("Until the session ends, at most %(longest)s; staff %(staff)s."),
        export=_sessions,
        erase=_end,
        expire=limits.expire,
        terms=lambda: {
            "longest": hours_or_days(setting("SESSION_LONGEST_HOURS")),
            "staff": hours_or_days(setting("STAFF_LONGEST_HOURS")),
        },
    ),
)
hold_personal(
    "former_emails",
    Holding(
        N_("The e-mail you had before a change"),
        ("address_change",),
        N_("72 hours, so that you can take the change back."),
        export=_former,
        erase=_forget_former,
        expire=credentials.expire,
    ),
)
hold_personal(
    "attempts",
    Holding(
        N_("Failed attempts to sign in, as keyed digests that name neither account nor network"),
        ("attempt",),
        N_("One day, to slow down whoever guesses passwords."),
        expire=attempts.expire,
    ),
)
