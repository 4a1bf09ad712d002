"""The verbs of results: to record what came of an action, in a number with what proves it, and to correct it."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.tracking import sums
from veche.tracking.held import accountable
from veche.tracking.models import Action, Result

SAID = ("title", "value", "unit", "on", "evidence")


def record_result(
    actor: Person,
    action_id: int,
    *,
    title: str,
    language: str,
    value: Decimal | None,
    unit: str,
    evidence: str,
    on: date,
) -> Result:
    """A public result of the action; the same result sent twice is one. Raises Incomplete."""
    _complete(title=title, unit=unit, evidence=evidence, value=value)
    given = {"title": title, "value": value, "unit": unit, "on": on, "evidence": evidence}
    with writing() as session:
        action = accountable(session, actor, action_id)
        first = _twin(session, action_id, given)
        if first:
            return first
        result = Result(action_id=action_id, language=language, recorded_at=clock.now(), **given)
        session.add(result)
        session.flush()
        said = {"code": action.code, "result": result.id, "title": title, "value": str(value), "unit": unit}
        journal.record(session, actor.id, "action.result", action.subject, **said)
        return result


def correct_result(actor: Person, action_id: int, result_id: int, *, seen: str, language: str, **given: Any) -> Result:
    """The result says something else from now on; the journal keeps what it said before.

    seen: `mark` of what the editor looked at. Raises Stale, Incomplete. Nothing changed is nothing written.
    """
    _complete(**{name: given[name] for name in ("title", "unit", "evidence", "value")})
    with writing() as session:
        action = accountable(session, actor, action_id)
        result = session.get(Result, result_id, populate_existing=True)
        if result is None or result.action_id != action_id:
            raise NotFound
        changed = {name: getattr(result, name) for name in SAID if getattr(result, name) != given[name]}
        if not changed and result.language == language:
            return result
        if seen != mark(result):
            raise Stale
        _apply(session, actor, action, result, changed, {**given, "language": language})
        return result


def _apply(
    session: Session, actor: Person, action: Action, result: Result, changed: dict[str, Any], given: dict[str, Any]
) -> None:
    for name in (*SAID, "language"):
        setattr(result, name, given[name])
    session.flush()
    before = {name: str(value) for name, value in changed.items()}
    after = {name: str(given[name]) for name in changed}
    said = {"code": action.code, "result": result.id, "title": result.title, "before": before, "after": after}
    journal.record(session, actor.id, "action.result_corrected", action.subject, **said)


def mark(result: Result) -> str:
    """What an editor's form carries of the result it shows."""
    said = [f"{result.value:.2f}", result.unit, result.on.isoformat(), result.title, result.evidence, result.language]
    return hashlib.sha256("\x00".join(said).encode()).hexdigest()[:16]


def _complete(**given: Any) -> None:
    missing = sums.missing_in_result(**given)
    if missing:
        raise Incomplete(missing)


def _twin(session: Session, action_id: int, given: dict[str, Any]) -> Result | None:
    same = [getattr(Result, name) == value for name, value in given.items()]
    rows = select(Result).where(Result.action_id == action_id, *same).limit(1)
    return session.execute(rows).scalar_one_or_none()
