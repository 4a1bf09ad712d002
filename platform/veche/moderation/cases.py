"""Cases: the one open case of a text, who has it for a quarter of an hour, and how it is closed."""

from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.guarded import expect
from veche.core.moderated import awaited, erasing, kinds, withdrawn
from veche.core.policy import N_, Refusal, Refused, require
from veche.moderation import rules
from veche.moderation.conflicts import matter
from veche.moderation.models import Act, Case
from veche.moderation.texts import is_published, is_taken_back, may_read

# The causes that a decision about the text itself ends; an appeal and a confirmation are ended by their own verbs.
OF_TEXTS = ("flag", "newcomer")
# Which act of the policy decides a case of each cause.
DECIDES = {"flag": "text.decide", "newcomer": "text.decide", "confirm": "measure.confirm", "appeal": "appeal.decide"}


def take_up(actor: Person, kind: str, subject_id: int) -> Case:
    """A case that a moderator opens without a report, or the one that is open already; it is theirs for 15 minutes."""
    with writing() as session:
        hold(session, actor)
        row = readable(session, actor, kind, subject_id)
        require(actor, "text.decide", matter(actor, kind, row))
        case = open_case(session, kind, row.id)
        return claim(actor, case.id)


def claim(actor: Person, case_id: int) -> Case:
    """The case belongs to one moderator for 15 minutes, who may decide it; Stale when somebody else has it or it is
    decided."""
    with writing() as session:
        require(actor, "moderation.work")
        case = case_of(session, case_id)
        act = session.get(Act, case.act_id) if case.act_id else None
        require(actor, DECIDES[case.cause], matter(actor, case.kind, locked(session, case.kind, case.subject_id), act))
        mine = update(Case).where(Case.id == case_id, Case.closed_at.is_(None), free_for(actor))
        expect(session, mine.values(claimed_by_id=actor.id, claimed_until=clock.now() + rules.CLAIM))
        return session.get_one(Case, case_id, populate_existing=True)


def release(actor: Person, case_id: int) -> None:
    """Others may take the case at once; a claim that is over or somebody else's stays as it is."""
    with writing() as session:
        require(actor, "moderation.work")
        mine = update(Case).where(Case.id == case_id, Case.claimed_by_id == actor.id, Case.closed_at.is_(None))
        session.execute(mine.values(claimed_by_id=None, claimed_until=None))


@withdrawn.connect
def _looked_at_in_vain(row: Any) -> None:
    """The text is gone, or has other words: nobody decides about those that a moderator may have open."""
    mine = (Case.kind == row.kind, Case.subject_id == row.id, Case.cause.in_(OF_TEXTS))
    waiting = update(Case).where(*mine, Case.closed_at.is_(None))
    (Session.object_session(row) or db.session()).execute(waiting.values(closed_at=clock.now()))


@erasing.connect
def _needed_for_an_appeal(row: Any) -> None:
    """What a measure was taken for does not go with its row: a second moderator and an appeal have to read it."""
    session = Session.object_session(row) or db.session()
    measured = select(Act.id).where(Act.kind == row.kind, Act.subject_id == row.id).limit(1)
    if session.execute(measured).first():
        raise Refused(Refusal(N_("A moderator has taken a measure because of this text, so it stays for an appeal.")))


@awaited.connect
def _look_at_first(row: Any) -> None:
    """A newcomer's text waits in the queue; one on the youth board heavier than what can wait a day."""
    case = open_case(Session.object_session(row) or db.session(), row.kind, row.id, "newcomer")
    case.severity = max(case.severity, rules.severity("newcomer", row.kind))


def locked(session: Session, kind: str, number: int) -> Any:
    """The row of a text, locked: reports and decisions about one text happen one after another."""
    model = kinds.get(kind)
    row = session.get(model, number, with_for_update=True, populate_existing=True) if model else None
    if row is None:
        raise NotFound
    return row


def locked_with_author(session: Session, actor: Person, kind: str, number: int) -> Any:
    """The same, after the actor's and the author's rows, in the order in which everybody locks: people, then texts."""
    model = kinds.get(kind)
    author = session.execute(select(model.author_id).where(model.id == number)).scalar() if model else None
    if author is None:
        raise NotFound
    hold_both(session, actor, author)
    return locked(session, kind, number)


def hold_both(session: Session, actor: Person, author_id: int) -> None:
    """Lock two people in the order of their numbers, so that of two who lock the same neither waits for ever."""
    require(actor, "account.own")
    lock_people(session, {actor.id, author_id})


def lock_people(session: Session, numbers: set[int]) -> None:
    """Lock the people's rows in one order, and read them anew afterwards."""
    rows = select(Person.id).where(Person.id.in_(numbers)).order_by(Person.id)
    session.execute(rows.with_for_update(key_share=True)).all()
    for number in sorted(numbers):
        session.get_one(Person, number, populate_existing=True)


def readable(session: Session, actor: Person, kind: str, number: int) -> Any:
    """The locked text; a draft, a text taken back, or what the actor may not read, is not there."""
    row = locked(session, kind, number)
    if not is_published(row) or is_taken_back(row) or not may_read(actor, row):
        raise NotFound
    return row


def case_of(session: Session, number: int) -> Case:
    """The case with this number, or the page «not found»."""
    case = session.get(Case, number, populate_existing=True)
    if case is None:
        raise NotFound
    return case


def open_case(session: Session, kind: str, number: int, cause: str = "flag") -> Case:
    """The one open case about a text itself. Its row is locked, so nobody opens a second; the unique index holds it
    too."""
    found: Case | None = session.execute(_open_of(kind, number)).scalars().first()
    if found:
        return found
    case = Case(kind=kind, subject_id=number, cause=cause, severity=1, flag_count=0, opened_at=clock.now())
    session.add(case)
    session.flush()
    return case


def _open_of(kind: str, number: int) -> Any:
    rows = select(Case).where(Case.kind == kind, Case.subject_id == number, Case.closed_at.is_(None))
    return rows.where(Case.cause.in_(OF_TEXTS)).order_by(Case.id)


def is_asked_about(session: Session, kind: str, number: int) -> bool:
    """Whether a second moderator is asked about a measure on this text now."""
    here = (Case.kind == kind, Case.subject_id == number, Case.cause == "confirm", Case.closed_at.is_(None))
    return session.execute(select(Case.id).where(*here)).first() is not None


def free_for(actor: Person) -> Any:
    """The condition that no other moderator has the case now."""
    return or_(Case.claimed_by_id.is_(None), Case.claimed_by_id == actor.id, Case.claimed_until <= clock.now())


def close(session: Session, actor: Person, kind: str, number: int, case_id: int | None = None) -> int | None:
    """Close the open case about a text itself; Stale when another moderator has it or has closed it, or when the case
    asks for something else: an appeal or a confirmation never ends by the way."""
    case = session.execute(_open_of(kind, number)).scalars().first() if case_id is None else case_of(session, case_id)
    if case is None:
        return None
    if case.cause not in OF_TEXTS:
        raise Stale
    shut(session, actor, case.id)
    return case.id


def shut(session: Session, actor: Person, case_id: int) -> None:
    """Close exactly this case; Stale when another moderator has it or has closed it."""
    mine = update(Case).where(Case.id == case_id, Case.closed_at.is_(None), free_for(actor))
    expect(session, mine.values(closed_at=clock.now()))
