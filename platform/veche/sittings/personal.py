"""What sittings hold of the committee's members: who convened, who was there, who wrote the minutes."""

from sqlalchemy import or_, select

from veche.accounts.models import Person
from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal, plain
from veche.core.policy import N_
from veche.sittings.models import Addendum, Attendance, Item, Sitting

OFFICE = N_("As long as the platform exists: an act of an office can be looked at later.")
STAYS = N_("They stay readable under “a former participant”.")


def _sittings(person: Person) -> Rows:
    mine = or_(Sitting.convened_by_id == person.id, Sitting.minutes_by_id == person.id)
    rows = select(Sitting).where(mine).order_by(Sitting.id)
    added = select(Addendum).where(Addendum.author_id == person.id).order_by(Addendum.id)
    told = ("id", "sort", "status", "begins_at", "place", "note", "minutes", "minutes_published_at")
    said = ("sitting_id", "language", "text", "added_at")
    return [
        *(plain(row, *told) for row in db.session.execute(rows).unique().scalars()),
        *(plain(row, *said) for row in db.session.execute(added).unique().scalars()),
    ]


def _attendance(person: Person) -> Rows:
    rows = select(Attendance).where(Attendance.person_id == person.id).order_by(Attendance.sitting_id)
    return [plain(row, "sitting_id", "presence") for row in db.session.execute(rows).unique().scalars()]


hold_personal(
    "sittings",
    Holding(
        N_("Sittings that you convened, minutes and additions that you wrote"),
        (Sitting.__tablename__, Item.__tablename__, Addendum.__tablename__),
        OFFICE,
        _sittings,
        goes=STAYS,
    ),
)
hold_personal(
    "attendance",
    Holding(N_("At which sittings you were present"), (Attendance.__tablename__,), OFFICE, _attendance, goes=STAYS),
)
