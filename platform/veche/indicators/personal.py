"""What indicators hold of people: who recorded a value."""

from sqlalchemy import select

from veche.accounts.models import Person
from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal, plain
from veche.core.policy import N_
from veche.indicators.models import Measurement


def _measurements(person: Person) -> Rows:
    rows = select(Measurement).where(Measurement.recorded_by_id == person.id).order_by(Measurement.id)
    told = ("indicator_id", "on", "value", "evidence", "language", "recorded_at", "withdrawn_at", "withdrawn_reason")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


hold_personal(
    "measurements",
    Holding(
        N_("Values of indicators that you recorded"),
        (Measurement.__tablename__,),
        N_("As long as the platform exists: an act of an office can be looked at later."),
        _measurements,
        goes=N_("They stay readable under “a former participant”."),
    ),
)
