"""The verbs of verification: begin a way, finish it, move the verification from an earlier account, withdraw it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.policy import unbanned, unmuted
from veche.accounts.services import hold
from veche.core import clock, journal, keyed
from veche.core.database import db, insert_once, writing
from veche.core.languages import day
from veche.core.policy import N_, require
from veche.core.settings import declare
from veche.residents import keys, rules
from veche.residents.adapters import Proof, Unproved, Way
from veche.residents.events import lost
from veche.residents.keys import Identity
from veche.residents.models import Attempt, ResidentIdentity, Verification

declare(
    "IDENTITY_KEEP_DAYS",
    0,
    "Days that the keyed hash of an identifier is kept after its owner has left; 0: it goes at once.",
)
TAKEN = N_(
    "Another account here has been verified as the same resident. One resident has one account: you can move the"
    " verification to this one."
)
STILL_COUNTED = N_(
    "Whoever has this identifier had an account here, left, and asked that an open support or ballot stays counted. So"
    " that nobody counts twice, no other account is verified by it until %(day)s."
)
BARRED = N_(
    "A measure of the moderators holds against whoever has this identifier, under another account. While it lasts no"
    " account is verified by it. You disagree? Appeal: the way to it stands in the letter about the measure."
)
ENDED = N_("This verification has ended. Begin it anew.")


class Withheld(Unproved):
    """Whose identifier it is, is known, and by it nobody is verified for now; the text says why."""


class StillCounted(Withheld):
    """The same resident has left another account, and something of theirs still counts."""


class Barred(Withheld):
    """The same resident is silenced or banned under another account."""


class Taken(Exception):
    """The same resident has another account; which one is not said."""


def begin(actor: Person, way: Way, typed: Mapping[str, str]) -> Attempt:
    """The first step of a way that has two. Raises Refused, Unproved."""
    require(actor, "resident.become")
    begun = way.begin(actor, typed)
    moment = clock.now()
    with writing() as session:
        hold(session, actor)
        require(actor, "resident.become")
        begun.allow(session)
        attempt = Attempt(
            person_id=actor.id,
            way=way.name,
            kept=begun.kept,
            identity_kind=begun.identity.kind if begun.identity else None,
            identity_digest=begun.identity.digest if begun.identity else None,
            begun_at=moment,
            expires_at=moment + begun.lasts,
        )
        session.add(attempt)
    try:
        begun.send()
    except Unproved:
        _forget(attempt.id)
        raise
    return attempt


def _forget(number: int) -> None:
    with writing() as session:
        session.execute(delete(Attempt).where(Attempt.id == number))


def attempt_of(actor: Person, number: int, way: str) -> Attempt:
    """One's own attempt that is still under way; NotFound for anybody else's, Unproved when its time is over."""
    attempt = db.session.get(Attempt, number)
    if attempt is None or attempt.person_id != actor.id or attempt.way != way:
        raise NotFound
    if attempt.ended_at or attempt.expires_at <= clock.now():
        raise Unproved(ENDED)
    return attempt


def attempt_by_state(actor: Person, state: str) -> Attempt:
    """One's own attempt from which one was sent to the identity provider. Raises Unproved when there is none."""
    rows = select(Attempt).where(Attempt.person_id == actor.id, Attempt.way == "oidc", Attempt.ended_at.is_(None))
    for attempt in db.session.execute(rows.where(Attempt.expires_at > clock.now())).scalars():
        if state and keyed.is_same(str(attempt.kept.get("state", "")), state):
            return attempt
    raise Unproved(ENDED)


def finish(actor: Person, way: Way, typed: Mapping[str, str], number: int | None = None, *, move: bool = False) -> None:
    """The last step: the person is a verified resident. Raises Refused, NotFound, Unproved, Taken.

    number: the attempt, of a way that has one; what was proved once is not asked for again when the person comes back
    to move the verification.
    """
    require(actor, "resident.become")
    attempt = attempt_of(actor, number, way.name) if number else None
    proof = _proved_before(attempt) or _proved_now(actor, way, attempt, typed)
    try:
        _settle(actor, way.name, proof, number, move)
    except (Taken, Withheld) as problem:
        _remember(way.name, proof.identity, number if isinstance(problem, Taken) else None)
        raise


def _proved_now(actor: Person, way: Way, attempt: Attempt | None, typed: Mapping[str, str]) -> Proof:
    try:
        return way.finish(actor, attempt, typed)
    except Unproved:
        if attempt and not way.tries_again:
            _forget(attempt.id)
        raise


def _proved_before(attempt: Attempt | None) -> Proof | None:
    if attempt is None or attempt.proved_at is None:
        return None
    if attempt.proved_at + rules.MOVE_WITHIN <= clock.now():
        raise Unproved(ENDED)
    return Proof(Identity(str(attempt.identity_kind), str(attempt.identity_digest)))


