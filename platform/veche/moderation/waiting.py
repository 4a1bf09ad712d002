"""The queue: what waits for a moderator, the heaviest first and the oldest first among equals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from veche.core import clock
from veche.core.database import db
from veche.core.policy import Refusal, refusal
from veche.moderation import rules
from veche.moderation.cases import DECIDES
from veche.moderation.conflicts import matters
from veche.moderation.models import Act, Case, Flag
from veche.moderation.queries import case_pages
from veche.moderation.texts import Text, look_up

SHOWN = 100
# A higher feature that decides the cases of a cause says itself why somebody may not: (person, [(act, text's row)]).
Refusals = Callable[[Any, list[tuple[Act, Any]]], list[Refusal | None]]
refusals: dict[str, Refusals] = {}


@dataclass(frozen=True)
class Waiting:
    """A case in the queue: its text (None when it is gone), the act it is about, how long it has waited, and why this
    moderator may not decide it."""

    case: Case
    text: Text | None
    act: Act | None
    reason: str
    waited: timedelta
    against: Refusal | None

    @property
    def target(self) -> timedelta:
        return rules.target(self.case.severity, self.case.cause)

    @property
    def is_late(self) -> bool:
        return self.waited > self.target

    @property
    def endpoint(self) -> str:
        return case_pages.get(self.case.cause, "moderation.case")

    def claimed_by_other(self, person: Any) -> bool:
        until = self.case.claimed_until
        return until is not None and until > clock.now() and self.case.claimed_by_id != person.id


def count() -> int:
    """How many cases wait."""
    number: int = db.session.execute(
        select(func.count()).select_from(Case).where(Case.closed_at.is_(None))
    ).scalar_one()
    return number


def queue(person: Any) -> list[Waiting]:
    """The open cases as this moderator finds them."""
    cases = select(Case).where(Case.closed_at.is_(None)).order_by(Case.severity.desc(), Case.opened_at, Case.id)
    rows = db.session.execute(cases.limit(SHOWN)).scalars().all()
    texts = look_up((case.kind, case.subject_id) for case in rows)
    reasons = _heaviest([case.id for case in rows])
    acts = _acts([case.act_id for case in rows if case.act_id])
    found = [(case, texts.get((case.kind, case.subject_id)), acts.get(case.act_id or 0)) for case in rows]
    against = _against(person, found)
    moment = clock.now()
    return [
        Waiting(case, text, act, reasons.get(case.id, ""), moment - case.opened_at, against.get(case.id))
        for case, text, act in found
    ]


def _heaviest(numbers: list[int]) -> dict[int, str]:
    """For each case the reason by which it weighs most."""
    rows = db.session.execute(select(Flag.case_id, Flag.reason).where(Flag.case_id.in_(numbers)).order_by(Flag.id))
    heaviest: dict[int, str] = {}
    for number, reason in rows:
        if number not in heaviest or rules.severity(reason) > rules.severity(heaviest[number]):
            heaviest[number] = reason
    return heaviest


def _acts(numbers: list[int]) -> dict[int, Act]:
    rows = db.session.execute(select(Act).where(Act.id.in_(numbers))).unique().scalars()
    return {act.id: act for act in rows}


def _against(person: Any, found: list[tuple[Case, Text | None, Act | None]]) -> dict[int, Refusal | None]:
    """For each case why this moderator may not decide it, with as many statements for all as for one."""
    there = [(case, text, act) for case, text, act in found if text]
    judged = matters(person, [(case.kind, text.row, act, case.id) for case, text, act in there])
    said = {case.id: refusal(person, DECIDES[case.cause], seen) for (case, *_), seen in zip(there, judged, strict=True)}
    for cause, ask in refusals.items():
        theirs = [(case.id, act, text.row) for case, text, act in there if case.cause == cause and act]
        answers = ask(person, [(act, row) for _, act, row in theirs]) if theirs else []
        said |= {number: answer for (number, *_), answer in zip(theirs, answers, strict=True)}
    return said
