"""The verb of costs: to say what one source gives for an action, planned and spent."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import clock, journal, settings
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.tracking import sums
from veche.tracking.held import accountable
from veche.tracking.models import Cost

settings.declare("CURRENCY", "BYN", "Currency in which the costs of actions are written.")


def set_cost(
    actor: Person,
    action_id: int,
    *,
    source: str,
    planned: Decimal,
    spent: Decimal,
    note: str = "",
    language: str,
    seen: str = "",
) -> Cost:
    """One source, one line: what it gives is said anew, and the journal keeps what was said before.

    seen: `mark` of the line that the editor looked at, '' for none. Raises Stale when the line says something else by
    now, Incomplete for a source that is none or an amount below zero. Nothing changed is nothing written.
    """
    _sound(source, planned, spent)
    with writing() as session:
        action = accountable(session, actor, action_id)
        line = _line(session, action_id, source)
        before = _said(line)
        after = {"planned": str(planned), "spent": str(spent), "note": note}
        if line and _same(line, planned, spent, note):
            return line
        if seen != mark(line):
            raise Stale
        if line is None:
            line = Cost(action_id=action_id, source=source)
            session.add(line)
        line.planned, line.spent, line.note, line.language = planned, spent, note, language
        line.changed_at = clock.now()
        session.flush()
        said = {"code": action.code, "source": source, "before": before, "after": after}
        journal.record(session, actor.id, "action.cost", action.subject, **said)
        return line


def mark(line: Cost | None) -> str:
    """What an editor's form carries of the line it shows; '' for a line that is not there yet."""
    return f"{line.planned:.2f}/{line.spent:.2f}/{line.changed_at.isoformat()}" if line else ""


def _sound(source: str, planned: Decimal, spent: Decimal) -> None:
    wrong = [name for name, amount in (("planned", planned), ("spent", spent)) if amount < 0]
    wrong += [] if source in sums.SOURCES else ["source"]
    if wrong:
        raise Incomplete(wrong)


def _line(session: Session, action_id: int, source: str) -> Cost | None:
    rows = select(Cost).where(Cost.action_id == action_id, Cost.source == source).order_by(Cost.id).limit(1)
    return session.execute(rows.execution_options(populate_existing=True)).scalar_one_or_none()


def _said(line: Cost | None) -> dict[str, str] | None:
    return {"planned": str(line.planned), "spent": str(line.spent), "note": line.note} if line else None


def _same(line: Cost, planned: Decimal, spent: Decimal, note: str) -> bool:
    return (line.planned, line.spent, line.note) == (planned, spent, note)
