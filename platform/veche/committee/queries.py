"""What the committee's pages read, each with a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from veche.accounts.models import Person, RoleGrant, in_office
from veche.bodies.models import Body
from veche.committee import rules
from veche.committee.models import Citation, Decision, Draft, Recusal
from veche.core import clock
from veche.core.database import db
from veche.core.moderated import VISIBLE, shown_to
from veche.indicators.models import Indicator
from veche.indicators.queries import is_offered
from veche.proposals.models import Argument, Coauthor, Proposal
from veche.tracking.models import Action

LONGEST_AGENDA = 200


@dataclass(frozen=True)
class Record:
    """How the committee kept its word within the last year."""

    answers: int
    on_time: int


def _on_agenda(person: Any, state: str) -> Select[Any]:
    rows = select(Proposal).where(Proposal.state == state, shown_to(Proposal, person))
    return rows.options(joinedload(Proposal.area), selectinload(Proposal.responsible)).limit(LONGEST_AGENDA)


def waiting(person: Any) -> Sequence[Proposal]:
    """Proposals that wait for an answer, the longest overdue first."""
    rows = _on_agenda(person, "review").order_by(Proposal.answer_by.asc().nulls_last(), Proposal.id)
    return db.session.execute(rows).scalars().all()


def deferred(person: Any) -> Sequence[Proposal]:
    """Proposals put off, by the date on which they come back."""
    rows = _on_agenda(person, "deferred").order_by(Proposal.deferred_until, Proposal.id)
    return db.session.execute(rows).scalars().all()


def owed_by(person: Person) -> Sequence[Proposal]:
    """Answers that this member owes: those they prepare, and those that nobody prepares yet."""
    mine = (Proposal.responsible_id == person.id) | Proposal.responsible_id.is_(None)
    written = select(Coauthor.proposal_id).where(Coauthor.person_id == person.id, Coauthor.joined_at.is_not(None))
    stepped_back = select(Recusal.proposal_id).where(Recusal.person_id == person.id)
    rows = _on_agenda(person, "review").where(mine, Proposal.author_id != person.id)
    rows = rows.where(Proposal.id.not_in(written), Proposal.id.not_in(stepped_back))
    return db.session.execute(rows.order_by(Proposal.answer_by, Proposal.id)).scalars().all()


def to_read(person: Person) -> Sequence[Draft]:
    """Letters that this member may read second, the most urgent first."""
    written = select(Coauthor.proposal_id).where(Coauthor.person_id == person.id, Coauthor.joined_at.is_not(None))
    stepped_back = select(Recusal.proposal_id).where(Recusal.person_id == person.id)
    rows = select(Draft).join(Draft.proposal).where(Draft.stage == "ready", Draft.drafter_id != person.id)
    rows = rows.where(Proposal.state == "review", Proposal.visibility == VISIBLE, Proposal.author_id != person.id)
    rows = rows.where(Proposal.id.not_in(written), Proposal.id.not_in(stepped_back))
    drafter = joinedload(Draft.drafter).options(lazyload(Person.grants))
    rows = rows.options(joinedload(Draft.proposal).joinedload(Proposal.area), drafter)
    return db.session.execute(rows.order_by(Proposal.answer_by, Draft.id).limit(LONGEST_AGENDA)).scalars().all()


def recent(person: Any, limit: int = 10) -> Sequence[Decision]:
    """The latest decisions on proposals that this person may see."""
    rows = select(Decision).join(Decision.proposal).where(shown_to(Proposal, person))
    near = joinedload(Decision.proposal).joinedload(Proposal.area)
    rows = rows.options(near, joinedload(Decision.action)).order_by(Decision.decided_at.desc(), Decision.id.desc())
    return db.session.execute(rows.limit(limit)).scalars().all()


def record() -> Record:
    """Answers of the last 365 days, and how many of them were on time."""
    since = clock.now() - timedelta(days=365)
    rows = select(Decision.was_due_at, Decision.decided_at).where(Decision.decided_at >= since)
    dates = db.session.execute(rows).all()
    return Record(len(dates), sum(rules.on_time(due, moment) for due, moment in dates))


def member_count() -> int:
    rows = select(func.count()).select_from(RoleGrant).where(in_office("committee"))
    return db.session.execute(rows).scalar_one()


def decision(number: int) -> Decision | None:
    """One published letter with all that stands in it."""
    rows = select(Decision.proposal_id).where(Decision.id == number)
    of = db.session.execute(rows).scalar()
    return next((one for one in decisions_on(of) if one.id == number), None) if of else None


def decisions_on(proposal_id: int) -> Sequence[Decision]:
    """Every decision on a proposal, the one that stands first."""
    rows = select(Decision).where(Decision.proposal_id == proposal_id).order_by(Decision.number.desc())
    near = joinedload(Decision.action).joinedload(Action.body)
    people = [selectinload(who).options(lazyload(Person.grants)) for who in (Decision.author, Decision.reader)]
    rows = rows.options(near, joinedload(Decision.action).joinedload(Action.indicator), *people)
    said = selectinload(Decision.citations).joinedload(Citation.argument).joinedload(Argument.author)
    return db.session.execute(rows.options(said.options(lazyload(Person.grants)))).scalars().all()


def cited_among(numbers: list[int]) -> dict[int, int]:
    """The cited ones of the arguments, each with the number of the latest decision on its proposal that cites it."""
    rows = select(Citation.argument_id, func.max(Decision.number)).join(Decision, Decision.id == Citation.decision_id)
    rows = rows.where(Citation.argument_id.in_(numbers)).group_by(Citation.argument_id)
    return dict(db.session.execute(rows).all())


def actions_in(area_id: int) -> Sequence[Action]:
    """The actions of an area, the latest first."""
    rows = select(Action).where(Action.area_id == area_id).options(joinedload(Action.body))
    return db.session.execute(rows.order_by(Action.number.desc()).limit(50)).scalars().all()


def bodies() -> Sequence[Body]:
    return db.session.execute(select(Body).order_by(Body.name_ru)).scalars().all()


def indicators(feature_id: int) -> Sequence[Indicator]:
    rows = select(Indicator).where(Indicator.feature_id == feature_id, *is_offered()).order_by(Indicator.code)
    return db.session.execute(rows).scalars().all()
