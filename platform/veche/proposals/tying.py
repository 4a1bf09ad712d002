"""The verbs of ties: to say that a further action carries out an accepted proposal, and to take it back."""

from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.incomplete import Incomplete
from veche.core.policy import N_, Refusal, Refused, require
from veche.proposals.life import locked
from veche.proposals.origin_models import ActionOrigin
from veche.tracking.models import Action

ANSWERED = Refusal(N_("The committee’s answer itself names this action; that stays."))


def link(actor: Person, action_id: int, proposal_id: int, *, reason: str, language: str) -> None:
    """The proposal stands behind the action from now on, in public; tied twice it is tied once.

    Raises Refused for a proposal that was not accepted, Incomplete without a reason.
    """
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        action = session.get(Action, action_id)
        if action is None:
            raise NotFound
        require(actor, "action.tie", proposal)
        if not reason.strip():
            raise Incomplete(["reason"])
        present = session.get(ActionOrigin, (action_id, proposal_id))
        if present or proposal.action_id == action_id:
            return
        session.add(
            ActionOrigin(
                action_id=action_id,
                proposal_id=proposal_id,
                linked_at=clock.now(),
                linked_by_id=actor.id,
                reason=reason,
                language=language,
            )
        )
        session.flush()
        said = {"code": action.code, "proposal": proposal_id, "reason": reason}
        journal.record(session, actor.id, "action.tied", action.subject, **said)


def unlink(actor: Person, action_id: int, proposal_id: int, *, reason: str) -> None:
    """The proposal stands behind the action no more; what the committee's answer named stays (Refused)."""
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "action.tie", proposal)
        tie = session.get(ActionOrigin, (action_id, proposal_id), with_for_update=True)
        if tie is None and proposal.action_id == action_id:
            raise Refused(ANSWERED)
        if tie is None:
            raise NotFound
        if not reason.strip():
            raise Incomplete(["reason"])
        said = {"code": tie.action.code, "proposal": proposal_id, "reason": reason}
        session.delete(tie)
        session.flush()
        journal.record(session, actor.id, "action.untied", f"action:{action_id}", **said)
