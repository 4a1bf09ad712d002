"""The duties of written procedures: to write down those whose time is over, and to remind who has not spoken yet.

A procedure has ended by its time; the duty only writes it down, once, and tells the members.
"""

from sqlalchemy import select

from veche.core import clock
from veche.core.database import db, writing
from veche.core.worker import duty
from veche.sittings import letters, queries, rules
from veche.sittings.member_queries import members_on
from veche.sittings.minutes import write_down_procedure
from veche.sittings.models import Sitting
from veche.sittings.services import locked


@duty("end written procedures")
def end_due() -> int:
    """Every procedure whose time is over is held, with who spoke; the members get a letter."""
    due = select(Sitting.id).where(
        Sitting.sort == "written", Sitting.status == "planned", Sitting.ends_at <= clock.now()
    )
    return sum(_end(number) for number in db.session.execute(due.order_by(Sitting.id)).scalars().all())


def _end(number: int) -> bool:
    with writing() as session:
        found = locked(session, number)
        if rules.phase(found, clock.now()) != rules.OVER:
            return False
        write_down_procedure(session, found)
        letters.tell_ended(session, found)
        return True


@duty("remind of written procedures")
def remind_due() -> int:
    """Once, 48 hours before the end, every member who has not spoken on all points gets a letter."""
    soon = clock.now() + rules.REMIND_BEFORE
    due = select(Sitting.id).where(
        Sitting.sort == "written",
        Sitting.status == "planned",
        Sitting.reminded_at.is_(None),
        Sitting.ends_at <= soon,
        Sitting.ends_at > clock.now(),
    )
    return sum(_remind(number) for number in db.session.execute(due.order_by(Sitting.id)).scalars().all())


def _remind(number: int) -> bool:
    with writing() as session:
        found = locked(session, number)
        if not rules.is_reminder_due(found, clock.now()):
            return False
        found.reminded_at = clock.now()
        people = members_on(queries.day_of(found))
        points = queries.points(found, [queries.Member(person, None, "") for person in people])
        for person in people:
            owed = [one for one in points if one.item.proposal_id and not one.has_spoken(person.id)]
            if owed:
                letters.remind(session, found, person, owed)
        return True
