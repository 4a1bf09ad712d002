"""The letter goes out: decision, action, journal and letters to everybody concerned appear together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.bodies.models import Body
from veche.committee import letters, rules
from veche.committee.drafting import DESCRIBED, arguments_of, require_whole
from veche.committee.events import decided
from veche.committee.models import Citation, Decision, Draft
from veche.committee.policy import Publication, unfinished
from veche.committee.services import waiting
from veche.committee.standings import live_draft, rounds, standing, standings
from veche.core import clock, journal, markup
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.languages import gettext, reason
from veche.core.moderated import VISIBLE
from veche.core.policy import Refused, require
from veche.indicators.models import Indicator
from veche.proposals.life import move
from veche.proposals.models import Argument, Proposal
from veche.tracking.models import Action
from veche.tracking.services import start_action


@dataclass(frozen=True)
class Attempt:
    """What came of one letter of a batch: the decision, or the sentence that says why there is none."""

    proposal_id: int
    decision: Decision | None
    sentence: str


def publish(actor: Person, proposal_id: int, revision: int | None = None) -> Decision:
    """The approved letter is the committee's answer from now on; what was approved is what goes out.

    revision: the one that the publisher had before them; Stale when there is another by now, or when the proposal waits
    for no answer (any more). Raises Refused without a quorum or an approval, Incomplete when something that the
    letter needs is gone since.
    """
    rendered = _rendered(proposal_id)
    with writing() as session:
        hold(session, actor)
        proposal = waiting(session, actor, proposal_id)
        draft = live_draft(session, proposal_id)
        if revision is not None and revision != (draft.revision if draft else 0):
            raise Stale
        # Positions are counted in this transaction, behind the proposal's lock: nobody speaks in between.
        require(actor, "decision.publish", Publication(proposal, draft, standing(session, proposal)))
        assert draft is not None  # noqa: S101 - the policy has just asked
        _keep_action(session, draft)
        require_whole(session, proposal, draft)
        return _publish(session, actor, proposal, draft, rendered.get(draft.letter) or markup.render(draft.letter))


def _rendered(proposal_id: int) -> dict[str, str]:
    """The letter in work as HTML, made before anybody has to wait for it."""
    draft = live_draft(db.session(), proposal_id)
    return {draft.letter: markup.render(draft.letter)} if draft else {}


def _keep_action(session: Session, draft: Draft) -> None:
    """An action that the letter promises does not end while the letter goes out."""
    if draft.outcome in rules.ACCEPTING and draft.action_id:
        session.get(Action, draft.action_id, with_for_update=True, populate_existing=True)


def attempt(actor: Person, proposal_id: int) -> Attempt:
    """The same for one letter of a batch, in a transaction of its own: what keeps it is said, and the others go on."""
    try:
        return Attempt(proposal_id, publish(actor, proposal_id), gettext("The letter is published."))
    except Refused as refused:
        return Attempt(proposal_id, None, reason(refused.refusal))
    except Stale:
        return Attempt(proposal_id, None, gettext("The proposal has been answered already, or waits for no answer."))
    except Incomplete:
        return Attempt(
            proposal_id, None, gettext("The letter lacks something by now: open the dossier and complete it.")
        )


def ready(person: Any = None) -> Sequence[Draft]:
    """The letters that can go out at once: approved, quorate, on proposals in review that everybody can read.

    person: with a person, only those that they may publish. Nine statements at most, whatever their number.
    """
    session: Session = db.session()
    near = joinedload(Draft.proposal)
    rows = select(Draft).join(Draft.proposal).where(Draft.stage == "approved", Proposal.visibility == VISIBLE)
    rows = rows.where(Proposal.state.in_(("review", "deferred"))).options(near.joinedload(Proposal.area))
    drafts = session.execute(rows.order_by(Proposal.answer_by, Draft.id)).unique().scalars().all()
    waiting_now = [one for one in drafts if one.proposal.state == "review" or rules.is_back(one.proposal, clock.now())]
    stand = standings(session, [one.proposal for one in waiting_now])
    present = rounds(session, list(stand))
    return [
        one
        for one in waiting_now
        if one.round == present[one.proposal_id]
        and unfinished(Publication(one.proposal, one, stand[one.proposal_id])) is None
        and (person is None or person.id in stand[one.proposal_id].eligible)
    ]


def as_it_will_be(session: Session, proposal: Proposal, draft: Draft) -> dict[str, Any]:
    """The letter before it is out, by the same names as a decision, and what it brings about."""
    action = session.get(Action, draft.action_id) if draft.action_id else None
    body = session.get(Body, draft.body_id) if draft.body_id else None
    return {
        "html": markup.render(draft.letter),
        "cited": arguments_of(session, proposal, draft.cited),
        "until": rules.as_moment(draft.deferred_until),
        "action": action,
        "body": body,
        "indicator": session.get(Indicator, draft.indicator_id) if draft.indicator_id else None,
    }


def _publish(session: Session, actor: Person, proposal: Proposal, draft: Draft, html: str) -> Decision:
    action = _action(session, actor, proposal, draft)
    cited = arguments_of(session, proposal, draft.cited)
    decision = _decision(actor, proposal, draft, action, html)
    session.add(decision)
    session.flush()
    session.add_all(Citation(decision_id=decision.id, argument_id=argument.id) for argument in cited)
    session.flush()
    _move(session, proposal, decision, action)
    _write_down(session, proposal, decision, action, cited)
    letters.tell(session, proposal, decision, action, cited)
    letters.tell_cited(session, proposal, decision, cited)
    decided.send(decision, proposal=proposal)
    return decision


def _action(session: Session, actor: Person, proposal: Proposal, draft: Draft) -> Action | None:
    if draft.outcome not in rules.ACCEPTING:
        return None
    if draft.action_id:
        return session.get(Action, draft.action_id)
    described = {name: getattr(draft, name) for name in DESCRIBED}
    return start_action(actor, area_id=proposal.area_id, language=draft.language, **described)


def _decision(actor: Person, proposal: Proposal, draft: Draft, action: Action | None, html: str) -> Decision:
    said = ("outcome", "language", "letter", "not_followed", "youth_reply", "what_would_change")
    return Decision(
        **{name: getattr(draft, name) for name in said},
        proposal_id=proposal.id,
        number=draft.round,
        author_id=draft.drafter_id,
        letter_html=html,
        html_version=markup.VERSION,
        deferred_until=rules.as_moment(draft.deferred_until) if draft.outcome == "deferred" else None,
        action_id=action.id if action else None,
        drafted_at=draft.saved_at,
        reader_id=draft.reader_id,
        read_at=draft.read_at,
        publisher_id=actor.id,
        decided_at=clock.now(),
        was_due_at=proposal.answer_by,
    )


def _move(session: Session, proposal: Proposal, decision: Decision, action: Action | None) -> None:
    move(
        session,
        proposal,
        rules.STATE_AFTER[decision.outcome],
        answered_at=decision.decided_at,
        action_id=action.id if action else proposal.action_id,
        deferred_until=decision.deferred_until,
    )


def _write_down(
    session: Session, proposal: Proposal, decision: Decision, action: Action | None, cited: Sequence[Argument]
) -> None:
    entry = journal.record(
        session,
        decision.publisher_id,
        f"proposal.{decision.outcome}",
        proposal.subject,
        title=proposal.title,
        letter=markup.plain(decision.letter_html, 160),
        action=action.code if action else None,
        until=decision.deferred_until.isoformat() if decision.deferred_until else None,
        cited=[argument.id for argument in cited],
    )
    decision.journal_seq = entry.seq
    session.flush()
