"""What moderators and the public read of cases and acts; each with a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.core.journal import Entry
from veche.core.paging import Page, cut, keyset
from veche.curating.events import LOGGED
from veche.moderation import rules
from veche.moderation.models import Act, Case, Flag
from veche.moderation.texts import Neighbours, Text, look_up, neighbours, text_of

QUEUE_SHOWN = 100
LOG_PAGE = 30
HIDINGS = {"text.hidden": "hide", "text.restored": "restore"}
NOTICES = 10


@dataclass(frozen=True)
class Waiting:
    """A case in the queue: its text (None when it is gone) and how long it has waited."""

    case: Case
    text: Text | None
    reason: str
    waited: timedelta

    @property
    def is_late(self) -> bool:
        return rules.is_late(self.case.severity, self.waited)


@dataclass(frozen=True)
class Dossier:
    """Everything a moderator needs to decide one case."""

    case: Case
    text: Text
    around: Neighbours
    reasons: Sequence[tuple[str, int]]
    notes: Sequence[str]
    earlier: int
    acts: Sequence[Act]
    waited: timedelta

    @property
    def is_open(self) -> bool:
        return self.case.closed_at is None

    def claimed_by_other(self, person: Person) -> Person | None:
        """The moderator who has the case now, when it is not this one."""
        until = self.case.claimed_until
        live = until is not None and until > clock.now() and self.is_open
        return self.case.claimed_by if live and self.case.claimed_by_id != person.id else None

    def claimed_by(self, person: Person) -> bool:
        until = self.case.claimed_until
        return self.case.claimed_by_id == person.id and until is not None and until > clock.now()


@dataclass(frozen=True)
class Logged:
    """A line of the public log; `curated` is the discussion or proposal that was put in order."""

    entry: Entry
    moderator: str
    curated: Text | None

    @property
    def measure(self) -> str:
        """Either hide or restore; nothing for an act of curating."""
        return HIDINGS.get(self.entry.verb, "")


@dataclass(frozen=True)
class Notice:
    """What was done to one of a person's texts."""

    act: Act
    text: Text | None


def waiting_count() -> int:
    return _count(select(func.count()).select_from(Case).where(Case.closed_at.is_(None)))


def queue() -> list[Waiting]:
    """The open cases, the heaviest first and the oldest first among equals."""
    cases = select(Case).where(Case.closed_at.is_(None)).order_by(Case.severity.desc(), Case.opened_at, Case.id)
    rows = db.session.execute(cases.limit(QUEUE_SHOWN)).scalars().all()
    texts = look_up((case.kind, case.subject_id) for case in rows)
    reasons = _first_reasons([case.id for case in rows])
    moment = clock.now()
    return [
        Waiting(case, texts.get((case.kind, case.subject_id)), reasons.get(case.id, ""), moment - case.opened_at)
        for case in rows
    ]


def _first_reasons(numbers: list[int]) -> dict[int, str]:
    """For each case the reason by which it weighs most."""
    rows = db.session.execute(select(Flag.case_id, Flag.reason).where(Flag.case_id.in_(numbers)).order_by(Flag.id))
    heaviest: dict[int, str] = {}
    for number, reason in rows:
        if number not in heaviest or rules.severity(reason) > rules.severity(heaviest[number]):
            heaviest[number] = reason
    return heaviest


def dossier(number: int) -> Dossier | None:
    case = (
        db.session.execute(select(Case).options(joinedload(Case.claimed_by)).where(Case.id == number)).unique().scalar()
    )
    text = text_of(case.kind, case.subject_id) if case else None
    if case is None or text is None:
        return None
    flags = db.session.execute(select(Flag.reason, Flag.note).where(Flag.case_id == case.id).order_by(Flag.id)).all()
    counted: dict[str, int] = {}
    for reason, _ in flags:
        counted[reason] = counted.get(reason, 0) + 1
    return Dossier(
        case=case,
        text=text,
        around=neighbours(text),
        reasons=list(counted.items()),
        notes=[note for _, note in flags if note],
        earlier=_hidden_before(text.row.author_id, case),
        acts=_acts(Act.kind == case.kind, Act.subject_id == case.subject_id),
        waited=(case.closed_at or clock.now()) - case.opened_at,
    )


