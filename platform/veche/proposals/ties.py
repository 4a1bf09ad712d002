"""Which proposals stand behind an action, and which actions carry out a proposal: the answer's own and further ones."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from veche.core.database import db
from veche.core.moderated import VISIBLE
from veche.proposals.models import Proposal
from veche.proposals.origin_models import ActionOrigin
from veche.tracking.models import Action

SHOWN = 200


def behind(action_id: int) -> ColumnElement[bool]:
    """The condition that a proposal stands behind the action."""
    further = select(ActionOrigin.proposal_id).where(ActionOrigin.action_id == action_id)
    return or_(Proposal.action_id == action_id, Proposal.id.in_(further))


def subjects_of(proposal: Proposal) -> list[str]:
    """The journal's names of the actions that carry out a proposal; only an accepted one has any: one statement."""
    if not proposal.action_id:
        return []
    rows = select(ActionOrigin.action_id).where(ActionOrigin.proposal_id == proposal.id)
    further = db.session.execute(rows.order_by(ActionOrigin.action_id)).scalars()
    return [f"action:{number}" for number in dict.fromkeys([proposal.action_id, *further])]


def further_actions(proposal: Proposal) -> Sequence[ActionOrigin]:
    """The actions that carry out a proposal beside the one its answer named: one statement."""
    near = joinedload(ActionOrigin.action).joinedload(Action.body)
    rows = select(ActionOrigin).where(ActionOrigin.proposal_id == proposal.id).options(near)
    return db.session.execute(rows.order_by(ActionOrigin.linked_at, ActionOrigin.action_id)).scalars().all()


def ties_of(action: Action) -> Sequence[ActionOrigin]:
    """The further proposals behind an action, with the reasons: one statement."""
    rows = select(ActionOrigin).where(ActionOrigin.action_id == action.id).options(joinedload(ActionOrigin.proposal))
    return db.session.execute(rows.order_by(ActionOrigin.linked_at, ActionOrigin.proposal_id)).scalars().all()


def may_be_tied(action: Action) -> Sequence[Proposal]:
    """The accepted proposals that do not stand behind the action yet, those of its area first: one statement."""
    rows = select(Proposal).where(Proposal.state == "accepted", Proposal.visibility == VISIBLE, ~behind(action.id))
    rows = rows.order_by((Proposal.area_id == action.area_id).desc(), Proposal.id.desc()).limit(SHOWN)
    return db.session.execute(rows.options(joinedload(Proposal.area))).unique().scalars().all()
