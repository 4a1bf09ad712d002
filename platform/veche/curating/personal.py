"""What curating holds of people: what moderators did to threads, and their notes. Acts of an office stay."""

from sqlalchemy import select

from veche.accounts.models import Person
from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal, plain
from veche.core.policy import N_
from veche.curating.models import Curation, ThreadNote


def _curations(person: Person) -> Rows:
    rows = select(Curation).where(Curation.by_id == person.id).order_by(Curation.id)
    told = ("sort", "subject", "reason", "made_at", "undone_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


def _notes(person: Person) -> Rows:
    rows = select(ThreadNote).where(ThreadNote.author_id == person.id).order_by(ThreadNote.id)
    told = ("thread_id", "sort", "version", "language", "text", "made_at", "taken_back_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


OFFICE = N_("As long as the platform exists: an act of an office can be looked at later.")
STAYS = N_("They stay readable under “a former participant”.")
hold_personal(
    "curations",
    Holding(
        N_("What you did to discussions as a moderator"), (Curation.__tablename__,), OFFICE, _curations, goes=STAYS
    ),
)
hold_personal(
    "thread_notes",
    Holding(
        N_("Summaries that you wrote on top of discussions"), (ThreadNote.__tablename__,), OFFICE, _notes, goes=STAYS
    ),
)
