"""What an action needs, how its status may change, and when its report is overdue."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    "planned": ("planned", "in_progress", "cancelled"),
    "in_progress": ("in_progress", "paused", "completed", "cancelled"),
    "paused": ("paused", "in_progress", "cancelled"),
    "completed": (),
    "cancelled": (),
}
OPEN = ("planned", "in_progress", "paused")
# An end is somebody's word: it needs an account, whose name stands under it. A link may report, pause and resume.
ENDS = ("completed", "cancelled")
QUICK_DAYS = (30, 60, 90)
LONGEST_PROMISE = timedelta(days=730)
BEFORE = timedelta(days=7)
# From here on the committee's responsible member reads every reminder too.
LONG_OVERDUE = 30
MOST_EXECUTORS = 8
MOST_MILESTONES = 40


def may_become(status: str, new: str) -> bool:
    """Whether a report may move an action from one status to the other; staying is a move only while it is open."""
    return new in TRANSITIONS[status]


def missing_at_start(
    *, title: str, body_id: int | None, indicator_id: int | None, expected_result: str, next_report_on: date | None
) -> list[str]:
    """What an action lacks to begin: a title, a responsible body, an indicator or a result in words, a report date."""
    present = {
        "title": bool(title.strip()),
        "body_id": bool(body_id),
        "expected_result": bool(indicator_id or expected_result.strip()),
        "next_report_on": bool(next_report_on),
    }
    return [name for name, there in present.items() if not there]


def by_link(status: str) -> tuple[str, ...]:
    """The statuses that the office of a body may report through its link: any but an end."""
    return tuple(new for new in TRANSITIONS[status] if new not in ENDS)


def likely(status: str) -> str:
    """The status that a report on such an action most likely brings: a planned action begins, others go on."""
    return "in_progress" if status == "planned" else status


def missing_in_update(
    status: str,
    *,
    text: str,
    figure: Decimal | None,
    next_report_on: date | None,
    evidence: str = "",
    is_measured: bool = False,
) -> list[str]:
    """What a report lacks, by the names of its fields.

    Paused and cancelled need a reason, any other a text or a figure. A completed action needs evidence and a value: a
    figure in this report, unless its indicator was measured since it began (`is_measured`). While the action is open,
    the date of the next report.
    """
    says = bool(text.strip()) or (figure is not None and status not in {"paused", "cancelled"})
    ends_well = status == "completed"
    present = {
        "text": says,
        "figure": figure is not None or is_measured or not ends_well,
        "evidence": bool(evidence.strip()) or not ends_well,
        "next_report_on": bool(next_report_on) or status not in OPEN,
    }
    return [name for name, there in present.items() if not there]


def promised(choice: str, own: date | None, today: date) -> date | None:
    """The date of the next report: the one that was typed, else so many days from today; nothing without either."""
    if own is not None:
        return own
    return today + timedelta(days=int(choice)) if choice in {str(days) for days in QUICK_DAYS} else None


def may_be_promised(day: date, today: date) -> bool:
    """A report is promised for a day after today, within two years."""
    return today < day <= today + LONGEST_PROMISE


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The fields that differ, each with its value before and after."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def needs_reason(changed: Mapping[str, Sequence[Any]]) -> bool:
    """The body, and a date that was promised, change only with a reason; naming a first date breaks no promise."""
    moved = any(name in changed and changed[name][0] for name in ("begins_on", "ends_on"))
    return moved or "body_id" in changed


def missing_in_edit(
    changed: Mapping[str, Sequence[Any]], reason: str, begins_on: date | None, ends_on: date | None
) -> list[str]:
    """What a change of the record lacks: its reason, and an end that is not before the beginning."""
    in_order = begins_on is None or ends_on is None or begins_on <= ends_on
    present = {"reason": bool(reason.strip()) or not needs_reason(changed), "ends_on": in_order}
    return [name for name, there in present.items() if not there]


def milestone_state(due_on: date, done_on: date | None, dropped_on: date | None, today: date) -> str:
    """done, dropped, late or ahead; the day itself is still ahead."""
    if done_on or dropped_on:
        return "done" if done_on else "dropped"
    return "late" if due_on < today else "ahead"


def reminder(due_on: date, today: date) -> str:
    """Which reminder is the present one: seven days before, on the day after, then every week; '' for none yet."""
    late = overdue(due_on, today)
    if late:
        return f"late-{(late - 1) // 7}"
    return "before" if due_on - today <= BEFORE else ""


def overdue(next_report_on: date | None, today: date) -> int:
    """How many days a report is overdue; 0 on its day, before it and where none is owed."""
    return max(0, (today - next_report_on).days) if next_report_on else 0


def share(figure: Decimal | None, target: Decimal | None) -> int | None:
    """How much of the target is reached, in whole percent from 0 to 100; nothing where that cannot be said."""
    if figure is None or not target or target < 0:
        return None
    return int(min(max(figure / target, Decimal(0)), Decimal(1)) * 100)
