"""What the dossier of a proposal reads: all that the answer rests on, with a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload

from veche.accounts.models import AGE_BANDS, DISTRICTS, Person
from veche.amending.queries import conditions
from veche.committee import cells, queries, rules, standings
from veche.committee.models import Decision, Draft, Position, Recusal, Seat, Sector, TakingUp, recusals_of
from veche.committee.rules import Standing
from veche.core import clock
from veche.core.clock import today
from veche.core.database import db
from veche.proposals import columns, comparison
from veche.proposals.comparison import Change
from veche.proposals.models import Proposal, Support, Version
from veche.proposals.similar import Similar, similar
from veche.tracking.models import Action, Cost
from veche.voting.models import Tally
from veche.youth.models import Opinion

ARGUMENTS_SHOWN = 20


@dataclass(frozen=True)
class Speaker:
    """One member of the committee at one proposal: what they say, or why they say nothing."""

    person: Person
    sector: Sector | None
    position: Position | None
    recusal: Recusal | None
    is_writer: bool

    @property
    def is_concerned(self) -> bool:
        return self.is_writer or self.recusal is not None


@dataclass(frozen=True)
class Cells:
    """Who supports the present text, by age and by district; None where a number is too small to be told."""

    total: int
    ages: dict[str, int | None]
    districts: dict[str, int | None]


@dataclass(frozen=True)
class Costs:
    """What is known of the money of one action."""

    action: Action
    planned: Decimal
    spent: Decimal


@dataclass(frozen=True)
class Dossier:
    """All that the answer to one proposal rests on."""

    version: Version
    texts: Sequence[Version]
    changes: dict[int, Change]
    tally: Tally | None
    support: Cells
    arguments: Sequence[columns.Column]
    conditions: int
    opinion: Opinion | None
    actions: Sequence[Action]
    costs: Sequence[Costs]
    alike: Sequence[Similar]
    answers: dict[int, Decision]
    decisions: Sequence[Decision]
    standing: Standing
    speakers: Sequence[Speaker]
    draft: Draft | None
    taking: TakingUp | None

    @property
    def has_arguments(self) -> bool:
        return any(one.is_visible for column in self.arguments for one in column.arguments)


def dossier(proposal: Proposal, person: Any) -> Dossier:
    """One proposal with everything the committee weighs; hidden arguments stay out."""
    session = db.session()
    texts = comparison.history(proposal)
    alike = similar(proposal.title, proposal.language, person, but=proposal.id)
    actions = queries.actions_in(proposal.area_id)
    decisions = queries.decisions_on(proposal.id)
    opinion = select(Opinion).where(Opinion.proposal_id == proposal.id)
    stand = standings.standing(session, proposal)
    return Dossier(
        version=texts[0],
        texts=texts,
        changes=comparison.steps(texts),
        tally=session.get(Tally, proposal.id),
        support=support(proposal),
        arguments=columns.columns(proposal, person, ARGUMENTS_SHOWN),
        conditions=conditions(proposal, person).open,
        opinion=session.execute(opinion).scalar_one_or_none(),
        actions=actions,
        costs=costs(actions),
        alike=alike,
        answers=_answers([one.proposal.id for one in alike]),
        decisions=decisions,
        standing=stand,
        speakers=speakers(proposal, stand, shown_round(proposal, decisions)),
        draft=standings.live_draft(session, proposal.id),
        taking=taking(proposal.id),
    )


def shown_round(proposal: Proposal, decisions: Sequence[Decision]) -> int:
    """The round whose positions are shown: the one in work, or else that of the answer that stands."""
    last = decisions[0].number if decisions else 0
    waits = proposal.state == "review" or rules.is_back(proposal, clock.now())
    return last + 1 if waits or not last else last


def support(proposal: Proposal) -> Cells:
    """Who supports the present text, in cells that point to nobody.

    While supports come and go nothing is told by cell: of two looks, one before and one after a support, the difference
    would be one person.
    """
    present = (Support.proposal_id == proposal.id, Support.version == proposal.version)
    rows = select(Person.age_band, Person.district, func.count()).select_from(Support)
    rows = rows.outerjoin(Person, Support.person_id == Person.id)
    found = db.session.execute(rows.where(*present).group_by(Person.age_band, Person.district)).all()
    ages, districts = dict.fromkeys(AGE_BANDS, 0), dict.fromkeys([*DISTRICTS, ""], 0)
    total = sum(count for _age, _district, count in found)
    for age, district, count in found:
        if age is None:  # somebody who has left: counted, and in no cell
            continue
        ages[age] += count
        districts[district or ""] += count
    if proposal.state == "open":
        return Cells(total, dict.fromkeys(ages), dict.fromkeys(districts))
    return Cells(total, cells.told(ages), cells.told(districts))


def costs(actions: Sequence[Action]) -> list[Costs]:
    """The sums of the actions of which any cost is known, in the order of the actions."""
    numbers = [action.id for action in actions]
    sums = select(Cost.action_id, func.sum(Cost.planned), func.sum(Cost.spent)).where(Cost.action_id.in_(numbers))
    found = {row[0]: row for row in db.session.execute(sums.group_by(Cost.action_id))}
    return [
        Costs(action, Decimal(found[action.id][1] or 0), Decimal(found[action.id][2] or 0))
        for action in actions
        if action.id in found
    ]


def _answers(numbers: Sequence[int]) -> dict[int, Decision]:
    """The answers that stand, by proposal: what was decided on the like before."""
    rows = select(Decision).where(Decision.proposal_id.in_(numbers)).options(joinedload(Decision.action))
    return {row.proposal_id: row for row in db.session.execute(rows.order_by(Decision.number)).scalars()}


def taking(proposal_id: int) -> TakingUp | None:
    """Why a member wants it answered without a vote, and whether a second one agreed."""
    people = [joinedload(who).options(lazyload(Person.grants)) for who in (TakingUp.proposed_by, TakingUp.seconded_by)]
    rows = select(TakingUp).where(TakingUp.proposal_id == proposal_id).options(*people)
    return db.session.execute(rows).scalar_one_or_none()


def speakers(proposal: Proposal, stand: Standing, of_round: int) -> list[Speaker]:
    """Every member in office and everybody else who spoke in the round: who spoke first, then who is awaited, then who
    stepped back."""
    taken = {row.person_id: row for row in positions(proposal.id, of_round)}
    declared = {row.person_id: row for row in recusals_of(proposal)}
    numbers = stand.members | set(taken) | set(declared)
    writers, seats = proposal.ever_writer_ids, _seats(numbers)
    found = [
        Speaker(person, seats.get(person.id), taken.get(person.id), declared.get(person.id), person.id in writers)
        for person in _people(numbers)
    ]
    return sorted(found, key=lambda one: (one.is_concerned, one.position is None))


def positions(proposal_id: int, of_round: int) -> Sequence[Position]:
    rows = select(Position).where(Position.proposal_id == proposal_id, Position.round == of_round)
    return db.session.execute(rows.order_by(Position.taken_at)).scalars().all()


def _people(numbers: set[int] | frozenset[int]) -> Sequence[Person]:
    rows = select(Person).where(Person.id.in_(numbers)).options(lazyload(Person.grants)).order_by(Person.id)
    return db.session.execute(rows).scalars().all()


def _seats(numbers: set[int] | frozenset[int]) -> dict[int, Sector]:
    """For whom the people speak today, where it is written down."""
    rows = select(Seat).where(Seat.person_id.in_(numbers), Seat.since <= today()).options(joinedload(Seat.sector))
    held = rows.where((Seat.until.is_(None)) | (Seat.until >= today())).order_by(Seat.since)
    return {seat.person_id: seat.sector for seat in db.session.execute(held).scalars()}
