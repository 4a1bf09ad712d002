"""The numbers that proposals keep beside what they count, for `veche recount`."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from veche.core.moderated import VISIBLE
from veche.core.recount import Difference, corrected, recount
from veche.plan.models import ActionArea
from veche.proposals.arguments import recount_arguments
from veche.proposals.models import Proposal, Support


@recount("supports")
def supports(session: Session) -> list[Difference]:
    """A proposal counts the supports of its present text."""
    mine = (Support.proposal_id == Proposal.id) & (Support.version == Proposal.version)
    given = select(func.count()).select_from(Support).where(mine).correlate(Proposal).scalar_subquery()
    return corrected(session, Proposal.support_count, given)


@recount("arguments")
def arguments(session: Session) -> list[Difference]:
    """Arguments of a proposal, their marks and readers, and the score by which they are ordered."""
    return recount_arguments(session)


@recount("proposals of areas")
def areas(session: Session) -> list[Difference]:
    """An action area counts the published proposals that readers see."""
    seen = Proposal.opened_at.is_not(None) & (Proposal.visibility == VISIBLE)
    here = (Proposal.area_id == ActionArea.id) & seen
    opened = select(func.count()).select_from(Proposal).where(here).correlate(ActionArea).scalar_subquery()
    return corrected(session, ActionArea.proposal_count, opened)
