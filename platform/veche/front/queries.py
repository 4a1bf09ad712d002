"""What the front page says of the city today: eight statements, whatever the city holds; hidden texts never appear."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from veche.core import clock
from veche.core.database import db
from veche.front.rules import Owed, owed
from veche.plan.models import ActionArea, Feature
from veche.plan.queries import features
from veche.proposals.models import Proposal
from veche.proposals.origin_models import ActionOrigin
from veche.proposals.queries import near, published
from veche.proposals.rules import city_day
from veche.tracking.models import Action, Update
from veche.voting.models import Turnout
from veche.youth.models import Opinion

VOTES, GATHERING, OWED, CHANGED = 3, 4, 4, 3
OPEN_ACTIONS = ("planned", "in_progress", "paused")


@dataclass(frozen=True)
class Counts:
    """The numbers of the day; the composition is drawn from the first four."""

    votes: int
    gathering: int
    answers: int
    actions: int
    areas: int


@dataclass(frozen=True)
class Vote:
    """An open vote: how many have voted, and whether the youth council has spoken."""

    proposal: Proposal
    voters: int
    has_opinion: bool

    @property
    def lacking(self) -> int:
        """How many voters the quorum still lacks."""
        return max(0, self.proposal.quorum - self.voters)


@dataclass(frozen=True)
class Changed:
    """An action with a figure, and the proposal it grew from."""

    action: Action
    proposal: Proposal


@dataclass(frozen=True)
class Day:
    counts: Counts
    votes: Sequence[Vote]
    gathering: Sequence[Proposal]
    owed: Sequence[Owed]
    changed: Sequence[Changed]
    features: Sequence[Feature]


def day(person: Any) -> Day:
    """Everything the front page says."""
    return Day(_counts(person), _votes(person), _gathering(person), _owed(person), _changed(person), features())


def _open_votes(person: Any) -> ColumnElement[bool]:
    """Open by their dates, whether or not the worker has closed what is over."""
    return and_(published(person), Proposal.state == "voting", Proposal.voting_closes_at > clock.now())


def _gathers(person: Any) -> ColumnElement[bool]:
    return and_(published(person), Proposal.state == "open", Proposal.support_until > clock.now())


def _answers(person: Any) -> ColumnElement[bool]:
    return and_(published(person), Proposal.state == "review", Proposal.answer_by.is_not(None))


def _counts(person: Any) -> Counts:
    proposals = (_open_votes(person), _gathers(person), _answers(person))
    numbers: list[Any] = [_number(Proposal, condition) for condition in proposals]
    row = db.session.execute(
        select(*numbers, _number(Action, Action.status == "in_progress"), _number(ActionArea, ActionArea.id > 0))
    ).one()
    return Counts(*map(int, row))


def _number(model: type[Any], condition: ColumnElement[bool]) -> Any:
    return select(func.count(model.id)).where(condition).scalar_subquery()


def _votes(person: Any) -> list[Vote]:
    everything: Any = select(Proposal, Turnout.voters, Opinion.id)
    rows = (
        near(everything)
        .outerjoin(Turnout, Turnout.proposal_id == Proposal.id)
        .outerjoin(Opinion, Opinion.proposal_id == Proposal.id)
    )
    soon = rows.where(_open_votes(person)).order_by(Proposal.voting_closes_at, Proposal.id).limit(VOTES)
    return [Vote(proposal, voters or 0, opinion is not None) for proposal, voters, opinion in db.session.execute(soon)]


def _gathering(person: Any) -> Sequence[Proposal]:
    """The nearest to their threshold first."""
    lacking = Proposal.threshold - Proposal.support_count
    rows = near(select(Proposal)).where(_gathers(person)).order_by(lacking, Proposal.id).limit(GATHERING)
    return db.session.execute(rows).scalars().all()


def _owed(person: Any) -> list[Owed]:
    answers = near(select(Proposal)).where(_answers(person))
    proposals = db.session.execute(answers.order_by(Proposal.answer_by, Proposal.id).limit(OWED)).scalars()
    dated = select(Action).where(Action.status.in_(OPEN_ACTIONS), Action.next_report_on.is_not(None))
    near_action = dated.options(joinedload(Action.area), joinedload(Action.body))
    actions = db.session.execute(near_action.order_by(Action.next_report_on, Action.id).limit(OWED)).scalars()
    return owed(
        [Owed("answer", city_day(row.answer_by), row) for row in proposals if row.answer_by],
        [Owed("report", row.next_report_on, row) for row in actions if row.next_report_on],
        OWED,
    )


def _changed(person: Any) -> list[Changed]:
    """The actions with a figure that grew from proposals, the latest report first."""
    latest = select(func.max(Update.id)).where(Update.action_id == Action.id).scalar_subquery()
    further = select(ActionOrigin.proposal_id).where(ActionOrigin.action_id == Action.id).correlate(Action)
    first = (
        select(func.min(Proposal.id))
        .where(published(person), or_(Proposal.action_id == Action.id, Proposal.id.in_(further)))
        .correlate(Action)
        .scalar_subquery()
    )
    pairs = select(Action, Proposal).join(Proposal, Proposal.id == first).where(Action.figure.is_not(None))
    shown = pairs.options(joinedload(Action.area), joinedload(Action.indicator)).order_by(
        latest.desc(), Action.id.desc()
    )
    return [Changed(action, proposal) for action, proposal in db.session.execute(shown.limit(CHANGED))]
