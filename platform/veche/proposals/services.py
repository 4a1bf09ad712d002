"""The verbs of proposals: draft, publish, edit, withdraw, revive; supports and arguments have modules of their own."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal, markup
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.policy import require
from veche.core.settings import declare, setting
from veche.forum.models import Thread
from veche.plan.models import ActionArea
from veche.proposals import letters
from veche.proposals.arguments import argue, mark_helpful
from veche.proposals.changes import same_words
from veche.proposals.events import changed, opened
from veche.proposals.life import begin_review, end_not_carried, fall_dormant_due, locked, move, sleep
from veche.proposals.models import Proposal, Support, Version
from veche.proposals.rules import Terms, phase
from veche.proposals.supports import support, unsupport

__all__ = [
    "argue",
    "begin_review",
    "draft",
    "edit",
    "end_not_carried",
    "fall_dormant_due",
    "mark_helpful",
    "move",
    "publish",
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
        session.add(_version(proposal, 1, text, html, ""))
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


def _version(proposal: Proposal, number: int, text: str, html: str, reason: str) -> Version:
    return Version(
        proposal_id=proposal.id,
        number=number,
        title=proposal.title,
        text=text,
        html=html,
        html_version=markup.VERSION,
        reason=reason,
        author_id=proposal.author_id,
        made_at=clock.now(),
    )


def publish(actor: Person, proposal_id: int) -> Proposal:
    """Everybody sees it, its terms are fixed, and the gathering of support begins."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.read", proposal)
        require(actor, "proposal.publish", proposal)
        moment, fixed = clock.now(), terms()
        _present(session, proposal).number = 1  # how often a draft was saved is nobody's business
        until = moment + timedelta(days=fixed.support_days)
        move(session, proposal, "open", opened_at=moment, support_until=until, version=1, **vars(fixed))
        session.execute(
            update(ActionArea)
            .where(ActionArea.id == proposal.area_id)
            .values(proposal_count=ActionArea.proposal_count + 1)
            .execution_options(synchronize_session=False)
        )
        journal.record(session, actor.id, "proposal.opened", proposal.subject, title=proposal.title)
        opened.send(proposal)
        return proposal


def _present(session: Session, proposal: Proposal) -> Version:
    rows = select(Version).where(Version.proposal_id == proposal.id, Version.number == proposal.version)
    return session.execute(rows.execution_options(populate_existing=True)).scalar_one()


def edit(actor: Person, proposal_id: int, *, title: str, text: str, reason: str, version: int) -> Proposal:
    """A new text with its reason; one that began from another version raises Stale and loses nothing.

    A draft is written over. Once open, every earlier text stays readable, and supports of it count for the new one only
    when their givers say so, unless not a word changed.
    """
    html = markup.render(text)
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.read", proposal)
        require(actor, "proposal.edit", proposal)
        if proposal.version != version:
            raise Stale
        before = _present(session, proposal)
        was = (before.title, before.text)
        proposal.title = title
        proposal.version = version + 1
        if proposal.state == "draft":
            before.number, before.title, before.text, before.html = proposal.version, title, text, html
            before.html_version, before.made_at = markup.VERSION, clock.now()
            return proposal
        session.add(_version(proposal, proposal.version, text, html, reason))
        _ask_anew(session, proposal, reason, kept=same_words("\n".join(was), f"{title}\n{text}"))
        journal.record(
            session, actor.id, "proposal.edited", proposal.subject, title=title, version=proposal.version, reason=reason
        )
        changed.send(proposal)
        return proposal


def _ask_anew(session: Session, proposal: Proposal, reason: str, kept: bool) -> None:
    """Supports follow a text in which only marks and spaces changed; any other needs them again."""
    session.flush()
    if kept:
        present = Support.version == proposal.version - 1
        session.execute(
            update(Support).where(Support.proposal_id == proposal.id, present).values(version=proposal.version)
        )
        return
    proposal.support_count = 0
    session.flush()
    letters.text_changed(session, proposal, reason)


def withdraw(actor: Person, proposal_id: int, reason: str) -> Proposal:
    """The author takes it back before voting begins; what was public stays readable, with the reason."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.read", proposal)
        require(actor, "proposal.withdraw", proposal)
        move(session, proposal, "withdrawn", ended_at=clock.now(), end_reason=reason)
        if proposal.opened_at:
            journal.record(
                session, actor.id, "proposal.withdrawn", proposal.subject, title=proposal.title, reason=reason
            )
        return proposal


def revive(actor: Person, proposal_id: int) -> Proposal:
    """A sleeping proposal gathers support anew, keeping the supports and the terms it has."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.revive", proposal)
        if proposal.state == "open" and phase(proposal, clock.now()) == "dormant":
            sleep(session, proposal)
        until = clock.now() + timedelta(days=proposal.support_days)
        move(session, proposal, "open", support_until=until, ended_at=None)
        journal.record(
            session, actor.id, "proposal.revived", proposal.subject, title=proposal.title, until=until.isoformat()
        )
        return proposal
