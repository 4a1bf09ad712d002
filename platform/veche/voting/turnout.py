"""How many have voted: counted up in the ballot's transaction, and counted anew by `veche recount`."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from veche.core.database import upsert
from veche.core.recount import Difference, recount
from veche.proposals.models import Proposal
from veche.voting.models import Ballot, Turnout


def count_voter(session: Session, proposal_id: int) -> None:
    """One more has voted."""
    row = upsert(session, Turnout).values(proposal_id=proposal_id, voters=1)
    session.execute(row.on_conflict_do_update(index_elements=["proposal_id"], set_={"voters": Turnout.voters + 1}))


def uncount_voter(session: Session, proposal_id: int) -> None:
    """One ballot was taken back."""
    mine = update(Turnout).where(Turnout.proposal_id == proposal_id, Turnout.voters > 0)
    session.execute(mine.values(voters=Turnout.voters - 1))


@recount("turnout")
def _anew(session: Session) -> list[Difference]:
    kept = dict(session.execute(select(Turnout.proposal_id, Turnout.voters)).all())
    counted = dict(session.execute(select(Ballot.proposal_id, func.count()).group_by(Ballot.proposal_id)).all())
    doubtful = [number for number in sorted({*kept, *counted}) if kept.get(number, 0) != counted.get(number, 0)]
    return [found for number in doubtful if (found := _corrected(session, number))]


def _corrected(session: Session, number: int) -> Difference | None:
    """Under the lock that holds ballots off, so that one being cast meanwhile is not lost."""
    session.get_one(Proposal, number, with_for_update=True, populate_existing=True)
    kept = session.execute(select(Turnout.voters).where(Turnout.proposal_id == number)).scalar() or 0
    counted = session.execute(select(func.count()).where(Ballot.proposal_id == number)).scalar_one()
    row = upsert(session, Turnout).values(proposal_id=number, voters=counted)
    session.execute(row.on_conflict_do_update(index_elements=["proposal_id"], set_={"voters": counted}))
    return Difference("turnout.voters", number, kept, counted) if kept != counted else None
