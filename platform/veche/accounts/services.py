"""The verbs of accounts: sign up, confirm, sign in, reset, verify, give roles."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from veche.accounts.events import consented
from veche.accounts.links import CONFIRM, REPRESENT, RESET, person_of_token, token, write_letter
from veche.accounts.models import ROLES, Person, RoleGrant
from veche.accounts.passwords import check_password, fits, hashed, set_password
from veche.accounts.rules import (
    CONSENT_VERSION,
    OWN_ADDRESS,
    VOUCHED,
    Unacceptable,
    check_name,
    name_key,
    own_address,
)
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.core.languages import DEFAULT, gettext
from veche.core.policy import N_, require

NAME_TAKEN = N_("This display name is taken. Choose another one.")

journal.verbs.update(
    {
        "role.given": N_("Role given"),
        "role.taken": N_("Role taken back"),
        "person.verified": N_("Resident verified"),
        "person.looked_up": N_("An administrator looked at the e-mail of a participant"),
    }
)


def hold(session: Session, person: Person) -> Person:
    """Lock the person's row: one person's acts happen one after another. Nobody signed in: Refused.

    The lock leaves the key alone: PostgreSQL looks whether the person exists whenever another row names them, and with
    the stronger lock an edit and the last support, each waiting for the other's person, stopped for good.
    """
    require(person, "account.own")
    _lock(session, {person.id})
    held = session.get_one(Person, person.id, populate_existing=True)
    require(held, "account.own")  # who left while this act waited does nothing more
    return held


def _lock(session: Session, numbers: set[int]) -> None:
    """Lock the people's rows in the order of their numbers, so that of two who lock the same neither waits for ever.

    What they are is read in a statement of its own afterwards: PostgreSQL joins roles as they were before the wait.
    """
    rows = select(Person.id).where(Person.id.in_(numbers)).order_by(Person.id)
    session.execute(rows.with_for_update(key_share=True)).all()


def sign_up(
    *,
    email: str,
    name: str,
    password: str,
    age_band: str,
    language: str,
    representative: str | None = None,
    district: str | None = None,
) -> Person | None:
    """A new, unconfirmed person, and the letter with the link. Nothing and another letter when the e-mail is known, so
    that a stranger cannot learn who takes part. Raises Unacceptable."""
    check_name(name)
    check_password(password, email, name)
    if own_address(email, representative):
        raise Unacceptable(OWN_ADDRESS)
    password_hash = hashed(password)
    email = email.lower()
    with writing() as session:
        _check_free(session, name)  # asked first: else a taken name would tell a known e-mail from an unknown one
        if by_email(session, email):
            write_letter(session, email, language, "known", {})
            return None
        person = _new_person(email, name, password_hash, age_band, language, representative)
        person.district = district
        session.add(person)
        _flush_name(session)
        consented.send(person)
        write_letter(session, email, language, "confirm", {"token": token(CONFIRM, person)})
        if representative:
            ask_representative(session, person)
        return person


def _new_person(
    email: str, name: str, password_hash: str, age_band: str, language: str, representative: str | None
) -> Person:
    moment = clock.now()
    return Person(
        email=email,
        display_name=name,
        name_key=name_key(name),
        password_hash=password_hash,
        language=language,
        age_band=age_band,
        representative_email=representative,
        consent_version=CONSENT_VERSION,
        consented_at=moment,
        joined_at=moment,
        epoch=0,
    )


def _check_free(session: Session, name: str) -> None:
    taken = select(Person.id).where(Person.name_key == name_key(name))
    if session.execute(taken).first() is not None:
        raise Unacceptable(NAME_TAKEN)


def _flush_name(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as clash:
        raise Unacceptable(NAME_TAKEN) from clash


def by_email(session: Session, email: str) -> Person | None:
    """Whose e-mail this is, in whatever case it was typed."""
    return session.execute(select(Person).where(Person.email == email.lower())).unique().scalar_one_or_none()


def confirm(text: str) -> Person:
    """The e-mail is confirmed; a second use of the link changes nothing. Raises Unacceptable."""
    with writing() as session:
        person = person_of_token(session, CONFIRM, text, days=14)
        person.confirmed_at = person.confirmed_at or clock.now()
        return person


def send_confirmation(actor: Person) -> None:
    """The letter with the link once more; to the representative, when only their consent is missing."""
    with writing() as session:
        if not actor.confirmed_at:
            write_letter(session, actor.email, actor.language, "confirm", {"token": token(CONFIRM, actor)})
        elif actor.needs_consent:
            ask_representative(session, actor)


def ask_representative(session: Session, person: Person) -> None:
    """The letter to the parent or guardian with the link by which they consent."""
    if person.representative_email:
        values = {"token": token(REPRESENT, person), "name": person.display_name}
        write_letter(session, person.representative_email, person.language, "represent", values)


def check_sign_in(email: str, password: str) -> Person | None:
    """The person, when e-mail and password fit. An unknown e-mail takes as long as a wrong password."""
    person = by_email(db.session(), email)
    return person if fits(person.password_hash if person else None, password) else None


def sign_out_everywhere(actor: Person) -> None:
    """End every session of the person at once."""
    with writing() as session:
        hold(session, actor).epoch += 1


def ask_reset(email: str) -> None:
    """A letter with a link when the e-mail is known; silence otherwise."""
    with writing() as session:
        person = by_email(session, email)
        if person:
            write_letter(session, person.email, person.language, "reset", {"token": token(RESET, person)})


def reset_password(text: str, password: str) -> Person:
    """A new password, and every session ends. Raises Unacceptable."""
    check_password(password)
    password_hash = hashed(password)
    with writing() as session:
        person = person_of_token(session, RESET, text, days=1)
        set_password(session, person, password_hash)
        person.epoch += 1
        person.confirmed_at = person.confirmed_at or clock.now()  # the letter has proved the address
        return person


def _administered(session: Session, actor: Person, person_id: int) -> Person:
    """The locked person whom this administrator changes. Raises Refused.

    Who administers is locked too and asked anew, so that of two who take each other's role one stays.
    """
    require(actor, "account.administer")
    _lock(session, {actor.id, person_id})
    session.get_one(Person, actor.id, populate_existing=True)
    require(actor, "account.administer")
    return session.get_one(Person, person_id, populate_existing=True)


def verify(actor: Person, person_id: int) -> Person:
    """An administrator has seen that the person lives in the city."""
    with writing() as session:
        person = _administered(session, actor, person_id)
        return _verified(session, person, actor.id)


def verify_by_email(email: str) -> Person:
    """The same from the command line. Raises Unacceptable for an unknown or unconfirmed e-mail."""
    with writing() as session:
        person = by_email(session, email)
        if person is None:
            raise Unacceptable(N_("There is no person with this e-mail."))
        if not person.is_confirmed:
            raise Unacceptable(N_("This person has not confirmed the e-mail yet."))
        return _verified(session, person, None)


def _verified(session: Session, person: Person, by: int | None) -> Person:
    if person.verified_at is None:
        person.verified_at = clock.now()
        journal.record(session, by, "person.verified", f"person:{person.id}")
    return person


def look_up(actor: Person, person_id: int, reason: str) -> str:
    """The address of a person, for an administrator who says why; the journal keeps who looked at whom, not what."""
    with writing() as session:
        person = _administered(session, actor, person_id)
        if person.email is None:
            raise Unacceptable(N_("This person has no e-mail."))
        journal.record(session, actor.id, "person.looked_up", f"person:{person.id}", reason=reason)
        return person.email


def give_role(
    actor: Person, person_id: int, role: str, *, since: date | None = None, until: date | None = None
) -> None:
    """The person holds the role from the first to the last day of its term; giving it twice changes nothing.

    Without days it holds from now on and without end, except for who holds it already: their term stays. A term that is
    named takes the place of the one before.
    """
    with writing() as session:
        person = _administered(session, actor, person_id)
        _grant(session, person, role, actor.id, since, until)


def take_role(actor: Person, person_id: int, role: str) -> None:
    """The person holds the role no longer. Nobody takes the last administrator's own role."""
    if person_id == actor.id and role == "admin":
        raise Unacceptable(N_("You cannot take your own administrator's role."))
    with writing() as session:
        person = _administered(session, actor, person_id)
        held = [grant for grant in person.grants if grant.role == role]
        if held and person.id != actor.id:
            person.epoch += 1  # pages of the office that are still open somewhere lead nowhere any more
        for grant in held:
            person.grants.remove(grant)
            journal.record(session, actor.id, "role.taken", f"person:{person.id}", role=role)