def _hidden_before(author_id: int, case: Case) -> int:
    others = (Act.kind != case.kind) | (Act.subject_id != case.subject_id)
    return _count(select(func.count()).select_from(Act).where(Act.author_id == author_id, Act.verb == "hide", others))


def _acts(*conditions: ColumnElement[bool], limit: int = 20) -> Sequence[Act]:
    rows = select(Act).options(joinedload(Act.moderator)).where(*conditions).order_by(Act.id.desc()).limit(limit)
    return db.session.execute(rows).unique().scalars().all()


def has_reported(person: Any, kind: str, number: int) -> bool:
    """Whether this person's report of the text still waits for a decision."""
    open_case = select(Flag.id).join(Case, Case.id == Flag.case_id)
    mine = open_case.where(
        Flag.person_id == person.id, Case.kind == kind, Case.subject_id == number, Case.closed_at.is_(None)
    )
    return db.session.execute(mine).first() is not None


def last_case(kind: str, number: int) -> int | None:
    """The latest case about a text."""
    cases = select(Case.id).where(Case.kind == kind, Case.subject_id == number).order_by(Case.id.desc()).limit(1)
    return db.session.execute(cases).scalar()


def log(cursor: str | None) -> Page[Logged]:
    """What moderators did, newest first: what, why, by which clause and on which facts, never a hidden text."""
    public = select(Entry).where(Entry.verb.in_((*HIDINGS, *LOGGED)))
    rows = db.session.execute(keyset(public, [Entry.seq], cursor, descending=True).limit(LOG_PAGE + 1))
    page = cut(rows.unique().scalars().all(), LOG_PAGE, lambda entry: [entry.seq])
    texts = look_up(_key(entry) for entry in page.rows if entry.verb not in HIDINGS)
    people = select(Person.id, Person.display_name).where(Person.id.in_({entry.actor for entry in page.rows}))
    names: dict[int, str] = {row[0]: row[1] for row in db.session.execute(people)}
    return Page([Logged(one, names.get(one.actor or 0, ""), texts.get(_key(one))) for one in page.rows], page.after)


def _key(entry: Entry) -> tuple[str, int]:
    kind, _, number = entry.subject.partition(":")
    return kind, int(number)


def figures() -> rules.Figures:
    """The counts of the last 90 days and the median time to a decision."""
    since = clock.now() - timedelta(days=rules.FIGURES_DAYS)
    flags = select(func.count()).select_from(Flag).where(Flag.flagged_at >= since)
    acts = select(Act.verb, func.count()).where(Act.acted_at >= since).group_by(Act.verb)
    done: dict[str, int] = {row[0]: row[1] for row in db.session.execute(acts)}
    return rules.figures(_count(flags), done.get("hide", 0), done.get("restore", 0), _decided(since))


def _decided(since: datetime) -> list[tuple[datetime, datetime, int]]:
    closed = select(Case.opened_at, Case.closed_at, Case.severity).where(Case.closed_at >= since)
    return [(opened, ended, severity) for opened, ended, severity in db.session.execute(closed) if ended is not None]


def notices(person: Any) -> list[Notice]:
    """The latest acts about a person's own texts: those still hidden, and what was restored."""
    rows = _acts(Act.author_id == person.id, Act.verb.in_(("hide", "restore")), limit=NOTICES * 3)
    latest: dict[tuple[str, int], Act] = {}
    for act in rows:
        latest.setdefault((act.kind, act.subject_id), act)
    texts = look_up(latest)
    return [Notice(act, texts.get(key)) for key, act in list(latest.items())[:NOTICES]]


def _count(statement: Any) -> int:
    number: int = db.session.execute(statement).scalar_one()
    return number
