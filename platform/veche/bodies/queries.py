"""Reads of the register, each page in a fixed number of statements."""

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from veche.bodies.models import Body, BodyOfficer
from veche.core import paging
from veche.core.database import db
from veche.core.languages import in_language

PAGE_SIZE = 50


def bodies(cursor: str | None = None) -> paging.Page[Body]:
    """A page of the register: one statement."""
    rows = paging.keyset(select(Body), [Body.id], cursor).limit(PAGE_SIZE + 1)
    return paging.cut(db.session.execute(rows).scalars().all(), PAGE_SIZE, lambda body: (body.id,))


def load_body(number: int) -> Body:
    """The body with its officers, or the page «not found»: three statements."""
    rows = select(Body).where(Body.id == number).options(selectinload(Body.officers).selectinload(BodyOfficer.person))
    return db.session.execute(rows).scalar_one_or_none() or abort(404)


def body_choices() -> list[tuple[str, str]]:
    """(number, name) of every body, for the lists of forms."""
    rows = db.session.execute(select(Body).order_by(Body.id)).scalars()
    return [(str(body.id), in_language(body, "name")) for body in rows]
