"""What amending holds of people: amendments and conditions."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.amending.models import Amendment, Condition, is_open
from veche.core import clock
from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal, plain, without_name
from veche.core.policy import N_
from veche.proposals.models import Proposal


def _amendments(person: Person) -> Rows:
    rows = select(Amendment).where(Amendment.author_id == person.id).order_by(Amendment.id)
    told = (
        *("id", "proposal_id", "version", "language", "passage", "words", "reason", "state", "made_at"),
        *("answered_at", "answer_reason", "visibility", "hidden_clause"),
    )
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


def _unname(session: Session, person: Person) -> None:
    """An amendment that its author was making a proposal of leads to that draft no more; the answers to amendments
    name nobody who has left."""
    for row in session.execute(select(Amendment).where(Amendment.author_id == person.id)).unique().scalars():
        row.answer_reason = without_name(row.answer_reason, person, row.language)
    session.flush()
    drafts = select(Proposal.id).where(Proposal.author_id == person.id, Proposal.state == "draft")
    made = update(Amendment).where(Amendment.own_proposal_id.in_(drafts)).values(own_proposal_id=None)
    session.execute(made.execution_options(synchronize_session=False))
    session.expire_all()


hold_personal(
    "amendments",
    Holding(
        N_("Amendments that you proposed"),
        (Amendment.__tablename__,),
        N_("As long as the platform exists: the authors have answered them."),
        _amendments,
        _unname,
        goes=N_("They stay readable under “a former participant”."),
    ),
)


def _conditions(person: Person) -> Rows:
    rows = select(Condition).where(Condition.author_id == person.id).order_by(Condition.id)
    told = ("proposal_id", "language", "text", "version", "made_at", "met_at", "taken_back_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


def _take_back(session: Session, person: Person) -> None:
    """Nobody is left who could say that an open one is met."""
    mine = update(Condition).where(Condition.author_id == person.id, is_open())
    session.execute(mine.values(text="", taken_back_at=clock.now()).execution_options(synchronize_session=False))
    session.expire_all()


hold_personal(
    "conditions",
    Holding(
        N_("Your conditions: “yes, if …”"),
        (Condition.__tablename__,),
        N_("Until you take them back; met ones as long as the proposal is readable."),
        _conditions,
        _take_back,
        goes=N_("Open ones are taken back with their words; met ones stay under “a former participant”."),
    ),
)
