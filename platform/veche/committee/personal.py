"""What the committee's work holds of its members. Acts of an office stay; who is leaving hands over what is open."""

from collections.abc import Iterator

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.committee.models import Citation, Decision, Draft, Position, Recusal, Seat, Sector, TakingUp
from veche.core import clock
from veche.core.database import db
from veche.core.personal import Holding, Rows, hinders_leaving, hold_personal, plain
from veche.core.policy import N_, Refusal
from veche.proposals.models import Proposal

OFFICE = N_("As long as the platform exists: an act of an office can be looked at later.")
STAYS = N_("They stay readable under “a former participant”.")


def _seats(person: Person) -> Rows:
    rows = select(Seat).where(Seat.person_id == person.id).order_by(Seat.id)
    told = ("sector.title_ru", "office", "function_ru", "function_be", "function_en", "since", "until", "ended_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


def _blank_functions(session: Session, person: Person) -> None:
    """What somebody does elsewhere in the city would tell who they are."""
    blank = {"function_ru": "", "function_be": "", "function_en": ""}
    mine = update(Seat).where(Seat.person_id == person.id).values(**blank)
    session.execute(mine.execution_options(synchronize_session=False))
    session.expire_all()


@hinders_leaving
def seat_in_office(session: Session, person: Person) -> Iterator[Refusal]:
    """A term is ended in public, with its reason, before its member is gone."""
    today = clock.today()
    rows = select(Seat).where(Seat.person_id == person.id, Seat.ended_at.is_(None))
    seats = session.execute(rows).unique().scalars()
    if any(seat.is_in_term(today) or seat.is_ahead(today) for seat in seats):
        yield Refusal(N_("You have a seat in the committee: ask an administrator to end its term first."))


@hinders_leaving
def letter_in_work(session: Session, person: Person) -> Iterator[Refusal]:
    """A promised answer does not get lost with whoever was writing it."""
    answered = select(Decision.id).where(Decision.proposal_id == Draft.proposal_id, Decision.number == Draft.round)
    rows = select(Proposal.title).join(Draft, Draft.proposal_id == Proposal.id)
    rows = rows.where(Draft.drafter_id == person.id, Proposal.state == "review", ~answered.exists())
    for title in session.execute(rows.order_by(Proposal.id)).scalars():
        reason = N_(
            "You are writing the answer to “%(title)s”: ask another member to save the letter, which hands it over."
        )
        yield Refusal(reason, title=title)


hold_personal(
    "seats",
    Holding(
        N_("Your seats in the committee: sector, office, function, term"),
        (Seat.__tablename__, Sector.__tablename__),
        OFFICE,
        _seats,
        _blank_functions,
        goes=N_("The term stays on record under “a former participant”, without the function."),
    ),
)


def _positions(person: Person) -> Rows:
    taken = select(Position).where(Position.person_id == person.id).order_by(Position.id)
    declared = select(Recusal).where(Recusal.person_id == person.id).order_by(Recusal.proposal_id)
    told = ("proposal_id", "round", "stance", "language", "reason", "taken_at")
    said = ("proposal_id", "language", "interest", "declared_at")
    return [
        *(plain(row, *told) for row in db.session.execute(taken).unique().scalars()),
        *(plain(row, *said) for row in db.session.execute(declared).unique().scalars()),
    ]


hold_personal(
    "positions",
    Holding(
        N_("Positions and interests that you declared as a member of the committee"),
        (Position.__tablename__, Recusal.__tablename__),
        OFFICE,
        _positions,
        goes=STAYS,
    ),
)


def _letters(person: Person) -> Rows:
    drafts = select(Draft).where(Draft.drafter_id == person.id).order_by(Draft.id)
    signed = or_(Decision.author_id == person.id, Decision.reader_id == person.id, Decision.publisher_id == person.id)
    decisions = select(Decision).where(signed).order_by(Decision.id)
    told = ("proposal_id", "round", "stage", "outcome", "language", "letter", "saved_at")
    said = ("proposal_id", "number", "outcome", "language", "letter", "decided_at")
    return [
        *(plain(row, *told) for row in db.session.execute(drafts).unique().scalars()),
        *(plain(row, *said) for row in db.session.execute(decisions).unique().scalars()),
    ]


hold_personal(
    "answers",
    Holding(
        N_("Answers of the committee that you drafted, read or published"),
        (Draft.__tablename__, Decision.__tablename__, Citation.__tablename__),
        OFFICE,
        _letters,
        goes=STAYS,
    ),
)


def _takings(person: Person) -> Rows:
    mine = or_(TakingUp.proposed_by_id == person.id, TakingUp.seconded_by_id == person.id)
    found = db.session.execute(select(TakingUp).where(mine).order_by(TakingUp.proposal_id)).unique().scalars()
    return [plain(row, "proposal_id", "language", "reason", "proposed_at", "seconded_at") for row in found]


hold_personal(
    "takings_up",
    Holding(
        N_("Proposals that you took up for an answer without a vote"),
        (TakingUp.__tablename__,),
        OFFICE,
        _takings,
        goes=STAYS,
    ),
)
