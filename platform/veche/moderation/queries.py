"""What moderators and authors read of cases and acts; each with a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.moderation import history, rules
from veche.moderation.models import Act, Case, CaseNote, Flag
from veche.moderation.notes import notes
from veche.moderation.texts import Neighbours, Text, look_up, neighbours, text_of

# Where a case of a cause is decided, when not on the page of moderation: a higher feature names its endpoint, which
# takes the case's `number`.
case_pages: dict[str, str] = {}
NOTICES = 10
OF_TEXTS = ("flag", "newcomer")


@dataclass(frozen=True)
class Dossier:
    """Everything a moderator needs to decide one case. `act`: what waits for the second moderator, or is appealed."""

    case: Case
    text: Text
    act: Act | None
    around: Neighbours
    reasons: Sequence[tuple[str, int]]
    reports: Sequence[tuple[str, str]]
    author: history.Author
    similar: Sequence[Act]
    notes: Sequence[CaseNote]
    acts: Sequence[Act]
    waits_for_second: bool
    waited: timedelta

    @property
    def is_open(self) -> bool:
        return self.case.closed_at is None

    @property
    def target(self) -> timedelta:
        return rules.target(self.case.severity, self.case.cause)

    def claimed_by_other(self, person: Person) -> Person | None:
        """The moderator who has the case now, when it is not this one."""
        until = self.case.claimed_until
        live = until is not None and until > clock.now() and self.is_open
        return self.case.claimed_by if live and self.case.claimed_by_id != person.id else None

    def claimed_by(self, person: Person) -> bool:
        until = self.case.claimed_until
        return self.case.claimed_by_id == person.id and until is not None and until > clock.now()


@dataclass(frozen=True)
class Notice:
    """What was done to one of a person's texts, or to themselves; and whether it still holds."""

    act: Act
    text: Text | None
    state: str


def dossier(number: int) -> Dossier | None:
    case = (
        db.session.execute(select(Case).options(joinedload(Case.claimed_by)).where(Case.id == number)).unique().scalar()
    )
    text = text_of(case.kind, case.subject_id) if case else None
    if case is None or text is None:
        return None
    reports = _reports(case)
    counted: dict[str, int] = {}
    for reason, _ in reports:
        counted[reason] = counted.get(reason, 0) + 1
    acts = _acts(Act.kind == case.kind, Act.subject_id == case.subject_id)
    clauses = sorted({act.clause for act in acts if act.clause})
    return Dossier(
        case=case,
        text=text,
        act=next((act for act in acts if act.id == case.act_id), None),
        around=neighbours(text),
        reasons=list(counted.items()),
        reports=reports,
        author=history.author(text.row),
        similar=history.similar(case, list(counted), clauses),
        notes=notes(case.id, text.row.author_id),
        acts=acts,
        waits_for_second=any(history.state(act) == "proposed" for act in acts),
        waited=(case.closed_at or clock.now()) - case.opened_at,
    )


def _reports(case: Case) -> list[tuple[str, str]]:
    """(reason, note) of the reports in a case, never whose they are. A confirmation shows those of the case before."""
    about = select(Flag.reason, Flag.note).order_by(Flag.id)
    if case.cause in OF_TEXTS:
        about = about.where(Flag.case_id == case.id)
    else:
        about = about.join(Act, Act.case_id == Flag.case_id).where(Act.id == case.act_id)
    return [(reason, note) for reason, note in db.session.execute(about)]


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


# What an author is told of on their own page.
_TOLD = ("hide", "restore", "remove", "redact", "warn", "mute", "ban", "lift")


def notices(person: Any) -> list[Notice]:
    """The latest acts about a person's own texts and about themselves, the newest first. A text that was hidden and
    restored again stands there once; a ban that waits without effect is not told."""
    rows = _acts(Act.author_id == person.id, Act.verb.in_(_TOLD), limit=NOTICES * 3)
    quiet = [act for act in rows if act.verb == "ban" and act.state in {"proposed", "refused"} and not act.lapses_at]
    latest: dict[tuple[str, int, int], Act] = {}
    for act in rows:
        if act not in quiet:
            own = act.id if act.verb not in {"hide", "restore", "remove"} else 0
            latest.setdefault((act.kind, act.subject_id, own), act)
    texts = look_up((kind, number) for kind, number, _ in latest)
    found = sorted(latest.values(), key=lambda act: -act.id)[:NOTICES]
    return [Notice(act, texts.get((act.kind, act.subject_id)), history.state(act)) for act in found]
