"""Letters to those who hold an office: one a day to each, from the morning on, while there is something to tell."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person, in_office
from veche.accounts.services import hold
from veche.core import clock, daily
from veche.core.database import db, writing

MORNING = 8


def is_morning() -> bool:
    """Whether the city is up: nobody gets a letter at night."""
    return clock.now().astimezone(clock.CITY_ZONE).hour >= MORNING


def unseen(what: str, role: str) -> Sequence[int]:
    """Who holds the office and was not looked at today; nobody before the morning.

    Whoever was looked at is not looked at again that day, so a worker's every further round costs one statement.
    """
    if not is_morning():
        return []
    able = Person.confirmed_at.is_not(None) & Person.left_at.is_(None) & Person.banned_at.is_(None)
    rows = select(Person.id).where(Person.grants.any(in_office(role)), able, Person.id.not_in(daily.done_today(what)))
    return db.session.execute(rows.order_by(Person.id)).scalars().all()


def look_at(number: int, what: str, post: Callable[[Session, Person], None] | None, **told: Any) -> bool:
    """Whether `post` wrote a letter to the person: not without something to tell (None), not to somebody who cannot
    read here, and only in the first process of the day."""
    with writing() as session:
        person = session.get(Person, number)
        if person is None or not person.is_confirmed or person.left_at or person.banned_at:
            return False
        person = hold(session, person)
        if not daily.first(session, what, number, **told):
            return False
        if post:
            post(session, person)
        return post is not None
