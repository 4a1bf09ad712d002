"""The record of an action: its wordings, bodies, dates and plans, changed by the committee in public."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.bodies.models import Body
from veche.core import journal
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.policy import require
from veche.tracking import rules
from veche.tracking.models import Action, Executor
from veche.tracking.reports import locked

FIELDS = ("title_ru", "title_be", "title_en", "body_id", "functions", "begins_on", "ends_on", "national_plan")


def snapshot(action: Action) -> dict[str, Any]:
    """What the record says, in values of JSON; the co-executors as {number of the body: what it does}."""
    plain = {name: _plain(getattr(action, name)) for name in FIELDS}
    return {**plain, "executors": {str(one.body_id): one.functions for one in action.executors}}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def fingerprint(action: Action) -> str:
    """A print of the record: a form filled from another record than the present one is stale."""
    return sha256(json.dumps(snapshot(action), sort_keys=True).encode()).hexdigest()[:16]


def edit_action(
    actor: Person,
    action_id: int,
    *,
    seen: str,
    reason: str = "",
    executors: Mapping[int, str],
    **fields: Any,
) -> Action:
    """Every changed field stands in the journal as it was and as it is; nothing changed writes nothing.

    fields: any of FIELDS; the wording in which the action was decided stays. Raises Stale when the record is not the
    `seen` one any more, and Incomplete: a reason, when the body or a promised date changes; a body that exists.
    """
    with writing() as session:
        hold(session, actor)
        action = locked(session, action_id)
        require(actor, "action.edit", action)
        if seen != fingerprint(action):
            raise Stale
        before = snapshot(action)
        _write(session, action, executors, {**fields, f"title_{action.language}": action.title})
        changes = rules.changes(before, snapshot(action))
        missing = rules.missing_in_edit(changes, reason, action.begins_on, action.ends_on)
        if missing:
            raise Incomplete(missing)
        if changes:
            journal.record(
                session, actor.id, "action.edited", action.subject, code=action.code, changes=changes, reason=reason
            )
        return action


def _write(session: Session, action: Action, executors: Mapping[int, str], fields: dict[str, Any]) -> None:
    numbers = {fields.get("body_id", action.body_id), *executors}
    known = set(session.execute(select(Body.id).where(Body.id.in_(numbers))).scalars())
    if numbers - known:
        raise Incomplete(["body_id"])
    for name, value in fields.items():
        setattr(action, name, value)
    session.refresh(action, ["executors"])
    action.executors = [
        _executor(action, number, functions)
        for number, functions in sorted(executors.items())
        if number != action.body_id
    ]
    session.flush()
    session.refresh(action, ["body", "executors"])


def _executor(action: Action, number: int, functions: str) -> Executor:
    there = {one.body_id: one for one in action.executors}
    executor = there.get(number) or Executor(action_id=action.id, body_id=number)
    executor.functions = functions
    return executor
