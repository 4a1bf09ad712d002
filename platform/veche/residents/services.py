"""The verbs of verification: begin a way, finish it, move the verification from an earlier account, withdraw it."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal, keyed
from veche.core.database import db, writing
from veche.core.policy import N_, require
from veche.residents import rules
from veche.residents.adapters import Proof, Unproved, Way
from veche.residents.identities import Taken, Withheld, claim, lose, note_look_up, owner_of, write_down
from veche.residents.keys import Identity
from veche.residents.models import Attempt

ENDED = N_("This verification has ended. Begin it anew.")


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
        note_look_up(session, way, identity)
        session.execute(update(Attempt).where(Attempt.id == number, Attempt.proved_at.is_(None)).values(values))


def _settle(actor: Person, way: str, proof: Proof, number: int | None, move: bool) -> None:
    """All of it or nothing: what proved it is used up, the identity claimed, the person verified, the journal told."""
    with writing() as session:
        owner = owner_of(session, proof.identity)
        _hold_both(session, actor, owner)
        require(actor, "resident.become")
        _end(session, number)
        proof.take(session)
        if proof.identity:
            claim(session, actor.id, proof.identity, way, owner if move else None)
        write_down(session, actor, way, proof.desk_id)


def _hold_both(session: Session, actor: Person, owner: int | None) -> None:
    """Lock the person, and the earlier account that may lose its verification, in the order of their numbers."""
    numbers = {actor.id, owner} - {None}
    rows = select(Person.id).where(Person.id.in_(numbers)).order_by(Person.id)
    session.execute(rows.with_for_update(key_share=True)).all()
    hold(session, actor)


def _end(session: Session, number: int | None) -> None:
    """An attempt ends once: of a callback that is sent twice the second finds it ended."""
    if number is None:
        return
    moment = clock.now()
    mine = update(Attempt).where(Attempt.id == number, Attempt.ended_at.is_(None), Attempt.expires_at > moment)
    ended = session.execute(mine.values(ended_at=moment, kept={}, identity_digest=None).returning(Attempt.id))
    if ended.first() is None:
        raise Unproved(ENDED)


def withdraw(actor: Person) -> None:
    """The person takes the verification back; every hash goes with it, unless a measure of moderators holds."""
    with writing() as session:
        person = hold(session, actor)
        require(person, "resident.withdraw")
        lose(session, person.id)
        session.refresh(person)
        journal.record(session, None, "resident.withdrawn", "verification:own")
