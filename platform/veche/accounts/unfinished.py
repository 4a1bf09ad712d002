"""What a person has typed and not sent yet, kept on the server while it is written, and seen by nobody else.

A feature declares its forms as places: which names they have, which of their fields are kept, and where the writing
goes on. Nothing else can be kept, so no secret is.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person, Unfinished
from veche.accounts.rules import Unacceptable
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import db, writing
from veche.core.markup import is_storable
from veche.core.policy import N_

LONGEST_FIELD, LONGEST_WHOLE, MOST_PLACES = 20_000, 25_000, 50
NEVER = frozenset({"csrf_token", "password", "old_password", "new_password", "proof", "nonce"})


@dataclass(frozen=True)
class Place:
    """A kind of form. pattern: its names, as a regular expression; `address` leads on from a match of it."""

    pattern: re.Pattern[str]
    name: str
    fields: tuple[str, ...]
    address: Callable[[re.Match[str]], str]


_places: list[Place] = []


class Elsewhere(Exception):
    """Another text waits at the place: one left there before, or one that another window writes."""

    def __init__(self, row: Unfinished) -> None:
        super().__init__(row.place)
        self.row = row


def declare_place(pattern: str, *, name: str, fields: Iterable[str], address: Callable[[re.Match[str]], str]) -> None:
    """Let texts be kept at places such as "proposal:7". name: what the person writes there, an English msgid."""
    kept = tuple(fields)
    if NEVER & set(kept):
        raise ValueError(f"never kept: {sorted(NEVER & set(kept))}")
    _places.append(Place(re.compile(pattern), name, kept, address))


def place_of(place: str) -> tuple[Place, re.Match[str]]:
    """The declared form of this name. Raises Unacceptable."""
    for known in _places:
        match = known.pattern.fullmatch(place) if len(place) <= 60 and place.isascii() else None
        if match:
            return known, match
    raise Unacceptable(N_("Nothing can be kept here."))


def is_known(place: str) -> bool:
    """Whether a form of this name is declared."""
    try:
        place_of(place)
    except Unacceptable:
        return False
    return True


def stamp(row: Unfinished | None) -> str:
    """By which a form says what it has seen of the kept text."""
    return row.saved_at.isoformat() if row else ""


def keep(person: Person, place: str, fields: Mapping[str, str], known: str | None = None) -> Unfinished | None:
    """What was typed replaces what was kept there; an empty form keeps nothing.

    known: the stamp of the kept text that the form has seen; when another one is there, Elsewhere is raised and that
    one stays. Raises Unacceptable for an unknown place or too much text.
    """
    kept = _clean(place_of(place)[0], fields)
    with writing() as session:
        hold(session, person)
        row = session.get(Unfinished, (person.id, place), populate_existing=True)
        if row and known is not None and known != stamp(row):
            raise Elsewhere(row)
        if not any(value.strip() for value in kept.values()):
            return row
        if row is None:
            _make_room(session, person)
            row = Unfinished(person_id=person.id, place=place)
            session.add(row)
        row.fields, row.saved_at = kept, clock.now()
        return row


def _clean(place: Place, fields: Mapping[str, str]) -> dict[str, str]:
    kept = {name: fields[name] for name in place.fields if fields.get(name)}
    if sum(map(len, kept.values())) > LONGEST_WHOLE or any(len(value) > LONGEST_FIELD for value in kept.values()):
        raise Unacceptable(N_("This text is too long to be kept: at most 20,000 characters."))
    if not all(map(is_storable, kept.values())):
        raise Unacceptable(N_("Some characters cannot be stored. Please type this text again without them."))
    return kept


def _make_room(session: Session, person: Person) -> None:
    """Fifty texts at once are enough for anybody; the oldest makes room."""
    mine = select(Unfinished).where(Unfinished.person_id == person.id).order_by(Unfinished.saved_at.desc())
    for row in session.execute(mine.offset(MOST_PLACES - 1)).scalars():
        session.delete(row)
    session.flush()


def take(person: Person, place: str) -> Unfinished | None:
    """What the person left at the place; it stays there until it is sent or thrown away."""
    return db.session.get(Unfinished, (person.id, place)) if person.id else None


def drop(person: Person, place: str) -> bool:
    """Nothing is kept there any more: it was sent, or thrown away; whether something was."""
    with writing() as session:
        mine = delete(Unfinished).where(Unfinished.person_id == person.id, Unfinished.place == place)
        return session.execute(mine.returning(Unfinished.place)).first() is not None


def places_of(person: Person) -> Sequence[Unfinished]:
    """Every unfinished text of the person, the latest first."""
    rows = select(Unfinished).where(Unfinished.person_id == person.id)
    return db.session.execute(rows.order_by(Unfinished.saved_at.desc(), Unfinished.place)).scalars().all()
