"""What sessions hold of people: in which browsers they are signed in."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal, plain
from veche.core.policy import N_
from veche.sessions.models import LiveSession


def _sessions(person: Person) -> Rows:
    rows = select(LiveSession).where(LiveSession.person_id == person.id).order_by(LiveSession.id)
    told = ("factor", "device", "began_at", "seen_at", "proved_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


def _end(session: Session, person: Person) -> None:
    session.execute(delete(LiveSession).where(LiveSession.person_id == person.id))


hold_personal(
    "sessions",
    Holding(
        N_("In which browsers you are signed in, since when"),
        (LiveSession.__tablename__,),
        N_("Until you sign out; no address of a computer is kept."),
        _sessions,
        _end,
    ),
)
