"""The plan on one page: everything is asked once, in a fixed number of statements, and the page, the JSON and the lists
that the numbers lead to say the same."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, union
from sqlalchemy.orm import joinedload

from veche.core import clock
from veche.core.clock import today
from veche.core.database import db
from veche.core.journal import Entry
from veche.core.paging import Page
from veche.dashboard import rules
from veche.forum.models import Post
from veche.indicators import queries as measures
from veche.plan import queries as plan
from veche.plan import states
from veche.plan.models import ActionArea, Feature, Section
from veche.plan.standing import Standing, standing
from veche.promises import queries as promises
from veche.promises import sums
from veche.proposals import queries as proposals
from veche.proposals.models import Argument, Proposal, Support
from veche.proposals.rules import city_day
from veche.tracking.models import Action
from veche.tracking.rules import OPEN

SHOWN_OVERDUE = 5
SHOWN_BEHIND = 3


@dataclass(frozen=True)
class OfFeature:
    """One feature's row: its actions by status, how its indicators stand, what is overdue in it."""

    feature: Feature
    actions: dict[str, int]
    indicators: measures.Counts
    overdue: int


@dataclass(frozen=True)
class Board:
    """Everything that the dashboard says of one moment."""

    at: datetime
    sections: Sequence[Section]
    areas: Sequence[ActionArea]
    standing: Standing
    by_state: dict[str, int]
    without_body: set[int]
    actions: dict[str, int]
    months: Sequence[rules.Month]
    features: Sequence[OfFeature]
    indicators: measures.Counts
    behind: Sequence[measures.Standing]
    proposals: dict[str, int]
    promises: sums.Sum
    overdue: Page[Any]
    people: int | None


def board() -> Board:
    """What anybody may see of the plan now: at most twenty statements."""
    sections = plan.whole()
    areas = [area for section in sections for feature in section.features for area in feature.areas]
    stands, actions, summed, measured = standing(areas), _actions(), sums.summed(), measures.states()
    return Board(
        at=clock.now(),
        sections=sections,
        areas=areas,
        standing=stands,
        by_state=_by_state(stands),
        without_body={area.id for area in areas} - {action.area_id for action in actions if action.status in OPEN},
        actions=dict(Counter(action.status for action in actions)),
        months=_months(actions),
        features=_features(sections, actions, summed, measured),
        indicators=measured.overall,
        behind=_behind(),
        proposals=proposals.counts(None, ""),
        promises=summed,
        overdue=promises.waiting(promises.Sought(state="overdue"), size=SHOWN_OVERDUE),
        people=rules.shown(_people()),
    )


def _actions() -> Sequence[Any]:
    """Every action as far as it is counted: one statement."""
    rows = select(Action.id, Action.area_id, Action.status, Action.started_at, ActionArea.feature_id)
    return db.session.execute(rows.join(ActionArea, ActionArea.id == Action.area_id)).all()


def _months(actions: Sequence[Any]) -> list[rules.Month]:
    """By the journal, which forgets no status that an action ever had: one statement."""
    rows = select(Entry).where(Entry.verb == "action.moved").order_by(Entry.seq)
    moves = [
        rules.Move(city_day(entry.at), int(entry.subject.partition(":")[2]), str(entry.data["status"]))
        for entry in db.session.execute(rows).unique().scalars()
        if entry.data.get("status")
    ]
    known = [rules.Known(action.id, city_day(action.started_at), action.status) for action in actions]
    return rules.months(known, moves, today())


def _features(
    sections: Sequence[Section], actions: Sequence[Any], summed: sums.Sum, measured: measures.States
) -> list[OfFeature]:
    return [
        OfFeature(
            feature,
            dict(Counter(action.status for action in actions if action.feature_id == feature.id)),
            measured.by_feature.get(feature.code, measures.Counts()),
            summed.by_state(feature_id=feature.id)["overdue"],
        )
        for section in sections
        for feature in section.features
    ]


def _behind() -> list[measures.Standing]:
    """The indicators that have gone the least of their way: two statements."""
    found = measures.standings(measures.Sought(state="behind"))
    return sorted(found, key=lambda one: (one.way is None, one.way or 0))[:SHOWN_BEHIND]


def _by_state(stands: Standing) -> dict[str, int]:
    """How many areas are in each state; «late» counts those where something is overdue besides."""
    found = Counter(state.cell for state in stands.states.values())
    return {state.cell: found[state.cell] for state in states.ALL} | {states.LATE.cell: len(stands.late)}


def _people() -> int:
    """How many people wrote in public or supported; who votes is nobody's business. One statement."""
    visible = proposals.published(None)
    took_part = union(
        select(Post.author_id),
        select(Argument.author_id),
        select(Proposal.author_id).where(visible),
        select(Support.person_id),
    ).subquery()
    (person,) = took_part.c
    return db.session.execute(select(func.count(person))).scalar_one()


def areas_in(state: str) -> list[ActionArea]:
    """The areas in a state of the map, «late», «nobody» (without a responsible body) or, by '', all of them."""
    areas = plan.all_areas()
    if not state:
        return areas
    if state == "nobody":
        taken = set(db.session.execute(select(Action.area_id).where(Action.status.in_(OPEN))).scalars())
        return [area for area in areas if area.id not in taken]
    stands = standing(areas)
    if state == states.LATE.cell:
        return [area for area in areas if area.id in stands.late]
    return [area for area in areas if stands.states[area.id].cell == state]


def actions_of(feature: Feature) -> Sequence[Action]:
    """The actions of a feature in the plan's order: one statement."""
    rows = select(Action).join(Action.area).where(ActionArea.feature_id == feature.id)
    rows = rows.options(joinedload(Action.area), joinedload(Action.body), joinedload(Action.indicator))
    return db.session.execute(rows.order_by(ActionArea.place, Action.number)).scalars().all()
