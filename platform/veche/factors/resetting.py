"""When everything is lost: an administrator, or the command line, takes the second step away from somebody else.

Nobody does it alone or unseen: whoever asks still needs their password, another person looks who it is and says so, and
every other administrator has a letter about it.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person, RoleGrant, in_office
from veche.accounts.rules import Unacceptable
from veche.core import journal
from veche.core.database import writing
from veche.core.policy import N_, require
from veche.factors import letters, queries, rules
from veche.factors.services import forget_all

FEW_WORDS = N_("Say why in at least four words: how do you know that it is this person who asks?")
NOTHING = N_("This person has no second step.")


def reset(actor: Person, person_id: int, reason: str) -> None:
    """Every means is gone and every session ends; the password stays. Raises Refused, Unacceptable."""
    require(actor, "second_step.reset")
    with writing() as session:
        _lock(session, {actor.id, person_id})
        administrator = session.get_one(Person, actor.id, populate_existing=True)
        person = session.get_one(Person, person_id, populate_existing=True)
        require(administrator, "second_step.reset", person)
        _reset(session, person, administrator.id, reason)


def reset_by_email(email: str, reason: str) -> None:
    """The same from the command line, for the last administrator. Raises Unacceptable."""
    with writing() as session:
        rows = select(Person.id).where(Person.email == email.lower())
        number = session.execute(rows.with_for_update(key_share=True)).scalar_one_or_none()
        if number is None:
            raise Unacceptable(N_("There is no person with this e-mail."))
        _reset(session, session.get_one(Person, number, populate_existing=True), None, reason)


def _lock(session: Session, numbers: set[int]) -> None:
    """In the order of their numbers, so that two administrators who reset each other do not wait for ever."""
    rows = select(Person.id).where(Person.id.in_(numbers)).order_by(Person.id)
    session.execute(rows.with_for_update(key_share=True)).all()


def _reset(session: Session, person: Person, by: int | None, reason: str) -> None:
    if not rules.says_enough(reason):
        raise Unacceptable(FEW_WORDS)
    if not queries.means(person, session).is_on:
        raise Unacceptable(NOTHING)
    forget_all(session, person.id)
    person.epoch += 1
    journal.record(session, by, "factor.reset", f"person:{person.id}", reason=reason)
    letters.tell_reset(session, person, reason)
    others = select(Person).join(RoleGrant, RoleGrant.person_id == Person.id)
    others = others.where(in_office("admin"), Person.id.not_in({person.id, by} - {None}))
    for one in session.execute(others.order_by(Person.id)).unique().scalars():
        letters.tell_of_reset(session, one, person, reason)
