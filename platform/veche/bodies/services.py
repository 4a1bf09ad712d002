"""The verbs of bodies: to add one, to edit its entry, to name and to dismiss its officers."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.bodies import rules
from veche.bodies.models import Body, BodyOfficer
from veche.core import journal
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.policy import require


class NameTaken(ValueError):
    """A body of that name is there already."""


class NoOfficer(ValueError):
    """Nobody of that name holds the role of an officer."""


def add_body(actor: Person, name_ru: str, name_be: str, name_en: str, functions: str = "", **contact: str) -> Body:
    """A new responsible body. Raises NameTaken when one has that Russian name.

    contact: the office, and the functions in the other languages (`rules.FIELDS`).
    """
    with writing() as session:
        hold(session, actor)
        require(actor, "body.add")
        _free(session, name_ru)
        body = Body(name_ru=name_ru, name_be=name_be, name_en=name_en, functions=functions, **contact)
        session.add(body)
        session.flush()
        journal.record(session, actor.id, "body.added", body.subject, title=name_ru)
        return body


def edit_body(actor: Person, body_id: int, *, seen: str, **values: str) -> Body:
    """The entry says `values` from now on; the journal keeps what it said before.

    seen: the mark of the entry that the editor looked at. Raises Stale when it says something else by now, NameTaken
    when another body has the Russian name. Nothing changed is nothing written.
    """
    with writing() as session:
        body = _body(session, actor, body_id, "body.edit")
        before = body.values
        changed = rules.changes(before, {**before, **values})
        if not changed:
            return body
        if seen != body.seen:
            raise Stale
        if "name_ru" in changed:
            _free(session, values["name_ru"])
        for name in changed:
            setattr(body, name, values[name])
        session.flush()
        journal.record(session, actor.id, "body.edited", body.subject, title=body.name_ru, changed=changed)
        return body


def _free(session: Session, name_ru: str) -> None:
    if session.execute(select(Body.id).where(Body.name_ru == name_ru)).first():
        raise NameTaken(name_ru)


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


def _body(session: Session, actor: Person, body_id: int, act: str = "body.officers") -> Body:
    """The locked body, whose officers or entry this member of the committee changes."""
    hold(session, actor)
    body = session.get(Body, body_id, with_for_update=True, populate_existing=True)
    if body is None:
        raise NotFound
    require(actor, act, body)
    return body
