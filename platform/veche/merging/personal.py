"""What merging holds of people: the merges they proposed, and where their supports went."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal, plain
from veche.core.policy import N_
from veche.merging.models import Merge, MergedSupport


def _merges(person: Person) -> Rows:
    rows = select(Merge).where(Merge.proposed_by_id == person.id).order_by(Merge.id)
    told = ("id", "source_id", "target_id", "reason", "language", "state", "proposed_at", "answered_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


hold_personal(
    "merges",
    Holding(
        N_("Merges of proposals that you proposed, agreed to or undid"),
        (Merge.__tablename__,),
        N_("As long as the platform exists: they explain where a proposal went."),
        _merges,
        goes=N_("They stay readable under “a former participant”."),
    ),
)


def _moves(person: Person) -> Rows:
    rows = select(MergedSupport).where(MergedSupport.person_id == person.id).order_by(MergedSupport.id)
    told = ("merge_id", "version", "given_at", "choice", "chosen_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


def _cut(session: Session, person: Person) -> None:
    mine = update(MergedSupport).where(MergedSupport.person_id == person.id)
    session.execute(mine.values(person_id=None).execution_options(synchronize_session=False))
    session.expire_all()


hold_personal(
    "merged_supports",
    Holding(
        N_("What you chose for your support when proposals were merged"),
        (MergedSupport.__tablename__,),
        N_("As long as you take part; others see only the numbers."),
        _moves,
        _cut,
        goes=N_("The choice stays counted; no row says any more whose it was."),
    ),
)