def _remember(way: str, identity: Identity | None, number: int | None) -> None:
    """What was proved is good for ten minutes, so that the person can say whether to move the verification; that the
    hashes were asked is written down although nothing came of it. number: the attempt, if it can go on."""
    moment = clock.now()
    if identity is None:
        return
    values = {"proved_at": moment, "expires_at": moment + rules.MOVE_WITHIN, "kept": {}}
    values |= {"identity_kind": identity.kind, "identity_digest": identity.digest}
    with writing() as session:
        journal.record(session, None, "identity.checked", f"verification:{way}", kind=identity.kind)
        session.execute(update(Attempt).where(Attempt.id == number, Attempt.proved_at.is_(None)).values(values))


def _settle(actor: Person, way: str, proof: Proof, number: int | None, move: bool) -> None:
    """All of it or nothing: what proved it is used up, the identity claimed, the person verified, the journal told."""
    with writing() as session:
        _hold_both(session, actor, _owner(session, proof.identity))
        require(actor, "resident.become")
        _end(session, number)
        proof.take(session)
        if proof.identity:
            claim(session, actor.id, proof.identity, way, move)
        write_down(session, actor, way, proof.desk_id)


def _hold_both(session: Session, actor: Person, owner: int | None) -> None:
    """Lock the person, and the earlier account that may lose its verification, in the order of their numbers."""
    numbers = {actor.id, owner} - {None}
    rows = select(Person.id).where(Person.id.in_(numbers)).order_by(Person.id)
    session.execute(rows.with_for_update(key_share=True)).all()
    hold(session, actor)


def _owner(session: Session, identity: Identity | None) -> int | None:
    if identity is None:
        return None
    rows = select(ResidentIdentity.person_id).where(ResidentIdentity.digest == identity.digest)
    return session.execute(rows).scalar()


def _end(session: Session, number: int | None) -> None:
    """An attempt ends once: of a callback that is sent twice the second finds it ended."""
    if number is None:
        return
    moment = clock.now()
    mine = update(Attempt).where(Attempt.id == number, Attempt.ended_at.is_(None), Attempt.expires_at > moment)
    ended = session.execute(mine.values(ended_at=moment, kept={}, identity_digest=None).returning(Attempt.id))
    if ended.first() is None:
        raise Unproved(ENDED)


def claim(session: Session, person_id: int, identity: Identity, way: str, move: bool) -> None:
    """The identity is this person's and nobody else's. Raises Taken, unless the person moves it here; StillCounted
    while something that its former owner left behind still counts; Barred while moderators' measures hold against them.
    """
    journal.record(session, None, "identity.checked", f"verification:{way}", kind=identity.kind)
    _nothing_counts(session, identity)
    if _insert(session, person_id, identity):
        return
    rows = select(ResidentIdentity).where(ResidentIdentity.digest == identity.digest)
    row = session.execute(rows.with_for_update().execution_options(populate_existing=True)).scalar_one()
    if row.person_id is not None and row.person_id != person_id and _is_in_use(session, row.person_id):
        if not move:
            raise Taken
        lose(session, row.person_id)
        journal.record(session, None, "resident.moved", f"verification:{way}")
        if not _insert(session, person_id, identity):
            raise Taken
        return
    row.person_id, row.keep_until = person_id, None


def _is_in_use(session: Session, owner: int) -> bool:
    """Whether the owner is verified by their hashes, or only has some left from a measure that is over. Raises Barred
    while one holds; whoever decides about it waits for this lock, or this waits for them."""
    told = select(Person.banned_at, Person.muted_until, Person.verified_at).where(Person.id == owner)
    found = session.execute(told.with_for_update(key_share=True)).one()
    if unbanned(found) or unmuted(found):
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
    if person.verified_at is None and not unbanned(person) and not unmuted(person):
        mine = ResidentIdentity.person_id == person.id
        session.execute(delete(ResidentIdentity).where(mine, ResidentIdentity.keep_until.is_(None)))
        session.execute(update(ResidentIdentity).where(mine).values(person_id=None))


def is_barring(person: Person) -> bool:
    """Whether hashes of this person keep others from being verified: a measure holds, and some are known."""
    return bool(unbanned(person) or unmuted(person)) and is_known(db.session(), person.id)


def withdraw(actor: Person) -> None:
    """The person takes the verification back; every hash goes with it, unless a measure of moderators holds."""
    with writing() as session:
        person = hold(session, actor)
        require(person, "resident.withdraw")
        lose(session, person.id)
        session.refresh(person)
        journal.record(session, None, "resident.withdrawn", "verification:own")
