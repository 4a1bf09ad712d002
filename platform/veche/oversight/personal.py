"""What oversight holds of a person: their appeals, their reviews as a moderator, what they were told."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal
from veche.core.policy import N_
from veche.oversight.models import Appeal, Review


def _appeals(person: Any) -> Rows:
    rows = select(Appeal).where(Appeal.person_id == person.id).order_by(Appeal.id)
    for row in db.session.execute(rows).scalars():
        yield {
            "act": row.act_id,
            "words": row.words,
            "lodged_at": row.lodged_at.isoformat(),
            "outcome": row.outcome,
            "decided_at": row.decided_at.isoformat() if row.decided_at else None,
            "reasons": row.reasons,
        }


def _forget_appeals(session: Session, person: Any) -> None:
    """The words go; that there was an appeal and how it ended stays counted."""
    mine = update(Appeal).where(Appeal.person_id == person.id)
    session.execute(mine.values(words=""))


def _reviews(person: Any) -> Rows:
    rows = select(Review).where(Review.reviewer_id == person.id).order_by(Review.id)
    for row in db.session.execute(rows).scalars():
        reviewed = row.reviewed_at.isoformat() if row.reviewed_at else None
        yield {"measure": row.measure, "word": row.word, "reviewed_at": reviewed}


hold_personal(
    "appeals",
    Holding(
        N_("Your appeals against moderators’ decisions"),
        ("appeal",),
        N_("The words until you delete your account; that there was an appeal, and how it ended, stays counted."),
        _appeals,
        _forget_appeals,
    ),
)
hold_personal(
    "reviews",
    Holding(
        N_("Your blind reviews as a moderator"),
        ("review",),
        N_("As long as the journal, as an act of office; your name stands there no more when you leave."),
        _reviews,
    ),
)
