"""What moderation holds of people: reports they made, acts about their texts, acts of moderators."""

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core.database import db
from veche.core.languages import DEFAULT
from veche.core.moderated import kinds
from veche.core.personal import Holding, Rows, hold_personal, plain, without_name
from veche.core.policy import N_
from veche.moderation import history
from veche.moderation.models import Act, Case, CaseNote, Flag


def _flags(person: Person) -> Rows:
    rows = select(Flag, Case.kind, Case.subject_id).join(Case, Case.id == Flag.case_id)
    found = db.session.execute(rows.where(Flag.person_id == person.id).order_by(Flag.id)).unique()
    said = ("reason", "note", "flagged_at")
    return [{**plain(flag, *said), "subject": f"{kind}:{number}"} for flag, kind, number in found]


def cases_about(person: Person) -> Select[int]:
    """The numbers of all cases about texts of the person, or measures against them."""
    theirs = (
        (Case.kind == kind) & Case.subject_id.in_(select(model.id).where(model.author_id == person.id))
        for kind, model in kinds.items()
    )
    return select(Case.id).where(or_(*theirs))


def _cut_flags(session: Session, person: Person) -> None:
    """The report stays counted by its reason; who made it and in which words is gone. Others' reports name them not."""
    mine = update(Flag).where(Flag.person_id == person.id).values(person_id=None, note="")
    session.execute(mine.execution_options(synchronize_session=False))
    session.expire_all()
    noted = select(Flag).where(Flag.case_id.in_(cases_about(person)), Flag.note != "")
    for flag in session.execute(noted).scalars():
        flag.note = without_name(flag.note, person, DEFAULT)
    session.flush()


hold_personal(
    "flags",
    Holding(
        N_("Reports that you made about texts"),
        (Flag.__tablename__,),
        N_("As long as you take part; the author of the text never learns who it was."),
        _flags,
        _cut_flags,
        goes=N_("The report stays counted by its reason, without you and without your words."),
    ),
)


def _acts_about(person: Person) -> Rows:
    """What was decided. A ban that waits for a second moderator and holds nothing up yet is a thought of one, of which
    the author is not told; agreed or refused, it stands here."""
    waits = (Act.verb == "ban") & (Act.state == "proposed") & Act.lapses_at.is_(None)
    rows = select(Act).where(Act.author_id == person.id, ~waits).order_by(Act.id)
    told = ("kind", "subject_id", "verb", "clause", "facts", "days", "acted_at")
    acts = db.session.execute(rows).unique().scalars()
    return [{**plain(row, *told), "state": history.state(row)} for row in acts]


def _unname(session: Session, person: Person) -> None:
    for act in session.execute(select(Act).where(Act.author_id == person.id)).unique().scalars():
        act.facts = without_name(act.facts, person, DEFAULT)
    session.flush()


hold_personal(
    "acts",
    Holding(
        N_("What moderators did to your texts or to your account, by which rule and on which facts"),
        (Act.__tablename__,),
        N_(
            "As long as the platform exists: the moderation log is public, and without names. A ban that waits for a"
            " second moderator stands here as soon as that one has decided."
        ),
        _acts_about,
        _unname,
        goes=N_("The log stays; it names nobody."),
    ),
)


def _cases(person: Person) -> Rows:
    mine = or_(Act.moderator_id == person.id, Act.seconded_by_id == person.id)
    rows = select(Act).where(mine).order_by(Act.id)
    told = ("case_id", "kind", "subject_id", "verb", "clause", "facts", "state", "acted_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


def _let_go(session: Session, person: Person) -> None:
    """A claimed case is free at once for another moderator."""
    mine = update(Case).where(Case.claimed_by_id == person.id).values(claimed_by_id=None, claimed_until=None)
    session.execute(mine.execution_options(synchronize_session=False))
    session.expire_all()


hold_personal(
    "cases",
    Holding(
        N_("Cases that you worked on as a moderator"),
        (Case.__tablename__,),
        N_("As long as the platform exists: an act of an office can be looked at later."),
        _cases,
        _let_go,
        goes=N_("What you decided stays; a case that you had claimed is free for another moderator."),
    ),
)


def _notes(person: Person) -> Rows:
    rows = select(CaseNote).where(CaseNote.author_id == person.id).order_by(CaseNote.id)
    return [plain(row, "case_id", "text", "written_at") for row in db.session.execute(rows).unique().scalars()]


def _forget_notes(session: Session, person: Person) -> None:
    """What moderators noted about the person goes with them; what they noted about cases stays for the others, without
    the name."""
    session.execute(delete(CaseNote).where(CaseNote.about_id == person.id))
    for note in session.execute(select(CaseNote).where(CaseNote.case_id.in_(cases_about(person)))).unique().scalars():
        note.text = without_name(note.text, person, DEFAULT)
    session.flush()


hold_personal(
    "case_notes",
    Holding(
        N_("Notes among moderators: those that you wrote, and those about you"),
        (CaseNote.__tablename__,),
        N_("Until their writer deletes them; those about a person as long as the person takes part."),
        _notes,
        _forget_notes,
        goes=N_("Notes about you go at once; what you noted about cases stays for the other moderators."),
    ),
)
