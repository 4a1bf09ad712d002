"""Reads of the register, each page in a fixed number of statements."""

from flask import abort
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from veche.bodies import rules
from veche.bodies.models import Body, BodyOfficer
from veche.core import paging
from veche.core.database import db
from veche.core.languages import in_language, language

PAGE_SIZE = 50


def bodies(cursor: str | None = None, sought: str = "") -> paging.Page[Body]:
    """A page of the register by name in the page's language: one statement, or two where a word is sought.

    A register holds hundreds of entries at most, and neither database folds the case of Cyrillic letters alike, so the
    words are compared here.
    """
    name = getattr(Body, f"name_{language()}")
    rows = select(Body)
    if sought:
        names = db.session.execute(select(Body.id, Body.name_ru, Body.name_be, Body.name_en))
        rows = rows.where(Body.id.in_(rules.fitting(((row[0], "\n".join(row[1:])) for row in names), sought)))
    rows = paging.keyset(rows, [name, Body.id], cursor).limit(PAGE_SIZE + 1)
    return paging.cut(
        db.session.execute(rows).scalars().all(), PAGE_SIZE, lambda body: (getattr(body, f"name_{language()}"), body.id)
    )


def count() -> int:
    """How many bodies there are: one statement."""
    return db.session.execute(select(func.count()).select_from(Body)).scalar_one()


def load_body(number: int) -> Body:
    """The body with its officers, or the page «not found»: three statements."""
    rows = select(Body).where(Body.id == number).options(selectinload(Body.officers).selectinload(BodyOfficer.person))
    return db.session.execute(rows).scalar_one_or_none() or abort(404)


def body_choices() -> list[tuple[str, str]]:
    """(number, name) of every body, for the lists of forms."""
    rows = db.session.execute(select(Body).order_by(Body.id)).scalars().all()
    return [(str(body.id), in_language(body, "name")) for body in rows]
