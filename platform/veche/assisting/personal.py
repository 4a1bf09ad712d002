"""What assisting holds of people: visits for a month, and what was entered for whom."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.assisting.models import AssistedAct, Visit
from veche.core.database import changed, db
from veche.core.personal import Holding, hold_personal
from veche.core.policy import N_

VISITS_KEPT = timedelta(days=30)


def _entered(person: Any) -> list[dict[str, Any]]:
    rows = select(AssistedAct).where(AssistedAct.person_id == person.id).order_by(AssistedAct.id)
    found = db.session.execute(rows).scalars()
    return [
        {"slip": act.slip, "kind": act.kind, "proposal": act.proposal_id, "entered_at": act.entered_at.isoformat()}
        for act in found
    ]


def _unlink(session: Session, person: Person) -> None:
    """The counts stay, and nothing tells for whom it was entered."""
    session.execute(delete(Visit).where(Visit.person_id == person.id))
    session.execute(update(AssistedAct).where(AssistedAct.person_id == person.id).values(person_id=None))


def _expire(session: Session, now: datetime) -> int:
    return changed(session, delete(Visit).where(Visit.begun_at < now - VISITS_KEPT))


hold_personal(
    "assisted",
    Holding(
        name=N_("What a desk entered for you, and when you were there"),
        tables=("assisted_visit", "assisted_act"),
        kept=N_("Visits 30 days; what was entered as long as the proposal stands, without you once you have left."),
        export=_entered,
        erase=_unlink,
        expire=_expire,
    ),
)
