"""What responsible bodies hold of people: who reports for which."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.bodies.models import Body, BodyOfficer
from veche.core import journal
from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal
from veche.core.policy import N_


def _offices(person: Person) -> Rows:
    rows = select(Body.id, Body.name_ru).join(BodyOfficer, BodyOfficer.body_id == Body.id)
    found = db.session.execute(rows.where(BodyOfficer.person_id == person.id).order_by(Body.id))
    return [{"body_id": number, "title": name} for number, name in found]


def _step_down(session: Session, person: Person) -> None:
    """The body's reports are owed by its office and by the officers who stay."""
    mine = delete(BodyOfficer).where(BodyOfficer.person_id == person.id).returning(BodyOfficer.body_id)
    for number in sorted(session.execute(mine).scalars()):
        journal.record(session, person.id, "body.officer_dismissed", f"body:{number}", person=person.id)


hold_personal(
    "offices",
    Holding(
        N_("Responsible bodies for which you report"),
        (BodyOfficer.__tablename__,),
        N_("As long as you report for them."),
        _offices,
        _step_down,
    ),
)
