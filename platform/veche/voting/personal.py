"""What voting holds of people: their ballots. After leaving a ballot counts, and nobody can say whose it was."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.core.personal import Holding, OpenMatter, Rows, hold_personal, open_matters, plain
from veche.core.policy import N_
from veche.proposals.models import Proposal
from veche.voting.models import Ballot, Tally, Turnout
from veche.voting.rules import is_open, receipt


def _ballots(person: Person) -> Rows:
    """With the choice and the receipt, because only the owner ever gets this."""
    rows = select(Ballot).where(Ballot.person_id == person.id).order_by(Ballot.id)
    told = ("proposal_id", "proposal.title", "choice", "cast_at", "changes")
    return [{**plain(row, *told), "receipt": receipt(row).text} for row in db.session.execute(rows).unique().scalars()]


def _cut(session: Session, person: Person) -> None:
    """No person, no receipt's secret, no moment: what is left is a mark on the sheet and what it counts as."""
    began = select(Proposal.voting_opened_at).where(Proposal.id == Ballot.proposal_id).scalar_subquery()
    mine = update(Ballot).where(Ballot.person_id == person.id)
    cut = mine.values(person_id=None, secret="", changes=0, cast_at=began)
    session.execute(cut.execution_options(synchronize_session=False))
    session.expire_all()


hold_personal(
    "ballots",
    Holding(
        N_("Your ballots: what you chose, when, and the secret of your receipt"),
        (Ballot.__tablename__, Turnout.__tablename__, Tally.__tablename__),
        N_("The choice stays as long as results can be recounted; that it was yours, as long as you take part."),
        _ballots,
        _cut,
        goes=N_("They stay counted, and every result sheet still holds; but no row says any more whose ballot it was."),
    ),
)


def _open(person: Any) -> Sequence[Proposal]:
    rows = select(Proposal).join(Ballot, Ballot.proposal_id == Proposal.id).order_by(Proposal.id)
    now = clock.now()
    mine = rows.where(Ballot.person_id == person.id, Proposal.state == "voting", Proposal.voting_closes_at > now)
    return db.session.execute(mine).unique().scalars().all()


def _take_back(session: Session, person: Person) -> None:
    """Each vote is held against closing first; a ballot that was counted meanwhile stays."""
    for number in [proposal.id for proposal in _open(person)]:
        proposal = session.get_one(Proposal, number, with_for_update={"read": True}, populate_existing=True)
        if not is_open(proposal.voting_closes_at, clock.now_locked(session)):
            continue
        mine = delete(Ballot).where(Ballot.proposal_id == number, Ballot.person_id == person.id)
        if session.execute(mine.returning(Ballot.id)).first():
            one_less = update(Turnout).where(Turnout.proposal_id == number, Turnout.voters > 0)
            session.execute(one_less.values(voters=Turnout.voters - 1))


open_matters["ballots"] = OpenMatter(
    N_("Votes that are still open"), _open, _take_back, lambda one: one.voting_closes_at
)
