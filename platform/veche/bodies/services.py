"""The verbs of bodies: to add one, to name and to dismiss its officers."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.bodies.models import Body, BodyOfficer
from veche.core import journal
from veche.core.database import writing
from veche.core.policy import require


class NameTaken(ValueError):
    """A body of that name is there already."""


class NoOfficer(ValueError):
    """Nobody of that name holds the role of an officer."""


def add_body(actor: Person, name_ru: str, name_be: str, name_en: str, functions: str = "") -> Body:
    """A new responsible body. Raises NameTaken when one has that Russian name."""
    with writing() as session:
        hold(session, actor)
        require(actor, "body.add")
        if session.execute(select(Body.id).where(Body.name_ru == name_ru)).first():
            raise NameTaken(name_ru)
        body = Body(name_ru=name_ru, name_be=name_be, name_en=name_en, functions=functions)
        session.add(body)
        session.flush()
        journal.record(session, actor.id, "body.added", body.subject, title=name_ru)
        return body


def name_officer(actor: Person, body_id: int, name_key: str) -> Person:
    """The person with the role of an officer and this display name (case-folded) reports for the body from now on.

    Naming twice is naming once. Raises NoOfficer.
    """
    with writing() as session:
        body = _body(session, actor, body_id)
        found = session.execute(select(Person).where(Person.name_key == name_key)).unique().scalar_one_or_none()
        if found is None or "body_officer" not in found.roles:
            raise NoOfficer(name_key)
        if found.id not in body.officer_ids:
            body.officers.append(BodyOfficer(person_id=found.id))
            session.flush()
            journal.record(session, actor.id, "body.officer_named", body.subject, person=found.id)
        return found


def dismiss_officer(actor: Person, body_id: int, person_id: int) -> None:
    """The person reports for the body no more; what was reported stays."""
    with writing() as session:
        body = _body(session, actor, body_id)
        for officer in [one for one in body.officers if one.person_id == person_id]:
            body.officers.remove(officer)
            session.flush()
            journal.record(session, actor.id, "body.officer_dismissed", body.subject, person=person_id)


def _body(session: Session, actor: Person, body_id: int) -> Body:
    """The locked body, whose officers this member of the committee names."""
    hold(session, actor)
    body = session.get(Body, body_id, with_for_update=True, populate_existing=True)
    if body is None:
        raise NotFound
    require(actor, "body.officers", body)
    return body
