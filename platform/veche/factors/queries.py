"""Reads for the pages of second steps."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from veche.accounts import offices
from veche.accounts.models import Person
from veche.core.database import db
from veche.factors.models import App, Passkey, RecoveryCode
from veche.factors.policy import Held
from veche.factors.rules import Means


def means(person: Person, session: Session | None = None) -> Means:
    """What the person has besides the password, in one statement."""
    has_app = select(func.count()).where(App.person_id == person.id, App.secret.is_not(None))
    keys = select(func.count()).where(Passkey.person_id == person.id)
    codes = select(func.count()).where(RecoveryCode.person_id == person.id, RecoveryCode.spent_at.is_(None))
    asked = select(has_app.scalar_subquery(), keys.scalar_subquery(), codes.scalar_subquery())
    row = (session or db.session()).execute(asked).one()
    return Means(has_app=bool(row[0]), passkeys=row[1], codes_left=row[2])


def held(person: Person, found: Means) -> Held:
    """What the policy asks before one of them is taken away."""
    return Held(found.number, bool(person.offices & offices.guarded()))


def passkeys_of(person: Person) -> Sequence[Passkey]:
    rows = select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id)
    return db.session.execute(rows).scalars().all()


def app_of(person: Person) -> App | None:
    return db.session.get(App, person.id)
