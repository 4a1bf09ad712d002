"""Reads for the pages of accounts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from veche.accounts.models import Person
from veche.accounts.rules import name_key
from veche.core.database import db
from veche.core.paging import Page, cut, keyset

SIZE = 30


def people(cursor: str | None, text: str = "") -> Page[Person]:
    """People by number, newest first; `text` is a part of a name, or a whole e-mail: nobody guesses at addresses."""
    rows = select(Person)
    if text:
        known = Person.email == text.strip().lower()
        rows = rows.where(known | Person.name_key.contains(name_key(text), autoescape=True))
    found = keyset(rows, [Person.id], cursor, descending=True).limit(SIZE + 1)
    return cut(db.session.execute(found).unique().scalars().all(), SIZE, lambda person: [person.id])


def waiting_for_verification() -> int:
    """How many confirmed people are not verified yet."""
    rows = select(func.count()).where(Person.confirmed_at.is_not(None), Person.verified_at.is_(None))
    number: int = db.session.execute(rows).scalar_one()
    return number


def letters() -> Sequence[Any]:
    """The newest letters of the outbox, for a demonstration without a mail server."""
    from veche.core.outbox import Letter

    return db.session.execute(select(Letter).order_by(Letter.id.desc()).limit(50)).scalars().all()
