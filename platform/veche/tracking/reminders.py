"""Whoever owes a report or a milestone is reminded: a week before, on the day after it was missed, then every week.

Each reminder goes out once, whether the duty runs twice, late, or in two processes.
"""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.clock import today
from veche.core.database import db, writing
from veche.core.policy import require
from veche.core.worker import duty
from veche.tracking import events, letters, rules
from veche.tracking.models import Action, Milestone, Reminder
from veche.tracking.reports import locked

REPORT = "report"


def ask_office(actor: Person, action_id: int) -> None:
    """A signed link goes to the office of the responsible body, because the committee asks for a report."""
    with writing() as session:
        hold(session, actor)
        action = locked(session, action_id)
        require(actor, "action.send_link", action)
        letters.send_link(session, action)
        journal.record(session, actor.id, "action.link_sent", action.subject, code=action.code, body=action.body_id)


@dataclass(frozen=True)
class Due:
    """A reminder whose time has come: of which action, about what, promised for when, and which one it is."""

    action_id: int
    about: str
    due_on: date
    kind: str


@duty("action reminders")
def remind_due() -> int:
    """The reminders whose time has come; how many."""
    found = [*_reports(), *_milestones()]
    written = _written({one.action_id for one in found})
    db.session.rollback()
    return sum(_remind(one) for one in found if one not in written)


def _reports() -> list[Due]:
    near = (Action.status.in_(rules.OPEN), Action.next_report_on <= today() + rules.BEFORE)
    rows = db.session.execute(select(Action.id, Action.next_report_on).where(*near).order_by(Action.id))
    return [Due(number, REPORT, day, rules.reminder(day, today())) for number, day in rows if day]


def _milestones() -> list[Due]:
    rows = select(Milestone.action_id, Milestone.id, Milestone.due_on).join(Milestone.action)
    ahead = (Milestone.done_on.is_(None), Milestone.dropped_on.is_(None), Milestone.due_on <= today() + rules.BEFORE)
    found = db.session.execute(rows.where(Action.status.in_(rules.OPEN), *ahead).order_by(Milestone.id))
    return [Due(action, f"milestone:{number}", day, rules.reminder(day, today())) for action, number, day in found]


def _written(action_ids: set[int]) -> set[Due]:
    rows = select(Reminder.action_id, Reminder.about, Reminder.due_on, Reminder.kind)
    return {Due(*row) for row in db.session.execute(rows.where(Reminder.action_id.in_(action_ids)))}


def _remind(due: Due) -> bool:
    """Write the letters and that they were written, unless another worker has or it is not owed any more."""
    with writing() as session:
        action = locked(session, due.action_id)
        owed = _owed(session, action, due)
        if owed is None or due in _written({action.id}):
            return False
        session.add(Reminder(**asdict(due), written_at=clock.now()))
        told = letters.to_officers(session, owed) + letters.to_office(session, owed)
        if due.about == REPORT and (not told or owed.late > rules.LONG_OVERDUE):
            events.unanswered.send(action, days=owed.late)
        return True


def _owed(session: Session, action: Action, due: Due) -> letters.Owed | None:
    """What is still owed, now that nobody else can change it."""
    late = rules.overdue(due.due_on, today())
    if not action.is_open:
        return None
    if due.about == REPORT:
        return letters.Owed(action, None, late) if action.next_report_on == due.due_on else None
    milestone = session.get(Milestone, int(due.about.partition(":")[2]), populate_existing=True)
    return letters.Owed(action, milestone, late) if milestone and milestone.is_ahead else None
