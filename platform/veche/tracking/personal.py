"""What the actions hold of people: who reported, who wrote lessons, who started an action."""

from sqlalchemy import select

from veche.accounts.models import Person
from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal, plain
from veche.core.policy import N_
from veche.tracking.models import Lesson, Update
from veche.tracking.start_models import OwnStart

OFFICE = N_("As long as the platform exists: an act of an office can be looked at later.")
STAYS = N_("They stay readable under “a former participant”.")


def _reports(person: Person) -> Rows:
    rows = select(Update).where(Update.author_id == person.id).order_by(Update.id)
    told = ("action_id", "language", "text", "change", "next_steps", "evidence", "figure", "status", "made_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


def _lessons(person: Person) -> Rows:
    rows = select(Lesson).where(Lesson.author_id == person.id).order_by(Lesson.id)
    told = ("action_id", "language", "worked", "failed", "change", "written_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


def _starts(person: Person) -> Rows:
    rows = select(OwnStart).where(OwnStart.person_id == person.id).order_by(OwnStart.action_id)
    return [plain(row, "action_id", "started_at") for row in db.session.execute(rows).scalars()]


hold_personal(
    "reports",
    Holding(N_("Reports on actions that you wrote"), (Update.__tablename__,), OFFICE, _reports, goes=STAYS),
)
hold_personal(
    "lessons", Holding(N_("Lessons of actions that you wrote"), (Lesson.__tablename__,), OFFICE, _lessons, goes=STAYS)
)
hold_personal("starts", Holding(N_("Actions that you started"), (OwnStart.__tablename__,), OFFICE, _starts, goes=STAYS))
