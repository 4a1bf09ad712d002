"""What verification holds of people: the way and the day, keyed hashes, attempts for a day, and codes without names."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import changed
from veche.core.personal import Holding, hold_personal
from veche.core.policy import N_
from veche.core.settings import setting
from veche.residents import queries
from veche.residents.identities import free
from veche.residents.models import Attempt, CodeSheet, DeskCode, DeskStaff, ResidentIdentity, Verification

ATTEMPTS_KEPT = timedelta(days=1)


def _forget_verification(session: Session, person: Person) -> None:
    """The hash goes with its person, unless the operator has to keep it for a while: then without the person. While
    moderators' measures hold, it stays with the empty number that they hold against, and goes when they end."""
    days = setting("IDENTITY_KEEP_DAYS")
    mine = ResidentIdentity.person_id == person.id
    if days:
        until = clock.now() + timedelta(days=days)
        session.execute(update(ResidentIdentity).where(mine).values(keep_until=until))
    person.verified_at = None
    free(session, person)
    session.execute(delete(Verification).where(Verification.person_id == person.id))


def _forget_attempts(session: Session, person: Person) -> None:
    session.execute(delete(Attempt).where(Attempt.person_id == person.id))


def _leave_desks(session: Session, person: Person) -> None:
    session.execute(delete(DeskStaff).where(DeskStaff.person_id == person.id))


def _expire_identities(session: Session, now: datetime) -> int:
    """A day that has come, or a silence that has ended by its date, of somebody who is verified no longer."""
    silent = or_(Person.muted_until.is_(None), Person.muted_until <= now)
    idle = select(Person.id).where(Person.verified_at.is_(None), Person.banned_at.is_(None), silent)
    unneeded = or_(ResidentIdentity.person_id.is_(None), ResidentIdentity.person_id.in_(idle))
    over = or_(ResidentIdentity.keep_until.is_(None), ResidentIdentity.keep_until <= now)
    return changed(session, delete(ResidentIdentity).where(unneeded & over))


def _expire_attempts(session: Session, now: datetime) -> int:
    """Attempts are needed for the limits of an hour only."""
    return changed(session, delete(Attempt).where(Attempt.begun_at < now - ATTEMPTS_KEPT))


def _expire_codes(session: Session, now: datetime) -> int:
    """Of a sheet whose time is over the numbers stay for the count; what the codes were is forgotten."""
    over = select(CodeSheet.id).where(CodeSheet.expires_at <= now)
    known = DeskCode.digest.is_not(None) | DeskCode.identity_digest.is_not(None)
    rows = update(DeskCode).where(DeskCode.sheet_id.in_(over), known).values(digest=None, identity_digest=None)
    return changed(session, rows)


hold_personal(
    "verification",
    Holding(
        name=N_("That you are a verified resident: the way, the desk, the day, and a keyed hash of an identifier"),
        tables=("resident_verification", "resident_identity"),
        kept=N_(
            "Until you withdraw the verification or leave; a hash as long after that as the law here asks, and without"
            " you until the last vote has closed in which you kept something counted. If moderators silenced or banned"
            " you, a hash stays until that ends, also when you withdraw or leave, so that nobody walks around it."
        ),
        export=queries.export_verification,
        erase=_forget_verification,
        expire=_expire_identities,
    ),
)
hold_personal(
    "verification_attempts",
    Holding(
        name=N_("Attempts to be verified, and the codes that were sent, as hashes"),
        tables=("resident_attempt",),
        kept=N_("One day, against guessing."),
        erase=_forget_attempts,
        expire=_expire_attempts,
    ),
)
hold_personal(
    "desk_codes",
    Holding(
        name=N_("One-time codes of the desks, as hashes and without the names of who used them"),
        tables=("desk", "desk_sheet", "desk_code"),
        kept=N_("The hashes until the sheet expires, 90 days; the counts stay."),
        expire=_expire_codes,
    ),
)
hold_personal(
    "desk_staff",
    Holding(
        name=N_("Who works at which desk"),
        tables=("desk_staff",),
        kept=N_("As long as the person works there."),
        erase=_leave_desks,
    ),
)
