"""Whose a keyed hash is, one resident one account: claimed, moved, kept while it has to be known again, let go."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.policy import restraint
from veche.core import clock, journal
from veche.core.database import db, insert_once
from veche.core.languages import day
from veche.core.policy import N_
from veche.core.settings import declare
from veche.residents import keys
from veche.residents.adapters import Unproved
from veche.residents.events import lost
from veche.residents.keys import Identity
from veche.residents.models import ResidentIdentity, Verification

declare(
    "IDENTITY_KEEP_DAYS",
    0,
    "Days that the keyed hash of an identifier is kept after its owner has left; 0: it goes at once.",
)
STILL_COUNTED = N_(
    "Whoever has this identifier had an account here, left, and asked that an open support or ballot stays counted. So"
    " that nobody counts twice, no other account is verified by it until %(day)s."
)
BARRED = N_(
    "A measure of the moderators holds against whoever has this identifier, under another account. While it lasts no"
    " account is verified by it. You disagree? Appeal: the way to it stands in the letter about the measure."
)


class Withheld(Unproved):
    """Whose identifier it is, is known, and by it nobody is verified for now; the text says why."""


class StillCounted(Withheld):
    """The same resident has left another account, and something of theirs still counts."""


class Barred(Withheld):
    """The same resident is silenced or banned under another account."""


class Taken(Exception):
    """The same resident has another account; which one is not said."""


def owner_of(session: Session, identity: Identity | None) -> int | None:
    if identity is None:
        return None
    rows = select(ResidentIdentity.person_id).where(ResidentIdentity.digest == identity.digest)
    return session.execute(rows).scalar()


def note_look_up(session: Session, way: str, identity: Identity) -> None:
    """The journal says that the hashes were asked, by which way, and never about whom."""
    journal.record(session, None, "identity.checked", f"verification:{way}", kind=identity.kind)


def claim(session: Session, person_id: int, identity: Identity, way: str, moved_from: int | None = None) -> None:
    """The identity is this person's and nobody else's. Raises Taken, unless the person moves it here; StillCounted
    while something that its former owner left behind still counts; Barred while moderators' measures hold against them.

    moved_from: the earlier account, which is locked already. No account is locked here, after the journal: who holds
    that account may be waiting for the journal.
    """
    note_look_up(session, way, identity)
    _nothing_counts(session, identity)
    if _insert(session, person_id, identity):
        return
    rows = select(ResidentIdentity).where(ResidentIdentity.digest == identity.digest)
    row = session.execute(rows.with_for_update().execution_options(populate_existing=True)).scalar_one()
    if row.person_id is not None and row.person_id != person_id and _is_in_use(session, row.person_id):
        if row.person_id != moved_from:
            raise Taken
        lose(session, row.person_id)
        journal.record(session, None, "resident.moved", f"verification:{way}")
        if not _insert(session, person_id, identity):
            raise Taken
        return
    row.person_id, row.keep_until = person_id, None


def _is_in_use(session: Session, owner: int) -> bool:
    """Whether the owner is verified by their hashes, or only has some left from a measure that is over. Raises Barred
    while one holds."""
    told = select(Person.banned_at, Person.muted_until, Person.verified_at).where(Person.id == owner)
    found = session.execute(told).one()
    if restraint(found):
        raise Barred(BARRED, "code")
    return found.verified_at is not None


def _nothing_counts(session: Session, identity: Identity) -> None:
    rows = select(ResidentIdentity.keep_until).where(ResidentIdentity.digest == keys.still_counted(identity).digest)
    until = session.execute(rows).scalar()
    if until is not None and until > clock.now():
        raise StillCounted(STILL_COUNTED, "code", day=day(until + timedelta(days=1)))


def keep_counted(session: Session, person_id: int, until: datetime) -> None:
    """The person is about to leave and something of theirs counts on: till then nobody else is verified as the same
    human. The hashes themselves go with the person, as always; these are made of them, and name nobody."""
    rows = select(ResidentIdentity.kind, ResidentIdentity.digest).where(ResidentIdentity.person_id == person_id)
    for kind, digest in session.execute(rows).all():
        counted = keys.still_counted(Identity(kind, digest))
        session.execute(delete(ResidentIdentity).where(ResidentIdentity.digest == counted.digest))
        session.add(
            ResidentIdentity(kind=kind, digest=counted.digest, known_at=clock.now(), person_id=None, keep_until=until)
        )
    session.flush()


def is_known(session: Session, person_id: int) -> bool:
    """Whether the same human would be known again: without a keyed hash nobody can tell."""
    rows = select(ResidentIdentity.id).where(ResidentIdentity.person_id == person_id)
    return session.execute(rows.limit(1)).first() is not None


def _insert(session: Session, person_id: int, identity: Identity) -> bool:
    """Whether nobody had it: of two at once one row stands, and the other learns of it."""
    known = {"kind": identity.kind, "digest": identity.digest, "known_at": clock.now()}
    return insert_once(session, ResidentIdentity, person_id=person_id, **known)


def write_down(session: Session, person: Person, way: str, desk_id: int | None) -> None:
    """The person is a verified resident; the journal says by which way and never who."""
    moment = clock.now()
    session.get_one(Person, person.id).verified_at = moment
    session.execute(delete(Verification).where(Verification.person_id == person.id))
    session.add(Verification(person_id=person.id, way=way, desk_id=desk_id, verified_at=moment))
    if way != "desk":
        journal.record(session, None, "resident.verified", f"verification:{way}")


def lose(session: Session, person_id: int) -> None:
    """The person is no verified resident any more, and nothing is kept of who they are, unless moderators silenced or
    banned them: then the hashes stay until that is over, so that nobody walks around it.

    What they support and vote in is taken back as far as it is open: the same human may be verified elsewhere.
    """
    session.execute(delete(Verification).where(Verification.person_id == person_id))
    session.execute(update(Person).where(Person.id == person_id).values(verified_at=None))
    person = session.get_one(Person, person_id, populate_existing=True)
    free(session, person)
    lost.send(person)


def free(session: Session, person: Person) -> None:
    """Hashes that no verification and no measure needs any more go: of somebody whose verification ended, or whose
    measure did. Whoever has left keeps them as long as the operator has to (VECHE_IDENTITY_KEEP_DAYS)."""
    if person.verified_at is None and not restraint(person):
        mine = ResidentIdentity.person_id == person.id
        session.execute(delete(ResidentIdentity).where(mine, ResidentIdentity.keep_until.is_(None)))
        session.execute(update(ResidentIdentity).where(mine).values(person_id=None))


def is_barring(person: Person) -> bool:
    """Whether hashes of this person keep others from being verified: a measure holds, and some are known."""
    return restraint(person) is not None and is_known(db.session(), person.id)
