"""Reads of votes. A ballot is read by its owner alone; before the close only the turnout is read, and the counts where
the vote's rule shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from veche.accounts.models import Person
from veche.core.database import db
from veche.proposals.models import Proposal
from veche.proposals.queries import published
from veche.voting.models import Ballot, Tally, Turnout
from veche.voting.rules import CHOICES


def own_ballot(proposal: Proposal, person: Any) -> Ballot | None:
    """The reader's own ballot, and never anybody else's."""
    if person.id is None:
        return None
    rows = select(Ballot).where(Ballot.proposal_id == proposal.id, Ballot.person_id == person.id)
    return db.session.execute(rows).scalar_one_or_none()


def turnout(numbers: list[int]) -> dict[int, int]:
    """How many have voted in each of the open votes."""
    rows = select(Turnout.proposal_id, Turnout.voters).where(Turnout.proposal_id.in_(numbers))
    found = dict(db.session.execute(rows).all())
    return {number: found.get(number, 0) for number in numbers}


def tallies(numbers: list[int]) -> dict[int, Tally]:
    """The results of closed votes by the proposal's number."""
    rows = db.session.execute(select(Tally).where(Tally.proposal_id.in_(numbers))).scalars()
    return {tally.proposal_id: tally for tally in rows}


def tally(proposal: Proposal) -> Tally | None:
    """The result of a closed vote."""
    return db.session.get(Tally, proposal.id)


@dataclass(frozen=True)
class Counts:
    """The ballots of a vote by their choice."""

    votes_for: int
    votes_against: int
    votes_abstain: int


def counts(proposal: Proposal) -> Counts:
    """The counts as they are now: for a vote whose rule shows them before the close."""
    rows = select(Ballot.choice, func.count()).where(Ballot.proposal_id == proposal.id).group_by(Ballot.choice)
    found: dict[str, int] = dict(db.session.execute(rows).all())
    return Counts(*(found.get(choice, 0) for choice in CHOICES))


def ballots(session: Session, proposal_id: int) -> list[tuple[str, str]]:
    """Every (commitment, choice) of a vote, sorted: the order tells nothing of when or by whom it was cast."""
    # One row for each choice: fifty thousand rows would take ten times as long to fetch as their marks in one string.
    marks = func.aggregate_strings(Ballot.commitment, " ")
    rows = select(Ballot.choice, marks).where(Ballot.proposal_id == proposal_id).group_by(Ballot.choice)
    return sorted((mark, choice) for choice, together in session.execute(rows) for mark in together.split())


def entitled(session: Session) -> int:
    """How many may vote: verified residents."""
    grown = or_(Person.age_band != "14-15", Person.representative_agreed_at.is_not(None))
    rows = select(func.count()).select_from(Person)
    rows = rows.where(Person.confirmed_at.is_not(None), Person.verified_at.is_not(None), grown)
    return session.execute(rows).scalar_one()


def nameless(session: Session, proposal_id: int) -> int:
    """How many have voted here and left since: they were entitled when they voted, so shares stay at most 100 %."""
    rows = select(func.count()).where(Ballot.proposal_id == proposal_id, Ballot.person_id.is_(None))
    return session.execute(rows).scalar_one()


def own_ballots(person: Person, limit: int = 50) -> Sequence[Ballot]:
    """The person's own ballots on proposals they still may read, the latest first."""
    near = joinedload(Ballot.proposal).options(joinedload(Proposal.area), joinedload(Proposal.action))
    rows = select(Ballot).join(Ballot.proposal).where(Ballot.person_id == person.id, published(person)).options(near)
    return db.session.execute(rows.order_by(Ballot.cast_at.desc(), Ballot.id.desc()).limit(limit)).scalars().all()


def voted_in(numbers: list[int], person: Any) -> Sequence[int]:
    """Those among the proposals on which this person has cast a ballot; of nobody else is it ever asked."""
    if person.id is None:
        return []
    rows = select(Ballot.proposal_id).where(Ballot.proposal_id.in_(numbers), Ballot.person_id == person.id)
    return db.session.execute(rows).scalars().all()
