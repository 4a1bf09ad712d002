"""What the journal's entries on sittings and seats are about, in words and with an address."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from veche.accounts.models import Person
from veche.committee.models import Seat
from veche.core.database import db
from veche.core.languages import day, gettext, in_language
from veche.moderation.texts import Key
from veche.sittings.models import Sitting


def sittings_of(keys: set[Key]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """By subject: the words, the endpoint and its values; a statement for each of the two kinds that occur."""
    return _sittings({number for kind, number in keys if kind == "sitting"}) | _seats(
        {number for kind, number in keys if kind == "seat"}
    )


def _sittings(numbers: set[int]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    if not numbers:
        return {}
    rows = db.session.execute(select(Sitting).where(Sitting.id.in_(numbers))).scalars()
    return {row.subject: (_name(row), "sittings.sitting", {"number": row.id}) for row in rows}


def _name(row: Sitting) -> str:
    if row.ends_at:
        return gettext("Written procedure until %(day)s", day=day(row.ends_at))
    return gettext("Sitting on %(day)s", day=day(row.begins_at))


def _seats(numbers: set[int]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    if not numbers:
        return {}
    near = joinedload(Seat.person).options(lazyload(Person.grants))
    rows = db.session.execute(select(Seat).where(Seat.id.in_(numbers)).options(near, joinedload(Seat.sector))).scalars()
    return {
        f"seat:{row.id}": (f"{row.person.display_name}, {in_language(row.sector, 'title')}", "sittings.members", {})
        for row in rows
    }
