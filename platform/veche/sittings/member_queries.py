"""What the members' pages read, each with a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from veche.accounts.models import Person, RoleGrant, in_office
from veche.committee.models import Seat, Sector
from veche.core import clock
from veche.core.database import db
from veche.sittings.rules import OFFICES


@dataclass(frozen=True)
class Bench:
    """A sector with those who speak for it now, and those whose term begins later."""

    sector: Sector
    seats: Sequence[Seat]
    ahead: Sequence[Seat]


@dataclass(frozen=True)
class Committee:
    """Everybody who is, will be and was a member."""

    benches: Sequence[Bench]
    without_sector: Sequence[Person]
    former: Sequence[Seat]

    @property
    def count(self) -> int:
        return sum(len(bench.seats) for bench in self.benches) + len(self.without_sector)

    @property
    def vacant(self) -> int:
        return sum(1 for bench in self.benches if not bench.seats)


def committee() -> Committee:
    """The committee of today: three statements, however large it is."""
    today = clock.today()
    seats = all_seats()
    people = members_on(today)
    holding = {person.id for person in people}
    serving = [seat for seat in seats if seat.is_in_term(today) and seat.person_id in holding]
    ahead = [seat for seat in seats if seat.is_ahead(today)]
    shown = {seat.id for seat in [*serving, *ahead]}
    seated = {seat.person_id for seat in serving}
    return Committee(
        [Bench(row, _of(row, serving), _of(row, ahead)) for row in sectors()],
        [person for person in people if person.id not in seated],
        sorted((seat for seat in seats if seat.id not in shown), key=_left, reverse=True),
    )


def _of(sector: Sector, seats: Sequence[Seat]) -> list[Seat]:
    mine = [seat for seat in seats if seat.sector_id == sector.id]
    return sorted(mine, key=lambda seat: (OFFICES.index(seat.office), seat.since, seat.id))


def _left(seat: Seat) -> tuple[date, int]:
    return seat.until or seat.since, seat.id


def all_seats() -> Sequence[Seat]:
    rows = select(Seat).options(joinedload(Seat.person), joinedload(Seat.sector)).order_by(Seat.since, Seat.id)
    return db.session.execute(rows).unique().scalars().all()


def members_on(day: date) -> Sequence[Person]:
    """Who holds the role on the day, in the order of their coming."""
    rows = select(Person).join(RoleGrant, RoleGrant.person_id == Person.id).where(in_office("committee", day))
    return db.session.execute(rows.order_by(RoleGrant.granted_at, Person.id)).unique().scalars().all()


def sectors() -> Sequence[Sector]:
    return db.session.execute(select(Sector).order_by(Sector.place, Sector.id)).scalars().all()


def seat(number: int) -> Seat | None:
    rows = select(Seat).where(Seat.id == number).options(joinedload(Seat.person), joinedload(Seat.sector))
    return db.session.execute(rows).unique().scalar_one_or_none()


def secretary() -> int | None:
    """The number of the person who holds the secretary's office today, if anybody does."""
    today = clock.today()
    rows = select(Seat).where(Seat.office == "secretary", Seat.ended_at.is_(None)).options(joinedload(Seat.person))
    for row in db.session.execute(rows.order_by(Seat.since, Seat.id)).unique().scalars():
        if row.is_in_term(today) and "committee" in row.person.roles:
            return row.person_id
    return None


def seats_of(people: Sequence[int], day: date) -> dict[int, Seat]:
    """For whom each of the people spoke on the day."""
    rows = select(Seat).where(Seat.person_id.in_(people), Seat.since <= day).options(joinedload(Seat.sector))
    found = db.session.execute(rows.order_by(Seat.since, Seat.id)).unique().scalars()
    return {row.person_id: row for row in found if row.until is None or row.until >= day}
