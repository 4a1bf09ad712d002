"""Every promise of the city as rows of one shape, derived from what the features below keep; nothing is stored twice.

Each part is a select of the same columns; `promises()` is their UNION ALL. Days are texts «2026-12-14». What a
moderator has hidden is not there for anybody, and the youth council's own talks are no part of it.
"""

from typing import Any

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from veche.accounts.models import RoleGrant, in_office
from veche.committee.models import Decision
from veche.core import clock, days
from veche.core.journal import Entry
from veche.plan.models import ActionArea
from veche.promises import rules
from veche.proposals.models import Proposal
from veche.proposals.queries import published
from veche.tracking.models import Action, Milestone, Update
from veche.tracking.rules import OPEN
from veche.youth.models import Backing, Opinion

OPINION_DAYS = 14
FEWEST_BACKERS = 2
REVIEWED = ("review", "accepted", "declined", "deferred")


def opinion_days() -> int:
    """Days that the youth council has for its opinion, from the beginning of the review."""
    return int(current_app.config["VECHE"].get("YOUTH_OPINION_DAYS", OPINION_DAYS))


def _opinion_due(answer_due: Any) -> ColumnElement[str]:
    """So many days after the review began, which is when the term of the answer did; never after the answer itself."""
    given = opinion_days()
    ahead = case((Proposal.answer_days > given, given - Proposal.answer_days), else_=0)
    return days.of_moment(answer_due, ahead)


def promises() -> Subquery:
    """All promises, open and closed, each with its `state` today."""
    parts = union_all(*_open(), *_closed()).subquery("part")
    return select(*parts.c, _state(parts.c).label("state"), _is_recent(parts.c).label("recent")).subquery("promise")


def _state(row: Any) -> ColumnElement[str]:
    """The same as rules.state."""
    today, in_time = clock.today().isoformat(), row.closed <= row.due
    return case(
        (and_(row.ending == "open", row.due < today), "overdue"),
        (row.ending == "open", "waiting"),
        (and_(row.ending == "done", in_time), "kept"),
        (row.ending == "done", "late"),
        (in_time, "dropped"),
        else_="missed",
    )


def _is_recent(row: Any) -> ColumnElement[int]:
    """1 for what was closed within the last year."""
    return case((row.closed >= (clock.today() - rules.YEAR).isoformat(), 1), else_=0)


def _shape(
    kind: str,
    row: Any,
    due: Any,
    *,
    area: Any,
    proposal: Any = None,
    action: Any = None,
    milestone: Any = None,
    body: Any = None,
    backed: Any = None,
    ending: Any = "open",
    closed: Any = None,
) -> Select[Any]:
    """One part: everything that is said of a promise in the list and in its sums."""
    owner = "body" if body is not None else "youth" if kind == "opinion" else "committee"
    none: Any = cast(null(), Action.id.type)
    return select(
        literal(kind, String(10)).label("kind"),
        row.label("row"),
        due.label("due"),
        ActionArea.id.label("area_id"),
        ActionArea.feature_id.label("feature_id"),
        literal(owner, String(10)).label("owner"),
        (none if proposal is None else proposal).label("proposal_id"),
        (none if action is None else action).label("action_id"),
        (none if milestone is None else milestone).label("milestone_id"),
        (none if body is None else body).label("body_id"),
        (literal(0) if backed is None else case((backed, 1), else_=0)).label("backed"),
        (literal(ending, String(4)) if isinstance(ending, str) else ending).label("ending"),
        (cast(null(), String(10)) if closed is None else closed).label("closed"),
    ).join_from(area.class_, ActionArea, ActionArea.id == area)


def _open() -> list[Select[Any]]:
    visible = published(None)
    awaited = and_(visible, Proposal.state == "review", Proposal.answer_by.is_not(None))
    mine = {"area": Proposal.area_id, "proposal": Proposal.id}
    its = {"area": Action.area_id, "action": Action.id, "body": Action.body_id}
    return [
        _shape("answer", Proposal.id, days.of_moment(Proposal.answer_by), backed=is_backed(), **mine).where(awaited),
        _shape("return", Proposal.id, days.of_moment(Proposal.deferred_until), **mine).where(
            visible, Proposal.state == "deferred", Proposal.deferred_until.is_not(None)
        ),
        _shape("opinion", Proposal.id, _opinion_due(Proposal.answer_by), **mine).where(awaited, ~_opined()),
        _shape("report", Action.id, days.of_date(Action.next_report_on), **its).where(
            Action.status.in_(OPEN), Action.next_report_on.is_not(None)
        ),
        _shape("milestone", Milestone.id, days.of_date(Milestone.due_on), milestone=Milestone.id, **its)
        .join(Milestone, Milestone.action_id == Action.id)
        .where(Action.status.in_(OPEN), Milestone.done_on.is_(None), Milestone.dropped_on.is_(None)),
    ]


