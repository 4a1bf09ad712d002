"""What is held of a person for signing in."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.core.database import changed, db
from veche.core.personal import Holding, Rows, hold_personal
from veche.core.policy import N_
from veche.factors import queries
from veche.factors.models import App, RecoveryCode
from veche.factors.rules import SETTING_UP
from veche.factors.services import forget_all


def _export(person: Any) -> Rows:
    """When each was added and used; secrets, keys and hashes are of use to nobody but the lock."""
    return list(_told(person))


def _told(person: Any) -> Iterator[dict[str, Any]]:
    app = queries.app_of(person)
    if app and app.added_at:
        yield {"kind": "app", "added_at": app.added_at.isoformat()}
    for key in queries.passkeys_of(person):
        used = key.used_at.isoformat() if key.used_at else None
        yield {"kind": "passkey", "name": key.name, "added_at": key.added_at.isoformat(), "used_at": used}
    rows = select(RecoveryCode).where(RecoveryCode.person_id == person.id).order_by(RecoveryCode.id)
    for code in db.session.execute(rows).scalars():
        spent = code.spent_at.isoformat() if code.spent_at else None
        yield {"kind": "recovery code", "made_at": code.made_at.isoformat(), "used_at": spent}


def _erase(session: Session, person: Any) -> None:
    forget_all(session, person.id)


def _expire(session: Session, moment: datetime) -> int:
    """A secret that was shown and never confirmed."""
    old = update(App).where(App.pending_at < moment - SETTING_UP).values(pending=None, pending_at=None)
    return changed(session, old)


hold_personal(
    "second_step",
    Holding(
        name=N_("Second step of signing in"),
        tables=("factor_app", "factor_recovery_code", "factor_passkey"),
        kept=N_("As long as the account; each goes at once when it is removed. Secrets are encrypted or hashed."),
        export=_export,
        erase=_erase,
        expire=_expire,
    ),
)