def _grant(
    session: Session,
    person: Person,
    role: str,
    by: int | None,
    since: date | None = None,
    until: date | None = None,
) -> None:
    if role not in ROLES:
        raise Unacceptable(gettext(N_("There is no role %(role)s."), role=role))
    held = next((grant for grant in person.grants if grant.role == role), None)
    if held and held.is_in_office and (since, until) in {(None, None), (held.since, held.until)}:
        return
    if held is None:
        held = RoleGrant(role=role, granted_at=clock.now())
        person.grants.append(held)
    held.since, held.until = since, until  # also where an earlier term is over
    term = {name: day.isoformat() for name, day in (("since", since), ("until", until)) if day}
    journal.record(session, by, "role.given", f"person:{person.id}", role=role, **term)


def add_person(
    email: str,
    name: str,
    password: str,
    roles: Iterable[str] = (),
    *,
    language: str = DEFAULT,
    age_band: str = "over-31",
    district: str | None = None,
    verified: bool = False,
) -> Person:
    """A confirmed person, from the command line or the demonstration town; an existing one gets the roles added."""
    check_name(name, is_staff=True)
    check_password(password, email, name)
    password_hash = hashed(password)
    with writing() as session:
        person = by_email(session, email)
        if person is None:
            person = _new_person(email.lower(), name, password_hash, age_band, language, None)
            person.confirmed_at, person.district, person.passed = clock.now(), district, VOUCHED
            session.add(person)
            _flush_name(session)
        for role in roles:
            _grant(session, person, role, None)
        return _verified(session, person, None) if verified else person