def _opined() -> ColumnElement[bool]:
    return select(Opinion.id).where(Opinion.proposal_id == Proposal.id).correlate(Proposal).exists()


def is_backed() -> ColumnElement[bool]:
    """Whether the youth council stands behind a proposal: it gave its opinion, or two thirds of it, and at least two
    people, wanted the vote."""
    members = select(func.count()).select_from(RoleGrant).where(in_office("youth_council")).scalar_subquery()
    sits = select(RoleGrant.person_id).where(in_office("youth_council"))
    backed = (Backing.proposal_id == Proposal.id, Backing.person_id.in_(sits))
    backers = select(func.count()).where(*backed).correlate(Proposal).scalar_subquery()
    return or_(_opined(), and_(backers >= FEWEST_BACKERS, backers * 3 >= members * 2))


def _closed() -> list[Select[Any]]:
    return [_answers(), _reports(), _milestones(), _opinions(), _unspoken()]


def _answers() -> Select[Any]:
    part = _shape(
        "answer",
        Decision.id,
        days.of_moment(Decision.was_due_at),
        area=Proposal.area_id,
        proposal=Proposal.id,
        backed=is_backed(),
        ending="done",
        closed=days.of_moment(Decision.decided_at),
    )
    part = part.join(Decision, Decision.proposal_id == Proposal.id)
    return part.where(published(None), Decision.was_due_at.is_not(None))


def _reports() -> Select[Any]:
    """A report that left the promised date as it was came besides and closed nothing."""
    part = _shape(
        "report",
        Update.id,
        days.of_date(Update.was_due_on),
        area=Action.area_id,
        action=Action.id,
        body=Action.body_id,
        ending="done",
        closed=days.of_moment(Update.made_at),
    )
    moved = or_(Update.next_report_on.is_(None), Update.next_report_on != Update.was_due_on)
    return part.join(Update, Update.action_id == Action.id).where(Update.was_due_on.is_not(None), moved)


def _milestones() -> Select[Any]:
    """Done, dropped with a reason, or left behind by an action that ended."""
    ended = days.of_moment(Action.ended_at)
    dates = days.of_date(Milestone.done_on), days.of_date(Milestone.dropped_on)
    part = _shape(
        "milestone",
        Milestone.id,
        days.of_date(Milestone.due_on),
        area=Action.area_id,
        action=Action.id,
        milestone=Milestone.id,
        body=Action.body_id,
        ending=case((Milestone.done_on.is_not(None), "done"), else_="gone"),
        closed=func.coalesce(*dates, ended),
    )
    over = or_(Milestone.done_on.is_not(None), Milestone.dropped_on.is_not(None), Action.status.not_in(OPEN))
    return part.join(Milestone, Milestone.action_id == Action.id).where(over)


def _opinions() -> Select[Any]:
    """By the first review and by the day on which the council first spoke: another wording makes nothing late."""
    subject = literal("proposal:", String) + cast(Proposal.id, String)
    spoke = select(func.min(Entry.at)).where(Entry.verb == "opinion.published", Entry.subject == subject)
    first = select(Decision.was_due_at).where(Decision.proposal_id == Proposal.id, Decision.number == 1)
    due = func.coalesce(first.correlate(Proposal).scalar_subquery(), Proposal.answer_by)
    part = _shape(
        "opinion",
        Opinion.id,
        _opinion_due(due),
        area=Proposal.area_id,
        proposal=Proposal.id,
        ending="done",
        closed=days.of_moment(func.coalesce(spoke.correlate(Proposal).scalar_subquery(), Opinion.published_at)),
    )
    reviewed = and_(published(None), Proposal.state.in_(REVIEWED), due.is_not(None))
    return part.join(Opinion, Opinion.proposal_id == Proposal.id).where(reviewed)


def _unspoken() -> Select[Any]:
    """Opinions that never came: the committee answered without them."""
    part = _shape(
        "opinion",
        -Decision.id,  # no opinion has such a number
        _opinion_due(Decision.was_due_at),
        area=Proposal.area_id,
        proposal=Proposal.id,
        ending="gone",
        closed=days.of_moment(Decision.decided_at),
    )
    unspoken = and_(published(None), Decision.was_due_at.is_not(None), ~_opined())
    return part.join(Decision, Decision.proposal_id == Proposal.id).where(unspoken)
