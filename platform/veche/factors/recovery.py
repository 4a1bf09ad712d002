"""Recovery codes: ten at a time, shown once, each good for one sign-in."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.rules import Unacceptable
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import changed, db, writing
from veche.core.policy import N_
from veche.factors import keys, letters, queries, rules
from veche.factors.models import RecoveryCode


def renew(actor: Person) -> list[str]:
    """Ten new codes; the earlier ones open nothing any more. Raises Unacceptable where there is no second step."""
    with writing() as session:
        person = hold(session, actor)
        if not queries.means(person, session).is_on:
            raise Unacceptable(N_("Set up the second step first."))
        codes = make(session, person)
        journal.record(session, person.id, "factor.renewed", f"person:{person.id}")
        letters.tell_renewed(session, person)
    return codes


def make_first(session: Session, person: Person) -> list[str]:
    """Codes for somebody who has none left; an empty list when the old ones go on."""
    return [] if queries.means(person, session).codes_left else make(session, person)


def make(session: Session, person: Person) -> list[str]:
    forget(session, person.id)
    codes, moment = rules.new_recovery_codes(), clock.now()
    session.add_all(
        RecoveryCode(person_id=person.id, digest=keys.digest(person.id, rules.clean(code)), made_at=moment)
        for code in codes
    )
    return codes


def forget(session: Session, person_id: int) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def spend(session: Session, person: Person, code: str) -> bool:
    """Whether the code was one of the unused; it is used now, also when two try it at the same moment."""
    mine = (RecoveryCode.person_id == person.id, RecoveryCode.digest == keys.digest(person.id, code))
    used = update(RecoveryCode).where(*mine, RecoveryCode.spent_at.is_(None)).values(spent_at=clock.now())
    if changed(session, used) != 1:
        return False
    letters.tell_spent(session, person, queries.means(person, session).codes_left)
    return True


def are_unused(person: Person, codes: Sequence[str]) -> bool:
    """Whether every one of them is a code of this person that still opens the account."""
    digests = {keys.digest(person.id, rules.clean(code)) for code in codes}
    rows = select(func.count()).where(
        RecoveryCode.person_id == person.id, RecoveryCode.digest.in_(digests), RecoveryCode.spent_at.is_(None)
    )
    return bool(codes) and db.session.execute(rows).scalar_one() == len(codes)
