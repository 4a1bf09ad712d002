"""Reads of arguments: the two columns of a proposal's page, one side page by page, the place where one stands.

Each costs the same number of statements for ten arguments and for a thousand; hidden ones never leak.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import joinedload, lazyload

from veche.accounts.models import Person
from veche.core.database import db
from veche.core.moderated import shown_to
from veche.core.pages import ask
from veche.core.paging import Page, cut, keyset
from veche.proposals.models import Argument, Helpful, Proposal

SIDES = ("for", "against")
SHOWN = 6
SIZE = 50
# Among equals the newer one stands first: nobody has weighed it yet, and below it would not be seen.
KEYS: dict[str, list[Any]] = {"helpful": [Argument.score, Argument.id], "newest": [Argument.id]}


@dataclass(frozen=True)
class Column:
    """The arguments of one side, the most helpful first, and how many there are."""

    side: str
    arguments: Sequence[Argument]
    count: int


@dataclass(frozen=True)
class Place:
    """Where an argument stands: on the proposal's page, or on the page of its side that begins after a cursor."""

    argument: Argument
    on_top: bool
    after: str | None


def seen_by(person: Any, proposal_id: int) -> ColumnElement[bool]:
    """The arguments of a proposal that the person may see."""
    return and_(Argument.proposal_id == proposal_id, shown_to(Argument, person))


def near() -> Select[Any]:
    """Arguments with what is shown of them."""
    author = joinedload(Argument.author).options(lazyload(Person.grants))
    return select(Argument).options(author, joinedload(Argument.proposal))


def counts(proposal: Proposal, person: Any) -> dict[str, int]:
    """How many arguments each side has: one statement."""
    rows = select(Argument.side, func.count()).where(seen_by(person, proposal.id)).group_by(Argument.side)
    found: dict[str, int] = dict(db.session.execute(rows).all())
    return {side: found.get(side, 0) for side in SIDES}


def strongest(proposal_id: int, side: str, person: Any, limit: int) -> Sequence[Argument]:
    """The arguments of one side that stand first."""
    rows = near().where(seen_by(person, proposal_id), Argument.side == side)
    return db.session.execute(keyset(rows, KEYS["helpful"], None, descending=True).limit(limit)).scalars().all()


def columns(proposal: Proposal, person: Any, limit: int = SHOWN) -> list[Column]:
    """Both columns with the arguments that stand first in each: three statements."""
    total = counts(proposal, person)
    return [Column(side, strongest(proposal.id, side, person, limit), total[side]) for side in SIDES]


def side_page(proposal: Proposal, person: Any, side: str, order: str, cursor: str | None) -> Page[Argument]:
    """A page of one side's arguments: one statement."""
    rows = near().where(seen_by(person, proposal.id), Argument.side == side)
    found = db.session.execute(keyset(rows, KEYS[order], cursor, descending=True).limit(SIZE + 1)).scalars().all()
    return cut(found, SIZE, lambda row: [getattr(row, key.key) for key in KEYS[order]])


def one(number: int) -> Argument | None:
    return db.session.execute(near().where(Argument.id == number)).scalar_one_or_none()


def place(argument: Argument, person: Any) -> Place:
    """Where the person finds the argument now: one statement, whatever stands before it."""
    keys = KEYS["helpful"]
    mine = tuple_(*keys) > tuple(getattr(argument, key.key) for key in keys)
    before = near().where(seen_by(person, argument.proposal_id), Argument.side == argument.side, mine)
    nearest = before.order_by(*(key.asc() for key in keys)).limit(SHOWN)
    found = db.session.execute(nearest).scalars().all()
    if len(found) < SHOWN:
        return Place(argument, True, None)
    after = cut([found[0], argument], 1, lambda row: [getattr(row, key.key) for key in keys]).after
    return Place(argument, False, after)


def marks_on(arguments: Sequence[Argument], person: Any) -> dict[str, Any]:
    """What stands beside the arguments: which of them the person found helpful, which a decision cites."""
    numbers = [argument.id for argument in arguments]
    return {"marked": _marked(numbers, person), "cited": ask("argument.cited", numbers)}


def _marked(numbers: list[int], person: Any) -> set[int]:
    if not numbers or person.id is None:
        return set()
    rows = select(Helpful.argument_id).where(Helpful.argument_id.in_(numbers), Helpful.person_id == person.id)
    return set(db.session.execute(rows).scalars())
