"""What the book of promises holds of people: on which day a letter reminded them of what they owe."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal, plain
from veche.core.policy import N_
from veche.promises.models import PromiseLetter

KEPT = timedelta(days=365)


def _letters(person: Person) -> Rows:
    rows = select(PromiseLetter).where(PromiseLetter.person_id == person.id).order_by(PromiseLetter.day)
    return [plain(row, "day", "promises") for row in db.session.execute(rows).scalars()]


def _forget(session: Session, person: Person) -> None:
    session.execute(delete(PromiseLetter).where(PromiseLetter.person_id == person.id))


def _forget_old(session: Session, moment: datetime) -> int:
    old = delete(PromiseLetter).where(PromiseLetter.day < (moment - KEPT).date())
    return len(session.execute(old.returning(PromiseLetter.day)).all())


hold_personal(
    "promise_letters",
    Holding(
        N_("On which days a letter reminded you of what you owe"),
        (PromiseLetter.__tablename__,),
        N_("One year, so that nobody is reminded twice a day."),
        _letters,
        _forget,
        _forget_old,
    ),
)
