"""What moderators read of appeals and reviews; each with a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.core.policy import Refusal, refusal
from veche.moderation.models import Act, Case, Flag
from veche.moderation.texts import Neighbours, Text, look_up, neighbours, text_of
from veche.oversight.models import Appeal, Review
from veche.oversight.services import is_late
from veche.oversight.stakes import stake, stakes

SHOWN = 100
DECIDED_SHOWN = 20


@dataclass(frozen=True)
class Item:
    """An appeal or a review in a list: its text (None when it is gone), and why it is not this moderator's."""

    row: Any
    text: Text | None
    against: Refusal | None

    @property
    def is_late(self) -> bool:
        return isinstance(self.row, Appeal) and is_late(self.row, clock.now())


@dataclass(frozen=True)
class Opened:
    """One of them with everything that is needed to decide: the text in its talk, and why one may not."""

    row: Any
    act: Act
    text: Text
    around: Neighbours
    against: Refusal | None


def waiting_appeals(person: Any) -> list[Item]:
    """The appeals without an answer, the oldest first."""
    rows = _appeals().where(Appeal.outcome.is_(None)).order_by(Appeal.lodged_at, Appeal.id)
    return _items(person, db.session.execute(rows.limit(SHOWN)).unique().scalars().all(), "appeal.judge")


def decided_appeals() -> Sequence[Appeal]:
    """The last answers, the newest first."""
    rows = _appeals().where(Appeal.outcome.is_not(None)).order_by(Appeal.decided_at.desc(), Appeal.id.desc())
    return db.session.execute(rows.limit(DECIDED_SHOWN)).unique().scalars().all()


def _appeals() -> Any:
    near = (joinedload(Appeal.act), joinedload(Appeal.case).joinedload(Case.claimed_by), joinedload(Appeal.decided_by))
    return select(Appeal).options(*near)


def waiting_reviews(person: Any) -> list[Item]:
    """The drawn decisions that nobody has reviewed yet, the oldest first."""
    rows = select(Review).options(joinedload(Review.act)).where(Review.reviewed_at.is_(None)).order_by(Review.id)
    return _items(person, db.session.execute(rows.limit(SHOWN)).unique().scalars().all(), "review.make")


def _items(person: Any, rows: Sequence[Any], name: str) -> list[Item]:
    texts = look_up((row.act.kind, row.act.subject_id) for row in rows)
    known = [(row, text) for row in rows if (text := texts.get((row.act.kind, row.act.subject_id)))]
    found = stakes(person, [(row.act, text.row) for row, text in known]) if known else []
    return [Item(row, text, refusal(person, name, one)) for (row, text), one in zip(known, found, strict=True)]


def open_appeal(person: Any, number: int) -> Opened | None:
    appeal = db.session.execute(_appeals().where(Appeal.id == number)).unique().scalar()
    return _opened(person, appeal, "appeal.judge") if appeal else None


def open_review(person: Any, number: int) -> Opened | None:
    review = db.session.get(Review, number)
    return _opened(person, review, "review.make") if review else None


def _opened(person: Any, row: Any, name: str) -> Opened | None:
    act: Act = row.act
    text = text_of(act.kind, act.subject_id)
    if text is None:
        return None
    return Opened(row, act, text, neighbours(text), refusal(person, name, stake(person, act, text.row)))


def reports_on(act: Act) -> list[tuple[str, str]]:
    """(reason, note) of each report that the act answered; never whose."""
    rows = select(Flag.reason, Flag.note).where(Flag.case_id == act.case_id).order_by(Flag.id)
    return [(reason, note) for reason, note in db.session.execute(rows)]


def has_reported_in(person: Any, act: Act) -> bool:
    """Whether one of the reports that the act answered is this person's."""
    mine = select(Flag.id).where(Flag.case_id == act.case_id, Flag.person_id == person.id).limit(1)
    return act.case_id is not None and db.session.execute(mine).first() is not None


def appeals_of(person: Any, limit: int = 10) -> list[tuple[Appeal, Text | None]]:
    """A person's own appeals with their texts, the newest first."""
    rows = _appeals().where(Appeal.person_id == person.id).order_by(Appeal.id.desc()).limit(limit)
    found = db.session.execute(rows).unique().scalars().all()
    texts = look_up((appeal.act.kind, appeal.act.subject_id) for appeal in found)
    return [(appeal, texts.get((appeal.act.kind, appeal.act.subject_id))) for appeal in found]


def appealed(numbers: Sequence[int]) -> dict[int, Appeal]:
    """The appeals against these acts, by the act's number."""
    rows = select(Appeal).where(Appeal.act_id.in_(numbers))
    return {appeal.act_id: appeal for appeal in db.session.execute(rows).scalars()} if numbers else {}


def reviews_by(person: Any, limit: int = 20) -> list[tuple[Review, Text | None]]:
    """What the person has reviewed, the newest first."""
    mine = select(Review).options(joinedload(Review.act)).where(Review.reviewer_id == person.id)
    rows = db.session.execute(mine.order_by(Review.id.desc()).limit(limit)).unique().scalars().all()
    texts = look_up((row.act.kind, row.act.subject_id) for row in rows)
    return [(row, texts.get((row.act.kind, row.act.subject_id))) for row in rows]


def appeal_of_case(number: int) -> int | None:
    """The appeal that waits as this case."""
    return db.session.execute(select(Appeal.id).where(Appeal.case_id == number)).scalar()


def claimed_by_other(appeal: Appeal, person: Any) -> Person | None:
    """The moderator who has the appeal now, when it is not this one."""
    case = appeal.case
    live = case.closed_at is None and case.claimed_until is not None and case.claimed_until > clock.now()
    return case.claimed_by if live and case.claimed_by_id != person.id else None


def claimed_by(appeal: Appeal, person: Any) -> bool:
    until = appeal.case.claimed_until
    return appeal.case.claimed_by_id == person.id and until is not None and until > clock.now()
