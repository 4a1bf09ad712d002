"""What an action needs, how its status may change, and when its report is overdue."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    "planned": ("planned", "in_progress", "cancelled"),
    "in_progress": ("in_progress", "paused", "completed", "cancelled"),
    "paused": ("paused", "in_progress", "cancelled"),
    "completed": (),
    "cancelled": (),
}
OPEN = ("planned", "in_progress", "paused")


class Incomplete(ValueError):
    """What an action or a report on it still lacks: the names of the fields in `missing`."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("missing: " + ", ".join(missing))
        self.missing = list(missing)


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


def missing_in_update(status: str, *, text: str, figure: Decimal | None, next_report_on: date | None) -> list[str]:
    """What a report lacks: paused and cancelled need a reason, any other a text or a figure (for a completed action it
    is the evidence); while the action is open, the date of the next report."""
    says = bool(text.strip()) or (figure is not None and status not in {"paused", "cancelled"})
    dated = bool(next_report_on) or status not in OPEN
    return [name for name, there in (("text", says), ("next_report_on", dated)) if not there]


def overdue(next_report_on: date | None, today: date) -> int:
    """How many days a report is overdue; 0 on its day, before it and where none is owed."""
    return max(0, (today - next_report_on).days) if next_report_on else 0


def share(figure: Decimal | None, target: Decimal | None) -> int | None:
    """How much of the target is reached, in whole percent from 0 to 100; nothing where that cannot be said."""
    if figure is None or not target or target < 0:
        return None
    return int(min(max(figure / target, Decimal(0)), Decimal(1)) * 100)
