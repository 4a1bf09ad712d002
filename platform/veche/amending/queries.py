"""Reads for the pages of amendments and conditions, each with a fixed number of statements; hidden texts never leak."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import joinedload, lazyload

from veche.accounts.models import Person
from veche.amending import rules
from veche.amending.models import Amendment, Condition, is_open
from veche.amending.policy import rewritable
from veche.core import clock
from veche.core.database import db
from veche.core.moderated import shown_to
from veche.core.paging import Page, cut, keyset
from veche.core.policy import Refusal
from veche.proposals.changes import Piece, changed
from veche.proposals.models import Proposal, Support, Version
from veche.proposals.queries import published
from veche.proposals.rules import phase

SHOWN, SIZE, MINE = 10, 20, 50
MOST_CONDITIONS = 200


@dataclass(frozen=True)
class Shown:
    """An amendment as it is read: what changes, how it stands, and whether its passage is still there exactly once."""

    amendment: Amendment
    pieces: list[Piece]
    standing: str
    fits: bool


@dataclass(frozen=True)
class Amendments:
    """What a proposal's page shows: the open ones that came first, the latest answers, and how many there are."""

    open: list[Shown]
    answered: list[Shown]
    count: int
    waiting: int


@dataclass(frozen=True)
class Conditions:
    """How many conditions are open, the reader's own one, met or not, and why they may not write another one."""

    open: int
    own: Condition | None
    against: Refusal | None = None


def text_of(proposal: Proposal, version: int | None = None) -> str | None:
    """The source of a version of the proposal, the present one unless told otherwise; None for one that never was."""
    if version is not None and not 1 <= version <= rules.MOST_VERSIONS:
        return None
    rows = select(Version.text).where(Version.proposal_id == proposal.id)
    return db.session.execute(rows.where(Version.number == (version or proposal.version))).scalar()


def version_of(proposal: Proposal, number: int) -> Version:
    """One version of the proposal; there is none that was never made."""
    rows = select(Version).where(Version.proposal_id == proposal.id, Version.number == number)
    return db.session.execute(rows).scalar_one()


def _near(rows: Select[Any]) -> Select[Any]:
    """The rows with what is shown of them."""
    people = (joinedload(one).options(lazyload(Person.grants)) for one in (Amendment.author, Amendment.answered_by))
    return rows.options(*people, joinedload(Amendment.own_proposal))


def shown(proposal: Proposal, rows: Iterable[Amendment]) -> list[Shown]:
    """The amendments of one proposal, held against its present text."""
    text, now_in = text_of(proposal) or "", phase(proposal, clock.now())
    return [
        Shown(
            row,
            changed(row.passage, row.words),
            rules.standing(row.state, now_in),
            rules.amended(text, row.passage, row.words) is not None,
        )
        for row in rows
    ]


def of_proposal(proposal: Proposal, person: Any) -> Amendments:
    """At most four statements, however many amendments there are."""
    seen = and_(Amendment.proposal_id == proposal.id, shown_to(Amendment, person))
    counts = select(Amendment.state, func.count()).where(seen).group_by(Amendment.state)
    counted: dict[str, int] = dict(db.session.execute(counts).all())
    if not counted:
        return Amendments([], [], 0, 0)
    rows = _near(select(Amendment).where(seen))
    waiting = rows.where(Amendment.state == "open").order_by(Amendment.id)
    answered = rows.where(Amendment.state != "open").order_by(Amendment.answered_at.desc(), Amendment.id.desc())
    found = [*_some(waiting), *_some(answered)]
    told = shown(proposal, found)
    open_ones = [one for one in told if one.amendment.state == "open"]
    return Amendments(open_ones, told[len(open_ones) :], sum(counted.values()), counted.get("open", 0))


def _some(rows: Select[Any], limit: int = SHOWN) -> Sequence[Any]:
    return db.session.execute(rows.limit(limit)).scalars().all()


