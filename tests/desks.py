"""Sentences that make desks, sheets and codes for tests."""

from typing import Any

from factories import a_person, nonce
from veche.accounts.models import Person
from veche.residents import desks

NAMES = {"name_ru": "Библиотека", "name_be": "Бібліятэка", "name_en": "Library"}
TOLD = {**NAMES, "place": "ул. Ленина, 8а", "hours": "пн–пт 10:00–19:00"}


def a_desk(**values: str) -> Any:
    return desks.open_desk(a_person(("admin",)), **{**TOLD, **values})


def staff_of(desk: Any, name: str | None = None) -> Person:
    """Somebody who works at the desk."""
    person = a_person(name=name)
    desks.name_staff(a_person(("admin",)), desk.id, person.name_key)
    return person


def a_sheet(desk: Any = None, size: int = 2, staff: Person | None = None) -> tuple[Any, list[str]]:
    """A printed sheet and its codes."""
    desk = desk or a_desk()
    return desks.print_sheet(staff or staff_of(desk), desk.id, size, nonce())


def a_code(desk: Any = None) -> str:
    return a_sheet(desk, size=1)[1][0]


def a_slip(document: str) -> str:
    """A code of a desk, handed out against the document."""
    desk = a_desk()
    staff = staff_of(desk)
    sheet, codes = a_sheet(desk, 1, staff)
    desks.bind_code(staff, sheet.id, 1, document)
    return codes[0]


def known_by(person: Person, document: str) -> Person:
    """Verified at a desk, which noted a hash of the document."""
    from veche.core.database import writing
    from veche.residents import keys
    from veche.residents.identities import claim

    with writing() as session:
        claim(session, person.id, keys.identity("document", document), "desk")
    return person


def a_neighbour(**values: Any) -> Person:
    """Confirmed, and not verified yet."""
    return a_person(resident=False, **values)
