"""The verbs of what one signs in with: a new password, another e-mail, and the way back from it."""

from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import ColumnElement, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from veche.accounts.links import DEAD_LINK, RESET, state_of, token, write_letter
from veche.accounts.models import Person
from veche.accounts.passwords import check_password, hashed, set_password
from veche.accounts.rules import Unacceptable
from veche.accounts.services import by_email, hold
from veche.core import clock, journal, keyed
from veche.core.database import writing
from veche.core.forgetting import forgets
from veche.core.policy import N_
from veche.sessions.events import taken_back
from veche.sessions.models import AddressChange
from veche.sessions.services import move_on

CONFIRMED_WITHIN = timedelta(hours=24)
TAKEN_BACK_WITHIN = timedelta(hours=72)

journal.verbs.update(
    {
        "email.changed": N_("E-mail of an account changed"),
        "email.restored": N_("A change of e-mail taken back"),
    }
)


def change_password(actor: Person, password: str) -> None:
    """A new password; every other session ends, and a letter tells of it. Raises Unacceptable."""
    check_password(password, actor.email or "", actor.display_name)
    password_hash, here = hashed(password), actor.live.id
    with writing() as session:
        person = hold(session, actor)
        set_password(session, person, password_hash)
        move_on(session, person, stays=here)


def ask_email(actor: Person, email: str) -> None:
    """A letter to the new address with the link that confirms it. An address that is somebody's gets another letter,
    and the one who asks learns nothing of it."""
    with writing() as session:
        person = hold(session, actor)
        if by_email(session, email):
            write_letter(session, email, person.language, "known", {})
        else:
            link = _signer("email").dumps([person.id, state_of(person), email, clock.now().isoformat()])
            write_letter(session, email, person.language, "email_confirm", {"token": link})


def change_email(text: str) -> Person:
    """The confirmed address is the person's from now on; the old one learns of it. Raises Unacceptable."""
    number, state, email, asked_at = _read("email", text, 4)
    with writing() as session:
        person = _locked(session, number)
        in_time = clock.now() - datetime.fromisoformat(asked_at) < CONFIRMED_WITHIN
        if not in_time or state != state_of(person) or by_email(session, email):
            raise Unacceptable(DEAD_LINK)
        _tell_old(session, person)
        person.email = email
        person.confirmed_at = person.confirmed_at or clock.now()  # the letter has proved the address
        _flush(session)
        journal.record(session, person.id, "email.changed", f"person:{person.id}")
        return person


def _tell_old(session: Session, person: Person) -> None:
    if person.email:
        change = AddressChange(person_id=person.id, old_email=person.email, changed_at=clock.now())
        session.add(change)
        session.flush()
        link = _signer("email.back").dumps([change.id, person.id])
        write_letter(session, person.email, person.language, "email_changed", {"token": link})


def restore_email(text: str) -> Person:
    """The old address is the person's again, also after further changes; what else was taken meanwhile ends.

    Every session ends and the password works no longer, because whoever changed the address knew it; a link for a new
    one goes to the old address. Raises Unacceptable.
    """
    number, person_id = _read("email.back", text, 2)
    with writing() as session:
        person = _locked(session, person_id)
        change = session.get(AddressChange, number, populate_existing=True)
        if change is None or change.person_id != person.id or clock.now() - change.changed_at >= TAKEN_BACK_WITHIN:
            raise Unacceptable(DEAD_LINK)
        person.email, person.password_hash = change.old_email, None
        _flush(session)
        since = change.changed_at
        _forget_since(session, change)
        move_on(session, person)
        taken_back.send(person, since=since)
        journal.record(session, person.id, "email.restored", f"person:{person.id}")
        write_letter(session, person.email, person.language, "reset", {"token": token(RESET, person)})
        return person


def _forget_since(session: Session, change: AddressChange) -> None:
    """The links of this change and of all after it die: an intruder's own address leads nowhere back."""
    later = (AddressChange.person_id == change.person_id) & (AddressChange.id >= change.id)
    session.execute(delete(AddressChange).where(later))


def _locked(session: Session, number: int) -> Person:
    options: dict[str, Any] = {"with_for_update": {"of": Person, "key_share": True}, "populate_existing": True}
    person = session.get(Person, number, **options)
    if person is None or person.left_at:
        raise Unacceptable(DEAD_LINK)
    return person


def _flush(session: Session) -> None:
    """Somebody took the address in the same moment: the link is as good as dead, and says no more."""
    try:
        session.flush()
    except IntegrityError as clash:
        raise Unacceptable(DEAD_LINK) from clash


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return keyed.signer(f"sessions.{purpose}")


def _read(purpose: str, text: str, length: int) -> list[Any]:
    try:
        values = _signer(purpose).loads(text)
    except (BadSignature, ValueError) as problem:
        raise Unacceptable(DEAD_LINK) from problem
    if not isinstance(values, list) or len(values) != length:
        raise Unacceptable(DEAD_LINK)
    return values


def _is_final(now: datetime) -> ColumnElement[bool]:
    """Changes that nobody can take back any more: there is no reason to know the old address."""
    return AddressChange.changed_at <= now - TAKEN_BACK_WITHIN


expire = forgets("former e-mails are forgotten", AddressChange, _is_final)
