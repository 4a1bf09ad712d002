"""The letter while it is written: saved by any member, handed over to a second reader, returned or approved."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.bodies.models import Body
from veche.committee import notices, rules
from veche.committee.models import Draft
from veche.committee.services import waiting
from veche.committee.standings import live_draft, present_round
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.moderated import VISIBLE
from veche.core.policy import require
from veche.indicators.models import Indicator
from veche.proposals.models import Argument, Proposal
from veche.tracking.models import Action
from veche.youth.models import Opinion

SAID = ("outcome", "language", "letter", "cited", "not_followed", "youth_reply", "what_would_change", "deferred_until")
DESCRIBED = ("title", "body_id", "indicator_id", "expected_result", "unit", "target", "next_report_on")
FIELDS = (*SAID, "action_id", *DESCRIBED)


def save(actor: Person, proposal_id: int, fields: Mapping[str, Any], *, seen: int, hand_over: bool = False) -> Draft:
    """A new revision of the one letter in work; with `hand_over` it waits for its second reader, and has to be whole.

    fields: those of FIELDS that were typed. seen: the revision that the writer had before them, 0 for none; Stale when
    another member has saved meanwhile. Raises Incomplete with what a letter that is handed over lacks.
    """
    with writing() as session:
        hold(session, actor)
        proposal = waiting(session, actor, proposal_id)
        draft = live_draft(session, proposal_id)
        if seen != (draft.revision if draft else 0):
            raise Stale
        draft = draft or Draft(
            proposal=proposal,
            round=present_round(session, proposal_id),
            revision=0,
            language=str(fields.get("language") or actor.language),
        )
        if _change(draft, fields):
            _begin_revision(draft, actor)
        with session.no_autoflush:
            session.add(draft)
            if hand_over and not draft.is_approved:
                require_whole(session, proposal, draft)
        if hand_over and not draft.is_approved:
            _hand_over(session, proposal, draft, actor)
        session.flush()
        return draft


def _change(draft: Draft, fields: Mapping[str, Any]) -> bool:
    """Put the typed values in; whether there is anything new."""
    before = contents(draft) if draft.revision else None
    for name in FIELDS:
        if name in fields:
            setattr(draft, name, _kept(name, fields[name]))
    return contents(draft) != before


def _kept(name: str, value: Any) -> Any:
    if name == "cited":
        return sorted(set(value or ()))
    optional = name in {"deferred_until", "action_id", "body_id", "indicator_id", "target", "next_report_on"}
    return value or None if optional else value or ""


def contents(draft: Draft) -> dict[str, Any]:
    """All that the letter says and brings about."""
    return {name: getattr(draft, name) for name in FIELDS}


def _begin_revision(draft: Draft, actor: Person) -> None:
    """An edit drops the approval: what goes out is what was read."""
    draft.revision += 1
    draft.stage = "draft"
    draft.drafter_id, draft.saved_at = actor.id, clock.now()
    draft.reader_id = draft.read_at = None


def _hand_over(session: Session, proposal: Proposal, draft: Draft, actor: Person) -> None:
    if draft.stage == "ready":
        return
    draft.stage = "ready"
    session.flush()
    journal.record(
        session, actor.id, "letter.handed_over", proposal.subject, title=proposal.title, revision=draft.revision
    )
    notices.second_reader_wanted(session, proposal, draft)


def require_whole(session: Session, proposal: Proposal, draft: Draft) -> None:
    """Raises Incomplete with the names of all that the outcome needs and the letter lacks."""
    lacking = lacks(session, proposal, draft)
    if lacking:
        raise Incomplete(lacking)


def lacks(session: Session, proposal: Proposal, draft: Draft) -> list[str]:
    """What keeps the letter from being handed over; dates that are gone count as none."""
    fields = rules.without_past(contents(draft), clock.now())
    for name, model in (("body_id", Body), ("indicator_id", Indicator)):
        fields[name] = fields[name] if fields[name] and session.get(model, fields[name]) else None
    lacking = rules.missing(
        draft.outcome,
        fields,
        arguments=has_arguments(session, proposal.id),
        opinion=has_opinion(session, proposal.id),
    )
    if len(arguments_of(session, proposal, draft.cited)) != len(draft.cited) or len(draft.cited) > rules.MOST_CITED:
        lacking.append("others")
    if draft.outcome in rules.ACCEPTING and draft.action_id and not _takes(session.get(Action, draft.action_id), draft):
        lacking.append("action_id")
    return lacking


def _takes(action: Action | None, draft: Draft) -> bool:
    """Whether the action is of this area and still owes a report: an ended one promises nothing."""
    return bool(action and action.area_id == draft.proposal.area_id and action.is_open and action.next_report_on)


def has_arguments(session: Session, proposal_id: int) -> bool:
    """Whether the proposal has any argument that everybody can read."""
    here = exists().where(Argument.proposal_id == proposal_id, Argument.visibility == VISIBLE)
    return bool(session.execute(select(here)).scalar())


def has_opinion(session: Session, proposal_id: int) -> bool:
    rows = select(func.count()).select_from(Opinion).where(Opinion.proposal_id == proposal_id)
    return bool(session.execute(rows).scalar())


def arguments_of(session: Session, proposal: Proposal, numbers: Sequence[int]) -> Sequence[Argument]:
    """Those of the numbers that are arguments of the proposal which everybody can read."""
    if not numbers:
        return []
    rows = select(Argument).where(Argument.id.in_(numbers), Argument.proposal_id == proposal.id)
    rows = rows.where(Argument.visibility == VISIBLE).options(joinedload(Argument.author)).order_by(Argument.id)
    return session.execute(rows).unique().scalars().all()


def approve(actor: Person, proposal_id: int, revision: int) -> Draft:
    """The second reader agrees to this very revision; Stale when there is another one by now."""
    with writing() as session:
        proposal, draft = _to_read(session, actor, proposal_id, revision)
        require_whole(session, proposal, draft)
        _read(session, proposal, draft, actor, "approved", "")
        return draft


def send_back(actor: Person, proposal_id: int, revision: int, remarks: str) -> Draft:
    """The second reader returns the letter with remarks. Raises Incomplete without them."""
    with writing() as session:
        proposal, draft = _to_read(session, actor, proposal_id, revision)
        if not rules.SHORTEST_REASON <= len(remarks.strip()) <= rules.LONGEST_REASON:
            raise Incomplete(["remarks"])
        _read(session, proposal, draft, actor, "returned", remarks.strip())
        return draft


def _to_read(session: Session, actor: Person, proposal_id: int, revision: int) -> tuple[Proposal, Draft]:
    hold(session, actor)
    proposal = waiting(session, actor, proposal_id)
    draft = live_draft(session, proposal_id)
    if draft is None or draft.revision != revision:
        raise Stale
    require(actor, "decision.read", draft)
    return proposal, draft


def _read(session: Session, proposal: Proposal, draft: Draft, reader: Person, stage: str, remarks: str) -> None:
    draft.stage, draft.remarks = stage, remarks
    draft.reader_id, draft.read_at = reader.id, clock.now()
    session.flush()
    journal.record(
        session, reader.id, f"letter.{stage}", proposal.subject, title=proposal.title, revision=draft.revision
    )
    notices.letter_read(session, proposal, draft)
