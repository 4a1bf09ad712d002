"""Leaving: the account and all that is private go at once, what others built on stays without a name.

Immediate and final: there is no day of grace, because data that can be brought back is not deleted. What the person
wants to keep they take along in their archive before.
"""

import logging
import smtplib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal, outbox
from veche.core.database import db, scrub, writing
from veche.core.errors import Stale
from veche.core.languages import speaking
from veche.core.personal import OpenMatter, hindrances, holdings, open_matters
from veche.core.policy import N_, Refusal, Refused
from veche.proposals.models import Argument, Helpful, Proposal, Reader, Support
from veche.residents.identities import is_known, keep_counted
from veche.voting.models import Ballot

log = logging.getLogger(__name__)
journal.verbs["person.left"] = N_("A participant left")


@dataclass(frozen=True)
class Open:
    """Something that is open when the person leaves, and the texts it is about."""

    key: str
    matter: OpenMatter
    texts: Sequence[Any]


def in_the_way(person: Person) -> list[Refusal]:
    """What the person has to hand over first, each with its reason; nothing for nearly everybody."""
    return _in_the_way(db.session(), person)


def _in_the_way(session: Session, person: Person) -> list[Refusal]:
    return [refusal for ask in hindrances for refusal in ask(session, person)]


def still_open(person: Person) -> list[Open]:
    """What the person decides about before they leave."""
    found = (Open(key, matter, matter.found(person)) for key, matter in open_matters.items())
    return [one for one in found if one.texts]


def may_keep(person: Person) -> bool:
    """Whether what is open may stay counted: only of who would be known again, so that nobody counts twice."""
    return is_known(db.session(), person.id)


def leave(actor: Person, take_back: Collection[str] = (), answered: Collection[str] | None = None) -> None:
    """The person is gone when this returns; a second time changes nothing (Refused).

    take_back: keys of open matters that are taken back; the others stay counted, and nobody can say whose they were.
    Of somebody who was verified without an identifier everything open is taken back: they could come back and count
    twice. Of everybody else a hash outlives the account until the last of it has closed.
    answered: the matters that the person was asked about; another one that opened since raises Stale.
    Raises Refused with the first reason when something has to be handed over first.
    """
    with writing() as session:
        person = hold(session, actor)
        if answered is not None and any(one.key not in answered for one in still_open(person)):
            raise Stale
        farewell = _farewell(person)
        _erase(session, person, take_back, person.id)
    _clean_up(farewell)


def erase_by_email(email: str) -> int:
    """The same from the command line, for a request on paper; the person's number. Raises LookupError, Refused.

    What is open is taken back: a request on paper says nothing of it.
    """
    with writing() as session:
        rows = select(Person).where(Person.email == email.lower()).with_for_update(of=Person)
        person = session.execute(rows).unique().scalar_one_or_none()
        if person is None:
            raise LookupError(email)
        number, farewell = person.id, _farewell(person)
        _erase(session, person, list(open_matters), None)
    _clean_up(farewell)
    return number


def _erase(session: Session, person: Person, take_back: Collection[str], by: int | None) -> None:
    against = _in_the_way(session, person)
    if against:
        raise Refused(against[0])
    _lock_proposals(session, person.id)
    kept = {one.key for one in still_open(person)} - set(take_back) if is_known(session, person.id) else set()
    for key, matter in open_matters.items():
        if key not in kept:
            matter.take_back(session, person)
    until = [one.matter.until(text) for one in still_open(person) for text in one.texts]
    if until:
        keep_counted(session, person.id, max(until))
    for holding in reversed(list(holdings.values())):
        if holding.erase:
            holding.erase(session, person)
            session.flush()
    journal.record(session, by, "person.left", f"person:{person.id}")


def _lock_proposals(session: Session, number: int) -> None:
    """All that leaving changes, in the order of their numbers, so that two who leave never wait for each other."""
    marked = select(Argument.proposal_id).join(Helpful, Helpful.argument_id == Argument.id)
    touched = or_(
        Proposal.author_id == number,
        Proposal.responsible_id == number,
        Proposal.id.in_(select(Support.proposal_id).where(Support.person_id == number)),
        Proposal.id.in_(select(Ballot.proposal_id).where(Ballot.person_id == number)),
        Proposal.id.in_(select(Reader.proposal_id).where(Reader.person_id == number)),
        Proposal.id.in_(marked.where(Helpful.person_id == number)),
    )
    session.execute(select(Proposal.id).where(touched).order_by(Proposal.id).with_for_update()).all()


# What is left to do once the account is gone


def _farewell(person: Person) -> outbox.Letter | None:
    """The last letter, which no table ever holds: it is sent at once or not at all."""
    if person.email is None:
        return None
    with speaking(person.language):
        subject, _, body = render_template("privacy/letters/left.txt").strip().partition("\n")
    moment = clock.now()
    return outbox.Letter(
        id=0,
        address=person.email,
        subject=subject.strip(),
        body=body.strip() + "\n",
        language=person.language,
        written_at=moment,
    )


def _clean_up(farewell: outbox.Letter | None) -> None:
    """Say farewell, and bring what was deleted out of the database's own log. A failure undoes nothing."""
    if farewell:
        try:
            with outbox.transport() as send:
                send(outbox.as_message(farewell), 0)
        except (OSError, smtplib.SMTPException) as problem:
            log.warning("a farewell letter could not be sent: %s", type(problem).__name__)
    scrub()
