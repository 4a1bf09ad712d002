"""The verbs of the committee's membership: to seat a person, to extend or to end a term, to add and rename sectors.

A seat gives the role for the same days, in the same transaction; the role begins and ends by its dates.
"""

from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import give_role, hold, take_role
from veche.committee.models import Seat, Sector
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.policy import require
from veche.sittings import member_letters, rules
from veche.sittings.events import seated, term_changed, term_ended

ROLE = "committee"


class Unseatable(ValueError):
    """Why the seat cannot be given as it was asked for; `field` names what is wrong, `other` who stands in the way."""

    def __init__(self, field: str, why: str, other: Seat | None = None) -> None:
        super().__init__(why)
        self.field, self.why, self.other = field, why, other


@dataclass(frozen=True)
class Functions:
    """What a member does for the committee, in three languages."""

    ru: str = ""
    be: str = ""
    en: str = ""


def seat(
    actor: Person, name_key: str, *, sector_id: int, office: str, since: date, until: date, functions: Functions
) -> Seat:
    """The person of this display name (case-folded) speaks for the sector for a term, and holds the role as long.

    Raises Unseatable: nobody has the name, the term is none, a second chair or secretary, a second seat at one time.
    """
    with writing() as session:
        _gate(session, actor)
        person = _person(session, name_key)
        term = _whole(rules.Term(since, until))
        _not_two(session, person, office, term)
        _without_gap(person, term)
        made = Seat(
            person=person,
            sector=session.get_one(Sector, sector_id),
            office=office,
            function_ru=functions.ru,
            function_be=functions.be,
            function_en=functions.en,
            since=since,
            until=until,
        )
        session.add(made)
        session.flush()
        _renew_role(session, actor, person)
        _record(session, actor, "seat.taken", made)
        member_letters.tell_seated(session, made)
        seated.send(made)
        return made


def extend(actor: Person, seat_id: int, until: date) -> Seat:
    """The term ends on another day, today or later, and the role with it. Raises Unseatable, Refused, NotFound."""
    with writing() as session:
        _gate(session, actor)
        found = _serving(session, seat_id)
        term = _whole(rules.Term(found.since, until))
        _not_two(session, found.person, found.office, term, apart_from=found.id)
        if found.until != until:
            found.until = until
            session.flush()
            _renew_role(session, actor, found.person)
            _record(session, actor, "seat.extended", found)
            member_letters.tell_extended(session, found)
            term_changed.send(found)
        return found


def end(actor: Person, seat_id: int, reason: str) -> Seat:
    """The term is over at once, with a reason; the role goes in the same transaction. Raises Refused, NotFound."""
    with writing() as session:
        _gate(session, actor)
        found = _serving(session, seat_id)
        found.ended_at, found.ended_reason = clock.now(), reason
        found.until = max(found.since, clock.today())
        session.flush()
        _renew_role(session, actor, found.person, keeps=False)
        _record(session, actor, "seat.ended", found, reason=reason)
        member_letters.tell_ended(session, found)
        term_ended.send(found)
        return found


def _gate(session: Session, actor: Person) -> None:
    """One change of the committee after another: there is one chair only when nobody else is being seated.

    The sectors are locked before any person, so that two administrators who seat each other wait and do not block.
    """
    session.execute(select(Sector.id).order_by(Sector.id).with_for_update())
    hold(session, actor)
    require(actor, "committee.seat")


def _person(session: Session, name_key: str) -> Person:
    rows = select(Person).where(Person.name_key == name_key).with_for_update(of=Person, key_share=True)
    found = session.execute(rows.execution_options(populate_existing=True)).unique().scalar_one_or_none()
    if found is None:
        raise Unseatable("name", "nobody")
    session.refresh(found, ["grants"])  # PostgreSQL has joined them as they were before the wait
    if not found.is_confirmed:
        raise Unseatable("name", "unconfirmed")
    return found


def _serving(session: Session, seat_id: int) -> Seat:
    """The locked seat, whose term is running or still to come."""
    rows = select(Seat).where(Seat.id == seat_id).with_for_update(of=Seat).execution_options(populate_existing=True)
    found = (
        session.execute(rows.options(joinedload(Seat.person), joinedload(Seat.sector))).unique().scalar_one_or_none()
    )
    today = clock.today()
    if found is None or not (found.is_in_term(today) or found.is_ahead(today)):
        raise NotFound
    return found


def _whole(term: rules.Term) -> rules.Term:
    if not rules.is_whole(term, clock.today()):
        raise Unseatable("until", "no_term")
    return term