def listing(proposal: Proposal, person: Any, cursor: str | None) -> tuple[list[Shown], str | None]:
    """A page of all amendments, the open ones first, in the order they came; and where the next page begins."""
    seen = and_(Amendment.proposal_id == proposal.id, shown_to(Amendment, person))
    rank = case((Amendment.state == "open", 0), else_=1)
    rows = keyset(_near(select(Amendment).where(seen)), [rank, Amendment.id], cursor)
    found: Page[Amendment] = cut(_some(rows, SIZE + 1), SIZE, lambda row: [int(row.state != "open"), row.id])
    return shown(proposal, found.rows), found.after


def one(number: int) -> Amendment | None:
    """The amendment with its proposal and all that its page says of it."""
    rows = _near(select(Amendment)).options(joinedload(Amendment.proposal).joinedload(Proposal.area))
    return db.session.execute(rows.where(Amendment.id == number)).scalar()


def grown_into(proposal: Proposal) -> Amendment | None:
    """The amendment that the proposal grew from."""
    rows = select(Amendment).options(joinedload(Amendment.proposal)).where(Amendment.own_proposal_id == proposal.id)
    return db.session.execute(rows).scalar()


def mine(person: Person) -> list[tuple[Amendment, str]]:
    """The person's own amendments to what they may still read, the latest first, each with how it stands."""
    rows = _near(select(Amendment).join(Proposal, Amendment.proposal_id == Proposal.id))
    rows = rows.options(joinedload(Amendment.proposal)).where(
        Amendment.author_id == person.id, shown_to(Amendment, person), published(person)
    )
    moment = clock.now()
    found = _some(rows.order_by(Amendment.id.desc()), MINE)
    return [(row, rules.standing(row.state, phase(row.proposal, moment))) for row in found]


def conditions(proposal: Proposal, person: Any) -> Conditions:
    """Two statements, one for a reader who has not signed in. What waits for a moderator, or one took out of sight, is
    not counted."""
    here = Condition.proposal_id == proposal.id
    count = select(func.count()).select_from(Condition).where(_open(proposal), shown_to(Condition, None))
    number = db.session.execute(count).scalar_one()
    own = select(Condition).where(here, Condition.author_id == person.id)
    row = db.session.execute(own).scalar() if person.id else None
    return Conditions(number, None, rewritable(row)) if row is None or row.taken_back_at else Conditions(number, row)


def open_conditions(proposal: Proposal, person: Any) -> Sequence[Condition]:
    """The conditions that wait, the earliest first, for those who may read them."""
    rows = select(Condition).where(_open(proposal), shown_to(Condition, person)).order_by(Condition.id)
    return _some(rows, MOST_CONDITIONS)


def _open(proposal: Proposal) -> ColumnElement[bool]:
    return and_(Condition.proposal_id == proposal.id, is_open())


def condition_of(proposal_id: int, person_id: int) -> Condition | None:
    """One person's condition for one proposal, unless it is taken back."""
    mine = (Condition.proposal_id == proposal_id, Condition.author_id == person_id)
    rows = select(Condition).where(*mine, Condition.taken_back_at.is_(None))
    return db.session.execute(rows.options(joinedload(Condition.proposal), joinedload(Condition.author))).scalar()


def my_conditions(person: Person) -> list[tuple[Condition, str]]:
    """The person's own conditions with the phase of each proposal, the latest first."""
    rows = (
        select(Condition).join(Proposal, Condition.proposal_id == Proposal.id).options(joinedload(Condition.proposal))
    )
    mine = (Condition.author_id == person.id, Condition.taken_back_at.is_(None))
    rows = rows.where(*mine, shown_to(Condition, person), published(person)).order_by(Condition.id.desc())
    moment = clock.now()
    return [(row, phase(row.proposal, moment)) for row in _some(rows, MINE)]


def supports_now(proposal: Proposal, person: Any) -> bool:
    """Whether the person's support of the present text is counted."""
    rows = select(Support.id).where(Support.proposal_id == proposal.id, Support.person_id == person.id)
    return db.session.execute(rows.where(Support.version == proposal.version)).first() is not None
