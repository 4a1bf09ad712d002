"""What a moderator should know before deciding: what the author did before, and how cases like this one ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.moderation.models import Act, Case, Flag
from veche.moderation.people import is_restrained
from veche.moderation.standing import state_of

SHOWN = 5
_RESTRAINING = ("hide", "remove", "redact", "warn", "mute", "ban")
_ANSWERS = (*_RESTRAINING, "leave")


@dataclass(frozen=True)
class Author:
    """The author of a text as a judge may know them: since when, how many first texts passed, what was done before."""

    since: datetime
    passed: int
    acts: Sequence[Act]
    muted_until: datetime | None
    is_banned: bool
    is_restrained: bool


def author(row: Any) -> Author:
    """The history of a text's author, without the acts on this very text."""
    person: Person = row.author
    others = (Act.kind != row.kind) | (Act.subject_id != row.id)
    mine = select(Act).where(Act.author_id == person.id, Act.verb.in_(_RESTRAINING), others)
    acts = db.session.execute(mine.order_by(Act.id.desc()).limit(SHOWN)).scalars().all()
    banned = person.banned_at is not None
    return Author(person.joined_at, person.passed, acts, person.silent_until, banned, is_restrained(person))


def similar(case: Case, reasons: Sequence[str], clauses: Sequence[str]) -> Sequence[Act]:
    """How cases about texts of the same kind, reported for the same reason or decided by the same clause, ended."""
    alike: ColumnElement[bool] = Act.clause.in_(clauses)
    if reasons:
        reported = select(Flag.case_id).where(Flag.case_id == Act.case_id, Flag.reason.in_(reasons))
        alike = or_(alike, reported.exists())
    rows = select(Act).where(Act.kind == case.kind, Act.subject_id != case.subject_id, Act.verb.in_(_ANSWERS))
    if reasons or clauses:
        rows = rows.where(alike)
    found = rows.options(joinedload(Act.moderator)).order_by(Act.id.desc()).limit(SHOWN)
    return db.session.execute(found).unique().scalars().all()


def state(act: Act) -> str:
    """The act's state by the clock."""
    return state_of(act, clock.now())
