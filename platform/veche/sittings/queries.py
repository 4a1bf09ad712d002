"""What the pages of sittings read, each with a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from veche.accounts.models import Person
from veche.committee import rules as committee_rules
from veche.committee.models import Decision, Position, Recusal, Seat
from veche.core import clock
from veche.core.clock import CITY_ZONE
from veche.core.database import db
from veche.core.moderated import VISIBLE
from veche.core.paging import Page, cut, keyset
from veche.proposals.models import Coauthor, Proposal
from veche.sittings import rules
from veche.sittings.member_queries import members_on, seats_of, secretary
from veche.sittings.models import Addendum, Attendance, Item, Sitting
from veche.sittings.policy import Desk

SIZE = 20
MOST_CANDIDATES = 60


@dataclass(frozen=True)
class Point:
    """One point of the agenda: who has spoken on it, who stands aside, and what was decided on it at this sitting."""

    item: Item
    positions: Sequence[Position] = ()
    recused: frozenset[int] = frozenset()
    members: int = 0
    decision: Decision | None = None

    @property
    def spoken(self) -> int:
        return len(self.positions) if self.item.spoken is None else self.item.spoken

    @property
    def needed(self) -> int:
        eligible = self.members - len(self.recused)
        return committee_rules.quorum(self.members, eligible) if self.item.needed is None else self.item.needed

    @property
    def missing(self) -> int:
        return max(self.needed - self.spoken, 0)

    def has_spoken(self, person_id: int | None) -> bool:
        """Whether nothing is asked of this member here: a position is recorded, or they stand aside."""
        return person_id in self.recused or any(one.person_id == person_id for one in self.positions)


@dataclass(frozen=True)
class Member:
    """Somebody of the roster: their seat on the day, and whether they were there."""

    person: Person
    seat: Seat | None
    presence: str


@dataclass(frozen=True)
class Room:
    """One sitting with all that its page shows."""

    sitting: Sitting
    points: Sequence[Point]
    roster: Sequence[Member]
    desk: Desk
    phase: str = ""
    candidates: Sequence[Proposal] = field(default_factory=list)

    @property
    def present(self) -> int:
        return sum(1 for member in self.roster if member.presence == "present")

    @property
    def quorum(self) -> int:
        return rules.quorum(len(self.roster))

    @property
    def decided(self) -> Sequence[Point]:
        return [point for point in self.points if point.decision]

    def owed_by(self, person_id: int | None) -> Sequence[Point]:
        """What this member has not spoken on."""
        return [point for point in self.points if point.item.proposal and not point.has_spoken(person_id)]


def _still_open() -> Any:
    return and_(Sitting.status == "planned", or_(Sitting.sort == "sitting", Sitting.ends_at > clock.now()))


def coming() -> Sequence[Sitting]:
    """What lies ahead or runs, the nearest first."""
    rows = _listed().where(_still_open()).order_by(Sitting.begins_at, Sitting.id).limit(50)
    return db.session.execute(rows).scalars().all()


def past(cursor: str | None) -> Page[Sitting]:
    """What is over or was cancelled, the latest first."""
    rows = keyset(_listed().where(~_still_open()), [Sitting.begins_at, Sitting.id], cursor, descending=True)
    found = db.session.execute(rows.limit(SIZE + 1)).scalars().all()
    return cut(found, SIZE, lambda sitting: [sitting.begins_at, sitting.id])


def _listed() -> Select[Any]:
    return select(Sitting).options(selectinload(Sitting.items), selectinload(Sitting.attendance))


def next_sitting() -> Sitting | None:
    """The nearest one that has not been written down yet, with its agenda."""
    near = selectinload(Sitting.items).joinedload(Item.proposal).options(lazyload("*"))
    rows = select(Sitting).where(_still_open(), Sitting.sort == "sitting", Sitting.begins_at > clock.now())
    return db.session.execute(rows.options(near).order_by(Sitting.begins_at, Sitting.id).limit(1)).scalar_one_or_none()


def running_procedures() -> Sequence[Sitting]:
    """Written procedures that run now."""
    rows = select(Sitting).where(_still_open(), Sitting.sort == "written").options(selectinload(Sitting.items))
    return db.session.execute(rows.order_by(Sitting.ends_at, Sitting.id)).scalars().all()


def owed_in_writing(person_id: int) -> Sequence[tuple[Sitting, int]]:
    """The running written procedures in which this member has not spoken on so many points."""
    found = running_procedures()
    numbers = [item.proposal_id for one in found for item in one.items if item.proposal_id]
    decisions, positions, aside = _decisions(numbers), _positions(numbers), _concerned(numbers)
    counted = []
    for one in found:
        points = [_point(one, item, {person_id}, decisions, positions, aside) for item in one.items]
        counted.append((one, sum(1 for point in points if point.item.proposal_id and not point.has_spoken(person_id))))
    return [(one, count) for one, count in counted if count]


def sitting(number: int) -> Sitting | None:
    """The sitting with its agenda, attendance and addenda."""
    agenda = selectinload(Sitting.items).joinedload(Item.proposal).joinedload(Proposal.area)
    presence = selectinload(Sitting.attendance).joinedload(Attendance.person)
    added = selectinload(Sitting.addenda).joinedload(Addendum.author)
    people = [joinedload(Sitting.convened_by), joinedload(Sitting.minutes_by)]
    rows = select(Sitting).where(Sitting.id == number).options(agenda, presence, added, *people)
    return db.session.execute(rows.execution_options(populate_existing=True)).unique().scalar_one_or_none()


def desk(found: Sitting) -> Desk:
    return Desk(found, secretary())


def room(number: int) -> Room | None:
    """All of the sitting's page; the number of statements does not depend on what stands on the agenda."""
    found = sitting(number)
    if found is None:
        return None
    roster = _roster(found)
    here = rules.phase(found, clock.now())
    open_to_change = here in {rules.COMING, rules.UNDER_WAY}
    return Room(found, points(found, roster), roster, desk(found), here, candidates(found) if open_to_change else [])


