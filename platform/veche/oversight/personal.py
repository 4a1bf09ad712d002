"""What oversight holds of a person: their appeals, their reviews as a moderator, what they were told."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.core.database import db
from veche.core.languages import DEFAULT
from veche.core.personal import Holding, Rows, hold_personal, without_name
from veche.core.policy import N_
from veche.moderation.models import Act
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
    """The words go; that there was an appeal, how it ended and why stays, without the name."""
    for appeal in session.execute(select(Appeal).where(Appeal.person_id == person.id)).scalars():
        appeal.words, appeal.reasons = "", without_name(appeal.reasons, person, DEFAULT)
    session.flush()


def _reviews(person: Any) -> Rows:
    rows = select(Review).where(Review.reviewer_id == person.id).order_by(Review.id)
    for row in db.session.execute(rows).scalars():
        reviewed = row.reviewed_at.isoformat() if row.reviewed_at else None
        yield {"measure": row.measure, "word": row.word, "reviewed_at": reviewed}


def _unname_reviews(session: Session, person: Any) -> None:
    """What reviewers wrote about measures against the person stays, without the name."""
    rows = select(Review).join(Act, Act.id == Review.act_id).where(Act.author_id == person.id, Review.word != "")
    for review in session.execute(rows).scalars():
        review.word = without_name(review.word, person, DEFAULT)
    session.flush()


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
        _unname_reviews,
        goes=N_("It stays; your name is not in it."),
    ),
)
