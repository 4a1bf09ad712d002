"""How long sessions last here, by the settings, and the duty that clears away those that are over."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from veche.accounts.models import Person, RoleGrant
from veche.core import clock
from veche.core.forgetting import forgets
from veche.core.settings import declare, setting
from veche.sessions.models import LiveSession
from veche.sessions.rules import STAFF, Limits

declare("SESSION_IDLE_HOURS", 14 * 24, "Hours after which a session that nobody uses ends.")
declare("SESSION_LONGEST_HOURS", 60 * 24, "Hours after which a session ends in any case.")
declare("STAFF_IDLE_HOURS", 8, "The same for staff (moderator, committee, desk, admin): hours without use.")
declare("STAFF_LONGEST_HOURS", 12, "The same for staff: hours in any case.")
declare("PROOF_MINUTES", 10, "Minutes after which weighty acts ask once more for the password or a key.")


def of(person: Person) -> Limits:
    """The limits of this person's sessions: staff have shorter ones, from the moment they hold the role."""
    return _staff() if person.offices & STAFF else _citizens()


def _citizens() -> Limits:
    return Limits(_hours("SESSION_IDLE_HOURS"), _hours("SESSION_LONGEST_HOURS"))


def _staff() -> Limits:
    return Limits(_hours("STAFF_IDLE_HOURS"), _hours("STAFF_LONGEST_HOURS"))


def _hours(name: str) -> timedelta:
    return timedelta(hours=setting(name))


def is_fresh(proved_at: datetime) -> bool:
    """Whether a proof is young enough for a weighty act; a clock that was put back by hours makes none younger."""
    age = clock.now() - proved_at
    return timedelta(minutes=-1) <= age < timedelta(minutes=setting("PROOF_MINUTES"))


def _over(now: datetime) -> ColumnElement[bool]:
    """The condition that a session is over, by time or because the person's epoch has moved on."""
    long, short = _citizens(), _staff()
    staff = select(RoleGrant.person_id).where(RoleGrant.role.in_(sorted(STAFF)), _begun(), _not_ended())
    epoch = select(Person.epoch).where(Person.id == LiveSession.person_id).scalar_subquery()
    return or_(
        LiveSession.seen_at <= now - long.idle,
        LiveSession.began_at <= now - long.absolute,
        LiveSession.person_id.in_(staff)
        & or_(LiveSession.seen_at <= now - short.idle, LiveSession.began_at <= now - short.absolute),
        LiveSession.epoch != epoch,
    )


def _begun() -> ColumnElement[bool]:
    return or_(RoleGrant.since.is_(None), RoleGrant.since <= clock.today())


def _not_ended() -> ColumnElement[bool]:
    return or_(RoleGrant.until.is_(None), RoleGrant.until >= clock.today())


# Nobody is here by them any more anyway.
expire = forgets("sessions that are over are forgotten", LiveSession, _over)