def day_of(found: Sitting) -> Any:
    return found.begins_at.astimezone(CITY_ZONE).date()


def _roster(found: Sitting) -> Sequence[Member]:
    """Who was a member when it was written down; until then who is one on its day."""
    presence = {row.person_id: row.presence for row in found.attendance}
    people = [row.person for row in found.attendance] or members_on(day_of(found))
    seats = seats_of([person.id for person in people], day_of(found))
    return [Member(person, seats.get(person.id), presence.get(person.id, "")) for person in people]


def points(found: Sitting, roster: Sequence[Member]) -> Sequence[Point]:
    """The agenda with what members said in the round that this sitting prepares, as long as it lasts."""
    numbers = [item.proposal_id for item in found.items if item.proposal_id]
    decisions, positions, aside = _decisions(numbers), _positions(numbers), _concerned(numbers)
    ids = {member.person.id for member in roster}
    return [_point(found, item, ids, decisions, positions, aside) for item in found.items]


def _point(
    found: Sitting,
    item: Item,
    ids: set[int],
    decisions: Sequence[Decision],
    positions: Sequence[Position],
    concerned: set[tuple[int, int]],
) -> Point:
    if item.proposal_id is None:
        return Point(item)
    own = [decision for decision in decisions if decision.proposal_id == item.proposal_id]
    number = sum(1 for decision in own if decision.decided_at < found.begins_at) + 1
    until = last_moment(found)
    said = [
        one
        for one in positions
        if one.proposal_id == item.proposal_id
        and one.round == number
        and one.person_id in ids
        and (until is None or one.taken_at <= until)
    ]
    aside = frozenset(person for proposal, person in concerned if proposal == item.proposal_id) & ids
    taken = [one for one in own if one.decided_at >= found.begins_at and (until is None or one.decided_at <= until)]
    spoken = [one for one in said if one.person_id not in aside]
    return Point(item, spoken, aside, len(ids), taken[0] if taken else None)


def last_moment(found: Sitting) -> datetime | None:
    """Until when what happens belongs to it: a written procedure's end, a sitting's publication of the minutes."""
    return found.ends_at if found.is_written else found.minutes_published_at


def _decisions(numbers: Sequence[int]) -> Sequence[Decision]:
    rows = select(Decision).where(Decision.proposal_id.in_(numbers)).options(joinedload(Decision.action))
    return db.session.execute(rows.order_by(Decision.number)).scalars().all() if numbers else []


def _positions(numbers: Sequence[int]) -> Sequence[Position]:
    rows = select(Position).where(Position.proposal_id.in_(numbers)).options(joinedload(Position.person))
    return db.session.execute(rows.order_by(Position.taken_at, Position.id)).unique().scalars().all() if numbers else []


def _concerned(numbers: Sequence[int]) -> set[tuple[int, int]]:
    """By proposal and person, who stands aside: whoever wrote it at any time, or declared an interest."""
    if not numbers:
        return set()
    found: set[tuple[int, int]] = set()
    authors = select(Proposal.id, Proposal.author_id).where(Proposal.id.in_(numbers))
    writers = select(Coauthor.proposal_id, Coauthor.person_id).where(Coauthor.joined_at.is_not(None))
    declared = select(Recusal.proposal_id, Recusal.person_id).where(Recusal.proposal_id.in_(numbers))
    for rows in (authors, writers.where(Coauthor.proposal_id.in_(numbers)), declared):
        found |= {(row[0], row[1]) for row in db.session.execute(rows)}
    return found


def candidates(found: Sitting | None = None) -> Sequence[Proposal]:
    """What can be put on an agenda: what waits for an answer, overdue first, and what came back from its deferral."""
    back = and_(Proposal.state == "deferred", Proposal.deferred_until <= clock.now())
    rows = select(Proposal).where(or_(Proposal.state == "review", back), Proposal.visibility == VISIBLE)
    if found is not None:
        rows = rows.where(
            Proposal.id.not_in(
                select(Item.proposal_id).where(Item.sitting_id == found.id, Item.proposal_id.is_not(None))
            )
        )
    rows = rows.options(joinedload(Proposal.area)).order_by(Proposal.answer_by.asc().nulls_first(), Proposal.id)
    return db.session.execute(rows.limit(MOST_CANDIDATES)).unique().scalars().all()