def _not_two(session: Session, person: Person, office: str, term: rules.Term, apart_from: int = 0) -> None:
    """One chair, one secretary, and one seat for a person at a time."""
    rows = select(Seat).where(Seat.ended_at.is_(None), Seat.id != apart_from).options(joinedload(Seat.person))
    for other in session.execute(rows.order_by(Seat.id)).unique().scalars():
        if not term.meets(rules.Term(other.since, other.until)):
            continue
        if other.person_id == person.id:
            raise Unseatable("name", "seated", other)
        if office in rules.ONLY_ONE and other.office == office:
            raise Unseatable("office", office, other)


def _without_gap(person: Person, term: rules.Term) -> None:
    """A role is held for one stretch of days: a later term follows the present one without a pause."""
    for grant in person.grants:
        if grant.role == ROLE and (grant.until is None or grant.until >= clock.today()):
            before = rules.Term(grant.since or term.since, grant.until)
            if term.leaves_gap_after(before) or before.leaves_gap_after(term):
                raise Unseatable("since", "gap")


def _renew_role(session: Session, actor: Person, person: Person, keeps: bool = True) -> None:
    """The role as the seats give it now: whoever holds it goes on holding it, unless it was their seat that ended."""
    rows = select(Seat).where(Seat.person_id == person.id, Seat.ended_at.is_(None))
    seats, today = session.execute(rows).unique().scalars().all(), clock.today()
    term = rules.together(seats, today)
    if term is None:
        take_role(actor, person.id, ROLE)
        return
    held = next((grant for grant in person.grants if grant.role == ROLE and grant.is_in_office), None)
    goes_on = held is not None and (keeps or any(seat.is_in_term(today) for seat in seats))
    since = held.since if held and goes_on else term.since
    give_role(actor, person.id, ROLE, since=since, until=term.until)


def _record(session: Session, actor: Person, verb: str, found: Seat, **more: str) -> None:
    data = {"sector": found.sector.title_ru, "office": found.office, "since": found.since.isoformat()}
    until = found.until.isoformat() if found.until else None
    person = found.person_id
    journal.record(session, actor.id, verb, f"seat:{found.id}", person=person, until=until, **data, **more)


# Sectors


class SectorNamed(ValueError):
    """A sector of that Russian name is there already."""


def add_sector(actor: Person, title_ru: str, title_be: str, title_en: str) -> Sector:
    """A new sector, after the others. Raises SectorNamed."""
    with writing() as session:
        hold(session, actor)
        require(actor, "committee.sectors")
        _unnamed(session, title_ru)
        place = (session.execute(select(func.max(Sector.place))).scalar() or 0) + 1
        sector = Sector(place=place, title_ru=title_ru, title_be=title_be, title_en=title_en)
        session.add(sector)
        session.flush()
        journal.record(session, actor.id, "sector.added", f"sector:{sector.id}", title=title_ru)
        return sector


def rename_sector(actor: Person, sector_id: int, title_ru: str, title_be: str, title_en: str) -> Sector:
    """The same sector under another name. Raises SectorNamed, NotFound."""
    with writing() as session:
        hold(session, actor)
        require(actor, "committee.sectors")
        sector = session.get(Sector, sector_id, with_for_update=True, populate_existing=True)
        if sector is None:
            raise NotFound
        _unnamed(session, title_ru, sector_id)
        before = (sector.title_ru, sector.title_be, sector.title_en)
        if before != (title_ru, title_be, title_en):
            sector.title_ru, sector.title_be, sector.title_en = title_ru, title_be, title_en
            journal.record(session, actor.id, "sector.renamed", f"sector:{sector.id}", title=title_ru, was=before[0])
        return sector


def _unnamed(session: Session, title_ru: str, apart_from: int = 0) -> None:
    rows = select(Sector.id).where(Sector.title_ru == title_ru, Sector.id != apart_from)
    if session.execute(rows).first():
        raise SectorNamed(title_ru)


def load_packaged_sectors() -> int:
    """The sectors that a committee begins with, into a city that has none; safe to repeat. How many were loaded."""
    titles = rules.parse_sectors(files("veche.sittings").joinpath("data/sectors.toml").read_bytes())
    with writing() as session:
        if session.execute(select(Sector.id).limit(1)).first():
            return 0
        session.add_all(Sector(place=place, **title) for place, title in enumerate(titles, 1))
        journal.record(session, None, "sectors.loaded", "plan:1", sectors=len(titles))
    return len(titles)
