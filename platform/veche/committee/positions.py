"""Positions of the members, with reasons, and interests declared in public."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.committee import rules
from veche.committee.models import Position, Recusal, TakingUp, recusals_of
from veche.committee.services import waiting
from veche.committee.standings import live_draft, present_round
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.incomplete import Incomplete
from veche.core.policy import require
from veche.proposals.life import least_burdened, locked
from veche.proposals.models import Proposal


def take(actor: Person, proposal_id: int, *, stance: str, reason: str, language: str) -> Position:
    """One position of a member in a round, replaced as often as they like until the letter is out.

    Raises Incomplete with what is missing, Stale when the proposal waits for no answer (any more).
    """
    with writing() as session:
        hold(session, actor)
        proposal = waiting(session, actor, proposal_id, "position.take")
        _require_whole(stance, reason)
        of_round = present_round(session, proposal_id)
        position = _own(session, proposal_id, of_round, actor.id)
        is_new = position is None
        position = position or Position(proposal_id=proposal_id, round=of_round, person_id=actor.id)
        position.stance, position.reason, position.language = stance, reason.strip(), language
        position.taken_at = clock.now()
        session.add(position)
        session.flush()
        # What it says is public with the letter, so the journal says only that the member has spoken.
        verb = "position.taken" if is_new else "position.replaced"
        journal.record(session, actor.id, verb, proposal.subject, title=proposal.title, round=of_round)
        return position


def _require_whole(stance: str, reason: str) -> None:
    lacking = [] if stance in rules.OUTCOMES else ["stance"]
    if not rules.SHORTEST_REASON <= len(reason.strip()) <= rules.LONGEST_REASON:
        lacking.append("reason")
    if lacking:
        raise Incomplete(lacking)


def _own(session: Session, proposal_id: int, of_round: int, person_id: int) -> Position | None:
    rows = select(Position).where(Position.proposal_id == proposal_id, Position.round == of_round)
    mine = rows.where(Position.person_id == person_id).execution_options(populate_existing=True)
    return session.execute(mine).scalar_one_or_none()


def declare(actor: Person, proposal_id: int, *, interest: str, language: str) -> Recusal:
    """The member steps back from a proposal, in public and for good: what they said or approved counts no more.

    Raises Incomplete when the interest is not told.
    """
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "recusal.declare", proposal)
        if not rules.SHORTEST_REASON <= len(interest.strip()) <= rules.LONGEST_REASON:
            raise Incomplete(["interest"])
        recusal = Recusal(
            proposal_id=proposal_id,
            person_id=actor.id,
            language=language,
            interest=interest.strip(),
            declared_at=clock.now(),
        )
        session.add(recusal)
        session.flush()
        session.expire(proposal, ["recusals"])
        _step_back(session, proposal, actor)
        journal.record(
            session, actor.id, "recusal.declared", proposal.subject, title=proposal.title, reason=recusal.interest
        )
        return recusal


def _step_back(session: Session, proposal: Proposal, member: Person) -> None:
    """Nothing rests on them any more: no approval, no promise to prepare it, no wish to answer it without a vote."""
    wished = TakingUp.proposed_by_id == member.id, TakingUp.seconded_at.is_(None)
    session.execute(delete(TakingUp).where(TakingUp.proposal_id == proposal.id, *wished))
    draft = live_draft(session, proposal.id)
    if draft and member.id in {draft.drafter_id, draft.reader_id}:
        draft.stage, draft.reader_id, draft.read_at = "draft", None, None
    if proposal.responsible_id == member.id:
        concerned = proposal.ever_writer_ids | {one.person_id for one in recusals_of(proposal)}
        proposal.responsible_id = least_burdened(session, concerned) if proposal.state == "review" else None
