"""The verbs of proposals: draft, publish, edit, withdraw, revive; supports and arguments have modules of their own."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal, markup
from veche.core.database import writing
from veche.core.moderated import PENDING, VISIBLE
from veche.core.policy import require
from veche.core.settings import declare, setting
from veche.forum.models import Thread
from veche.newcomers.events import first_shown
from veche.newcomers.limits import take
from veche.newcomers.looking import first_look, forget, withdrawal
from veche.plan.models import ActionArea
from veche.proposals.arguments import argue, mark_helpful
from veche.proposals.coauthors import record_joined
from veche.proposals.events import opened
from veche.proposals.life import begin_review, end_not_carried, fall_dormant_due, locked, move, sleep
from veche.proposals.models import Proposal
from veche.proposals.rules import Terms, phase
from veche.proposals.supports import add_support, note_day, remove_ended, remove_support, support, unsupport
from veche.proposals.versions import NotWording, edit, new_version, present

__all__ = [
    "NotWording",
    "add_support",
    "argue",
    "begin_review",
    "draft",
    "edit",
    "end_not_carried",
    "fall_dormant_due",
    "mark_helpful",
    "move",
    "note_day",
    "publish",
    "remove_support",
    "revive",
    "support",
    "terms",
    "unsupport",
    "withdraw",
]

_DEFAULT = Terms()


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("expected a whole number from 1")
    return number


for _name, _value, _meaning in (
    ("SUPPORT_THRESHOLD", _DEFAULT.threshold, "Supports that open a vote."),
    ("SUPPORT_DAYS", _DEFAULT.support_days, "Days within which a proposal gathers its support."),
    ("VOTE_DAYS", _DEFAULT.vote_days, "Days a vote lasts."),
    ("QUORUM", _DEFAULT.quorum, "Ballots that make a vote valid."),
    ("ANSWER_DAYS", _DEFAULT.answer_days, "Days the committee has to answer a carried proposal."),
    ("REPORT_DAYS", _DEFAULT.report_days, "Days between two reports on an action."),
):
    declare(_name, _value, _meaning, _at_least_one)


def terms() -> Terms:
    """The terms that a proposal opened now would get."""
    return Terms(
        threshold=setting("SUPPORT_THRESHOLD"),
        support_days=setting("SUPPORT_DAYS"),
        vote_days=setting("VOTE_DAYS"),
        quorum=setting("QUORUM"),
        answer_days=setting("ANSWER_DAYS"),
        report_days=setting("REPORT_DAYS"),
    )


def draft(
    actor: Person, *, area_id: int, title: str, text: str, language: str, thread_id: int | None = None, nonce: str
) -> Proposal:
    """A draft that only its author sees; the same form sent twice gives the same draft. Raises NotFound."""
    html = markup.render(text)
    with writing() as session:
        hold(session, actor)
        require(actor, "proposal.write")
        begun = session.execute(
            select(Proposal).where(Proposal.author_id == actor.id, Proposal.nonce == nonce)
        ).scalar()
        if begun:
            return begun
        proposal = Proposal(
            area_id=_area(session, area_id).id,
            author_id=actor.id,
            thread_id=_thread(session, thread_id),
            title=title,
            language=language,
            nonce=nonce,
            drafted_at=clock.now(),
            **vars(terms()),
        )
        session.add(proposal)
        session.flush()
        session.add(new_version(proposal, author_id=actor.id, text=text, html=html))
        return proposal


def _area(session: Session, area_id: int) -> ActionArea:
    area = session.get(ActionArea, area_id)
    if area is None:
        raise NotFound
    return area


def _thread(session: Session, thread_id: int | None) -> int | None:
    """A thread the proposal grew from must be one that everybody can read."""
    thread = session.get(Thread, thread_id) if thread_id else None
    if thread_id and (thread is None or not thread.is_visible):
        raise NotFound
    return thread.id if thread else None


def publish(actor: Person, proposal_id: int) -> Proposal:
    """Everybody sees it, its terms are fixed, and the gathering of support begins."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.read", proposal)
        require(actor, "proposal.publish", proposal)
        take(session, actor, "proposal")
        if first_look(session, actor, proposal):
            _open(session, proposal)
        return proposal


def _open(session: Session, proposal: Proposal) -> None:
    """The terms that hold now are its own, and the gathering of support begins now."""
    moment, fixed = clock.now(), terms()
    present(session, proposal).number = 1  # how often a draft was saved is nobody's business
    until = moment + timedelta(days=fixed.support_days)
    move(session, proposal, "open", opened_at=moment, support_until=until, version=1, **vars(fixed))
    session.execute(
        update(ActionArea)
        .where(ActionArea.id == proposal.area_id)
        .values(proposal_count=ActionArea.proposal_count + 1)
        .execution_options(synchronize_session=False)
    )
    journal.record(session, proposal.author_id, "proposal.opened", proposal.subject, title=proposal.title)
    record_joined(session, proposal)
    note_day(session, proposal)
    opened.send(proposal)


@first_shown.connect
def _shown(row: Any, **_values: Any) -> None:
    """A newcomer's proposal opens when a moderator has looked at it, unless its author withdrew it meanwhile."""
    session = Session.object_session(row)
    if session and isinstance(row, Proposal) and row.state == "draft":
        _open(session, row)


@withdrawal("proposal")
def _back_to_draft(_session: Session, proposal: Proposal) -> None:
    """It is its author's draft again."""
    proposal.visibility = VISIBLE


def withdraw(actor: Person, proposal_id: int, reason: str) -> Proposal:
    """The author takes it back before voting begins; what was public stays readable, with the reason."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.read", proposal)
        require(actor, "proposal.withdraw", proposal)
        if proposal.visibility == PENDING:
            forget(session, proposal)
            proposal.visibility = VISIBLE
        move(session, proposal, "withdrawn", ended_at=clock.now(), end_reason=reason)
        if proposal.opened_at:
            journal.record(
                session, actor.id, "proposal.withdrawn", proposal.subject, title=proposal.title, reason=reason
            )
        return proposal


def revive(actor: Person, proposal_id: int) -> Proposal:
    """A sleeping proposal gathers support anew, keeping the terms it has and the supports of who is still here."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.revive", proposal)
        if proposal.state == "open" and phase(proposal, clock.now()) == "dormant":
            sleep(session, proposal)
        until = clock.now() + timedelta(days=proposal.support_days)
        move(session, proposal, "open", support_until=until, ended_at=None)
        remove_ended(session, proposal)
        journal.record(
            session, actor.id, "proposal.revived", proposal.subject, title=proposal.title, until=until.isoformat()
        )
        return proposal
