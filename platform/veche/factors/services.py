"""The verbs of second steps: set up an app, take a means away, accept a code."""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.offices import ALONE
from veche.accounts.rules import Unacceptable
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.policy import N_, require
from veche.factors import events, keys, letters, queries, recovery, rules
from veche.factors.models import App, Passkey
from veche.sessions.models import LiveSession

__all__ = ["events"]

NO_FIT = N_("This code does not fit. Wait for the next one and type it; each code is good once.")
NO_SUCH = N_("There is no such passkey: perhaps it was removed already.")
BEGIN_ANEW = N_("Setting up has taken too long: begin anew.")


class NoSuchPasskey(Exception):
    """One that never was, that was removed, or somebody else's: all the same."""


def begin_app(actor: Person) -> None:
    """A fresh secret waits for its first code; an app that is in use stays so until then."""
    locked = keys.lock(actor.id, rules.new_secret())
    with writing() as session:
        app = _app(session, hold(session, actor))
        app.pending, app.pending_at = locked, clock.now()


def pending_secret(app: App | None) -> str | None:
    """The secret that is being set up, for an hour."""
    if app is None or app.pending_at is None or clock.now() - app.pending_at > rules.SETTING_UP:
        return None
    return keys.unlock(app.person_id, app.pending)


def confirm_app(actor: Person, typed: str) -> list[str]:
    """The app is a second step from now on, in the place of one before. Recovery codes for who has none, else [].

    Raises Unacceptable.
    """
    with writing() as session:
        person = hold(session, actor)
        app = _app(session, person)
        secret = pending_secret(app)
        if secret is None:
            raise Unacceptable(BEGIN_ANEW)
        step = rules.fitting_step(secret, rules.clean(typed), clock.now(), 0)
        if step is None:
            raise Unacceptable(NO_FIT)
        _put(app, app.pending, step)
        codes = recovery.make_first(session, person)
        journal.record(session, person.id, "factor.added", f"person:{person.id}", kind="app")
        letters.tell_app_added(session, person)
    return codes


def add_known_app(person: Person, secret: str) -> None:
    """An app with a secret that is known already, for the accounts of a demonstration."""
    locked = keys.lock(person.id, secret)
    with writing() as session:
        _put(_app(session, hold(session, person)), locked, 0)
        journal.record(session, None, "factor.added", f"person:{person.id}", kind="app")


def _app(session: Session, person: Person) -> App:
    """The person's locked row, made when there is none."""
    app = session.get(App, person.id, with_for_update=True, populate_existing=True)
    if app is None:
        app = App(person_id=person.id, last_step=0)
        session.add(app)
    return app


def _put(app: App, locked: str | None, step: int) -> None:
    app.secret, app.added_at, app.last_step = locked, clock.now(), step
    app.pending = app.pending_at = None


def remove_app(actor: Person) -> None:
    """Its codes open nothing any more. Raises Refused for the last means of somebody whose role needs one."""
    with writing() as session:
        person = hold(session, actor)
        app = _app(session, person)
        if app.secret is None:
            raise Unacceptable(N_("There is no app of codes to remove."))
        _require_removable(session, person)
        session.delete(app)
        _gone(session, person, "app")
        letters.tell_app_removed(session, person)


def remove_passkey(actor: Person, number: int) -> None:
    """The same for a passkey. Raises NoSuchPasskey too."""
    with writing() as session:
        person = hold(session, actor)
        key = _own_passkey(session, person, number)
        _require_removable(session, person)
        session.delete(key)
        _gone(session, person, "passkey")
        letters.tell_passkey_removed(session, person, key.name)


def rename_passkey(actor: Person, number: int, name: str) -> None:
    with writing() as session:
        _own_passkey(session, hold(session, actor), number).name = name


def _own_passkey(session: Session, person: Person, number: int) -> Passkey:
    key = session.get(Passkey, number, with_for_update=True, populate_existing=True)
    if key is None or key.person_id != person.id:
        raise NoSuchPasskey
    return key


def _require_removable(session: Session, person: Person) -> None:
    require(person, "second_step.remove", queries.held(person, queries.means(person, session)))


def _gone(session: Session, person: Person, kind: str) -> None:
    """Write it down; with the last means the recovery codes go, and sessions count as begun by the password."""
    session.flush()
    journal.record(session, person.id, "factor.removed", f"person:{person.id}", kind=kind)
    if not queries.means(person, session).is_on:
        recovery.forget(session, person.id)
        _by_password_alone(session, person)


def _by_password_alone(session: Session, person: Person) -> None:
    mine = update(LiveSession).where(LiveSession.person_id == person.id).values(factor=ALONE)
    session.execute(mine.execution_options(synchronize_session="fetch"))


def forget_all(session: Session, person_id: int) -> None:
    """No app, no passkey, no recovery code is left of this person."""
    for table in (App, Passkey):
        session.execute(delete(table).where(table.person_id == person_id))
    recovery.forget(session, person_id)


def accept(person: Person, typed: str) -> str:
    """By what the person proves who it is with the code: "totp" or "recovery". It is good once. Raises Unacceptable."""
    code = rules.clean(typed)
    by_app = rules.is_app_code(code)
    with writing() as session:
        held = hold(session, person)
        fits = _use(session, held, code) if by_app else recovery.spend(session, held, code)
    if not fits:
        raise Unacceptable(NO_FIT)
    return "totp" if by_app else "recovery"


def warn(person: Person) -> None:
    """The person hears that somebody has the password and guesses codes."""
    with writing() as session:
        letters.tell_tries(session, hold(session, person))


def proves(person: Person, typed: str) -> bool:
    """Whether this is a fresh code of the person's app; it is used up. Recovery codes are kept for lost phones."""
    code = rules.clean(typed)
    if not rules.is_app_code(code):
        return False
    with writing() as session:
        return _use(session, hold(session, person), code)


def _use(session: Session, person: Person, code: str) -> bool:
    """Whether the code of the app fits; its step and all before it are used up."""
    app = session.get(App, person.id, with_for_update=True, populate_existing=True)
    secret = keys.unlock(person.id, app.secret) if app else None
    step = rules.fitting_step(secret, code, clock.now(), app.last_step) if app and secret else None
    if app and step is not None:
        app.last_step = step
    return step is not None
