"""Consents: to which text, since when, and whether a new text waits for its answer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from veche.accounts.events import consented
from veche.accounts.models import Person
from veche.accounts.rules import CONSENT_VERSION, widens
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import db, writing
from veche.privacy.models import ConsentRecord


@consented.connect
def _keep(person: Person, **_values: Any) -> None:
    """The consent that came with the account."""
    with writing() as session:
        session.flush()
        session.add(
            ConsentRecord(person_id=person.id, act="given", version=person.consent_version, at=person.consented_at)
        )


def history(person: Person) -> Sequence[ConsentRecord]:
    """What the person consented to and withdrew, the latest first; of the oldest accounts what the account says."""
    rows = select(ConsentRecord).where(ConsentRecord.person_id == person.id)
    found = db.session.execute(rows.order_by(ConsentRecord.at.desc(), ConsentRecord.id.desc())).scalars().all()
    first = ConsentRecord(act="given", part="all", version=person.consent_version, at=person.consented_at)
    return found or [first]


def is_asked(person: Any) -> bool:
    """Whether a newer text than the one the person consented to waits for their answer."""
    return bool(getattr(person, "id", None)) and person.consent_version != CONSENT_VERSION


def must_answer(person: Any) -> bool:
    """Whether the newer text asks for more than the one before, so that writing waits for the answer."""
    return is_asked(person) and widens(person.consent_version)


def give(actor: Person) -> None:
    """The person consents to the present text; a second time changes nothing."""
    with writing() as session:
        person = hold(session, actor)
        if person.consent_version == CONSENT_VERSION:
            return
        person.consent_version, person.consented_at = CONSENT_VERSION, clock.now()
        session.add(ConsentRecord(person_id=person.id, act="given", version=CONSENT_VERSION, at=person.consented_at))


def withdraw_district(actor: Person) -> bool:
    """The one thing that is kept though nothing needs it: the district. Whether there was one."""
    with writing() as session:
        person = hold(session, actor)
        if person.district is None:
            return False
        person.district = None
        version = person.consent_version
        session.add(
            ConsentRecord(person_id=person.id, act="withdrawn", part="district", version=version, at=clock.now())
        )
        return True
