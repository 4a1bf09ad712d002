"""What part a moderator has in an appealed or a reviewed act: asked for one or for a list with the same statements."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from veche.accounts.models import Person, RoleGrant, in_office
from veche.core.database import db
from veche.core.policy import may
from veche.moderation.conflicts import matters
from veche.moderation.copies import Copy, elsewhere
from veche.moderation.models import Act
from veche.moderation.texts import look_up
from veche.oversight.models import Appeal, Review
from veche.oversight.policy import Stake


def stake(person: Any, act: Act, row: Any) -> Stake:
    """The act as this person would judge it."""
    return stakes(person, [(act, row)])[0]


def stakes(person: Any, asked: Sequence[tuple[Act, Any]]) -> list[Stake]:
    """The acts as this person would judge them, in their order."""
    found = matters(person, [(act.kind, row, act, None) for act, row in asked])
    here, reviewed = _decided(person, [act for act, _ in asked]), _reviewed(person, [act.id for act, _ in asked])
    return [
        Stake(
            matter,
            has_decided_here=(act.kind, act.subject_id) in here,
            has_reviewed=act.id in reviewed,
            has_appealed=act.author_id == person.id,
        )
        for (act, _), matter in zip(asked, found, strict=True)
    ]


def _decided(person: Any, acts: list[Act]) -> set[tuple[str, int]]:
    """The texts among these about which the person took or confirmed any act."""
    rows = select(Act.kind, Act.subject_id).where(Act.subject_id.in_({act.subject_id for act in acts}))
    mine = rows.where(or_(Act.moderator_id == person.id, Act.seconded_by_id == person.id))
    return {(kind, number) for kind, number in db.session.execute(mine)}


def _reviewed(person: Any, numbers: list[int]) -> set[int]:
    rows = select(Review.act_id).where(Review.act_id.in_(numbers), Review.reviewer_id == person.id)
    return set(db.session.execute(rows).scalars())


def those_who_may(act: Act, row: Any) -> list[Person]:
    """The moderators in office who may decide an appeal against the act; there are few moderators in a city."""
    return [person for person in moderators() if may(person, "appeal.judge", stake(person, act, row))]


def moderators() -> Sequence[Person]:
    """Whoever moderates today and can sign in."""
    return people_in("moderator")


def people_in(role: str) -> Sequence[Person]:
    """Whoever holds the role today and has neither left nor been banned."""
    holders = select(RoleGrant.person_id).where(in_office(role))
    here = (Person.id.in_(holders), Person.left_at.is_(None), Person.banned_at.is_(None))
    rows = select(Person).options(joinedload(Person.grants)).where(*here, Person.confirmed_at.is_not(None))
    return db.session.execute(rows.order_by(Person.id)).unique().scalars().all()


@elsewhere.append
def _said(session: Session, row: Any) -> list[Copy]:
    """What was said in appeals and reviews of acts on a text, for when personal data is taken out of it."""
    here = select(Act.id).where(Act.kind == row.kind, Act.subject_id == row.id)
    appeals = session.execute(select(Appeal).where(Appeal.act_id.in_(here))).unique().scalars()
    reviews = session.execute(select(Review).where(Review.act_id.in_(here))).unique().scalars()
    found = [Copy(appeal, column) for appeal in appeals for column in ("words", "reasons")]
    return [*found, *(Copy(review, "word") for review in reviews)]


def row_of(act: Act) -> Any:
    """The text that an act is about, as its feature keeps it."""
    text = look_up([(act.kind, act.subject_id)]).get((act.kind, act.subject_id))
    return text.row if text else None
