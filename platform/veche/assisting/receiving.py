"""To receive a person at a desk: by the document the same human always has the same account."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.rules import CONSENT_VERSION, Unacceptable, check_name, name_key
from veche.accounts.services import hold
from veche.assisting import rules
from veche.assisting.models import Visit
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.languages import gettext, speaking
from veche.core.policy import N_, Refusal, Refused, require
from veche.residents import keys
from veche.residents.desks import at_desk
from veche.residents.identities import Taken, Withheld, claim, note_look_up, write_down
from veche.residents.models import Desk, ResidentIdentity

NAME_TAKEN = N_("This display name is taken. Choose another one.")


class Unready(ValueError):
    """What was told does not do; `why` says it for each field (English msgids with %(named)s values)."""

    def __init__(self, why: dict[str, str], values: Mapping[str, Any] | None = None) -> None:
        super().__init__(", ".join(why.values()))
        self.why, self.values = why, values or {}


def receive(
    actor: Person,
    desk_id: int,
    *,
    document: str,
    name: str,
    age_band: str,
    language: str,
    consented: bool,
    nonce: str,
) -> Visit:
    """The person with this document is at the desk. At the first visit they get an account without e-mail.

    document: in its normal form; it is hashed at once and goes no further. Raises Unready, Refused, NotFound.
    """
    identity = keys.identity("document", document)
    try:
        return _receive(actor, desk_id, identity, (name, age_band, language, consented), nonce)
    except Unready:
        _remember(identity)
        raise


def _remember(identity: keys.Identity) -> None:
    """That the hashes were asked is written down although nothing came of it: nobody tries documents unseen."""
    with writing() as session:
        note_look_up(session, "desk", identity)


def _receive(
    actor: Person, desk_id: int, identity: keys.Identity, told: tuple[str, str, str, bool], nonce: str
) -> Visit:
    with writing() as session:
        desk = at_desk(session, actor, desk_id)
        begun = session.execute(select(Visit).where(Visit.staff_id == actor.id, Visit.nonce == nonce)).scalar()
        if begun:
            return begun
        person = _known(session, identity)
        if person is None:
            person = _join(session, *told)
            _claim(session, person, identity)
            write_down(session, person, "desk", desk.id)
        else:
            note_look_up(session, "desk", identity)
        _fit(actor, person)
        return _begin(session, actor, desk, person, nonce)


def _begin(session: Session, actor: Person, desk: Desk, person: Person, nonce: str) -> Visit:
    moment = clock.now()
    ends, whose = moment + rules.VISIT, {"staff_id": actor.id, "person_id": person.id}
    visit = Visit(desk_id=desk.id, begun_at=moment, ends_at=ends, nonce=nonce, **whose)
    session.add(visit)
    journal.record(session, actor.id, "assist.received", desk.subject)
    return visit


def _known(session: Session, identity: keys.Identity) -> Person | None:
    rows = select(Person).join(ResidentIdentity, ResidentIdentity.person_id == Person.id)
    rows = rows.where(Person.verified_at.is_not(None))  # of the others a hash only bars
    return session.execute(rows.where(ResidentIdentity.digest == identity.digest)).unique().scalar_one_or_none()


def _claim(session: Session, person: Person, identity: keys.Identity) -> None:
    """Two desks at once with one document: the second finds the person of the first when it sends the form again."""
    try:
        claim(session, person.id, identity, "desk")
    except Taken as faster:
        raise Stale from faster
    except Withheld as problem:
        raise Unready({"document": problem.why}, problem.values) from problem


def _fit(actor: Person, person: Person) -> None:
    """Neither oneself nor anybody who has an account: they speak for themselves."""
    if person.id == actor.id or not person.is_assisted:
        raise Unready({"document": rules.HAS_OWN})


def _join(session: Session, name: str, age_band: str, language: str, consented: bool) -> Person:
    """A new account without e-mail and password: nobody signs in to it. The consent lies signed on paper."""
    lacks = rules.missing(age_band, consented)
    if lacks:
        raise Unready(lacks)
    if name:
        _check(name)
    moment, blank = clock.now(), secrets.token_hex(16)
    person = Person(
        email=None,
        display_name=name or blank,
        name_key=name_key(name or blank),
        password_hash=None,
        language=language,
        age_band=age_band,
        consent_version=CONSENT_VERSION,
        consented_at=moment,
        joined_at=moment,
        confirmed_at=moment,
        is_assisted=True,
        epoch=0,
    )
    session.add(person)
    try:
        session.flush()
    except IntegrityError as clash:
        raise Unready({"name": NAME_TAKEN}) from clash
    if not name:
        _number(session, person)
    return person


def _number(session: Session, person: Person) -> None:
    """Who chose no name is a participant with a number."""
    with speaking(person.language):
        person.display_name = gettext(rules.PARTICIPANT, number=f"{person.id:04}")
    person.name_key = name_key(person.display_name)
    session.flush()


def _check(name: str) -> None:
    try:
        check_name(name)
    except Unacceptable as problem:
        raise Unready({"name": str(problem)}) from problem


def visit_of(session: Session, actor: Person, visit_id: int) -> Visit:
    """The visit during which this member of staff may enter, its person locked after them. Raises NotFound, Refused."""
    hold(session, actor)
    visit = session.get(Visit, visit_id, populate_existing=True)
    if visit is None:
        raise NotFound
    require(actor, "assist.enter", visit)
    if visit.person.left_at:
        raise Refused(Refusal(rules.HAS_OWN))
    return visit


def end_visit(actor: Person, visit_id: int) -> None:
    """The person goes: nothing more is entered for them until they come again."""
    with writing() as session:
        visit_of(session, actor, visit_id).ends_at = clock.now()
