"""What is held of newcomers."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from veche.core.database import changed, db
from veche.core.personal import Holding, Rows, hold_personal
from veche.core.policy import N_
from veche.newcomers import limits
from veche.newcomers.looking import withdraw_all
from veche.newcomers.models import FirstLook, RecentAct

LOOKS_KEPT = timedelta(days=30)


def _recent(person: Any) -> Rows:
    rows = select(RecentAct.what, RecentAct.at).where(RecentAct.person_id == person.id).order_by(RecentAct.at)
    return [{"kind": what, "at": at.isoformat()} for what, at in db.session.execute(rows)]


def _forget_recent(session: Session, person: Any) -> None:
    session.execute(delete(RecentAct).where(RecentAct.person_id == person.id))


def _looks(person: Any) -> Rows:
    rows = select(FirstLook).where(FirstLook.person_id == person.id).order_by(FirstLook.since)
    return [
        {
            "kind": row.kind,
            "number": row.subject_id,
            "since": row.since.isoformat(),
            "shown_at": row.shown_at.isoformat() if row.shown_at else None,
        }
        for row in db.session.execute(rows).scalars()
    ]


def _forget_looks(session: Session, moment: datetime) -> int:
    """A text that everybody has seen for a month needs no note that it waited once."""
    return changed(session, delete(FirstLook).where(FirstLook.shown_at <= moment - LOOKS_KEPT))


hold_personal(
    "recent_acts",
    Holding(
        name=N_("How often you wrote lately"),
        tables=("recent_act",),
        kept=N_("24 hours: the kind and the time of each text, to hold the limits against floods of texts."),
        export=_recent,
        erase=_forget_recent,
        expire=limits.expire,
    ),
)
hold_personal(
    "first_looks",
    Holding(
        name=N_("Your first texts and when a moderator showed them"),
        tables=("first_look",),
        kept=N_("30 days after the text was shown, to publish it once and not twice."),
        export=_looks,
        erase=withdraw_all,
        goes=N_("What no moderator has shown yet goes at once."),
        expire=_forget_looks,
    ),
)
