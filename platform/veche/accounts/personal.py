"""What accounts hold of people: the account itself, roles, unfinished texts. The account goes last of all."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from veche.accounts.models import Person, RoleGrant, Unfinished, in_office
from veche.core import clock, journal
from veche.core.database import changed, db
from veche.core.languages import DEFAULT
from veche.core.personal import Holding, Rows, hinders_leaving, hold_personal, holdings, hours_or_days, plain
from veche.core.policy import N_, Refusal
from veche.core.settings import declare, setting

declare("KEEP_UNCONFIRMED_DAYS", 30, "Days after which an account whose e-mail was never confirmed is deleted.")
declare("KEEP_UNFINISHED_DAYS", 60, "Days after which a text that nobody went on with is forgotten.")

PROFILE = ("email", "display_name", "language", "age_band", "district", "representative_email")
MOMENTS = ("joined_at", "confirmed_at", "verified_at", "consented_at", "consent_version")
RIGHTS = ("representative_agreed_at", "representative_withdrew_at", "is_assisted", "muted_until", "banned_at")


def _profile(person: Person) -> Rows:
    return [{"number": person.id, **plain(person, *PROFILE, *MOMENTS, *RIGHTS)}]


def empty_shell(_session: Session, person: Person) -> None:
    """Nothing is left but a number, by which texts and acts of one former participant hang together.

    A silence or a ban stays as the acts of moderators say: leaving ends none.
    """
    moment = clock.now()
    person.email = person.password_hash = person.age_band = person.district = None
    person.representative_email = person.representative_agreed_at = person.representative_withdrew_at = None
    person.display_name, person.name_key = "", secrets.token_hex(16)
    person.language, person.consent_version, person.consented_at = DEFAULT, "", moment
    person.confirmed_at = person.verified_at = None
    person.is_assisted, person.passed = False, 0
    person.left_at = moment
    person.epoch += 1


def forget_unconfirmed(session: Session, moment: datetime) -> int:
    """Accounts whose e-mail nobody confirmed in time, with all that hangs on them; the rows go as well."""
    until = moment - timedelta(days=setting("KEEP_UNCONFIRMED_DAYS"))
    rows = select(Person).where(Person.confirmed_at.is_(None), Person.left_at.is_(None), Person.joined_at < until)
    old = session.execute(rows.where(Person.is_assisted.is_(False)).with_for_update(of=Person)).unique().scalars().all()
    for person in old:
        for holding in reversed(holdings.values()):
            if holding.erase:
                holding.erase(session, person)
        session.flush()
        _drop(session, person)
    return len(old)


def _drop(session: Session, person: Person) -> None:
    try:
        with session.begin_nested():
            session.delete(person)
    except IntegrityError:
        session.refresh(person)  # something refers to it, so the empty shell stays


hold_personal(
    "profile",
    Holding(
        N_("Your account: e-mail, display name, age, district, days of consent and verification"),
        ("person",),
        N_("As long as you take part. An account whose e-mail was never confirmed is deleted: it is kept %(term)s."),
        _profile,
        empty_shell,
        forget_unconfirmed,
        terms=lambda: {"term": hours_or_days(24 * setting("KEEP_UNCONFIRMED_DAYS"))},
    ),
)


def _roles(person: Person) -> Rows:
    return [plain(grant, "role", "granted_at", "since", "until") for grant in person.grants]


def _give_back(session: Session, person: Person) -> None:
    """Every role ends, and the journal says so, as when an administrator takes it."""
    for grant in list(person.grants):
        if grant.is_in_office:
            journal.record(session, person.id, "role.taken", f"person:{person.id}", role=grant.role)
        person.grants.remove(grant)
    session.flush()


@hinders_leaving
def last_administrator(session: Session, person: Person) -> Iterator[Refusal]:
    """Somebody has to be able to give roles."""
    if "admin" not in person.offices:  # also while the role is asleep for want of a second step
        return
    others = select(RoleGrant.person_id).where(in_office("admin"), RoleGrant.person_id != person.id)
    if session.execute(others.limit(1)).first() is None:
        yield Refusal(N_("You are the last administrator: give somebody else the role first."))


hold_personal(
    "roles",
    Holding(
        N_("Your roles and their terms"),
        ("person_role",),
        N_("As long as you hold them; that they were given and taken stays in the journal, under your number."),
        _roles,
        _give_back,
    ),
)


def _unfinished(person: Person) -> Rows:
    rows = select(Unfinished).where(Unfinished.person_id == person.id).order_by(Unfinished.place)
    return [plain(row, "place", "fields", "saved_at") for row in db.session.execute(rows).scalars()]


def _throw_away(session: Session, person: Person) -> None:
    session.execute(delete(Unfinished).where(Unfinished.person_id == person.id))


def _forget_unfinished(session: Session, moment: datetime) -> int:
    until = moment - timedelta(days=setting("KEEP_UNFINISHED_DAYS"))
    return changed(session, delete(Unfinished).where(Unfinished.saved_at < until))


hold_personal(
    "unfinished",
    Holding(
        N_("Texts that you began and did not send"),
        ("unfinished",),
        N_("Until you send or discard them, at most %(term)s; only you see them."),
        _unfinished,
        _throw_away,
        _forget_unfinished,
        terms=lambda: {"term": hours_or_days(24 * setting("KEEP_UNFINISHED_DAYS"))},
    ),
)
