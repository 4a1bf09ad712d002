"""What became of a promise, how much of the city's word was kept, and who is reminded: values in, values out.

Nothing here is stored: a promise is overdue because its day has passed. A day belongs to its deadline, by the city's
calendar, so what comes on the last day comes on time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

KINDS = ("answer", "report", "milestone", "opinion", "return")
BACKED = "backing"  # answers that the youth council waits for too: a kind of its own in filters and counts
OPEN_STATES = ("overdue", "waiting")
CLOSED_STATES = ("kept", "late", "missed", "dropped")
STATES = (*OPEN_STATES, *CLOSED_STATES)
SOON = timedelta(days=30)
YEAR = timedelta(days=365)
HORIZON = timedelta(days=7)


def days_overdue(due: date, today: date) -> int:
    """Days of the calendar past the deadline: 0 on the day itself and before it."""
    return max(0, (today - due).days)


def state(due: date, ending: str, closed: date | None, today: date) -> str:
    """What became of a promise.

    ending: "open", "done" or "gone" (dropped with an explanation, or its ground fell away); closed: on which day. What
    goes after its day was not kept, whatever the explanation: else a late promise could be dropped out of the record.
    """
    if ending == "open" or closed is None:
        return "overdue" if due < today else "waiting"
    in_time = closed <= due
    if ending == "done":
        return "kept" if in_time else "late"
    return "dropped" if in_time else "missed"


def section(due: date, today: date) -> str:
    """Under which heading an open promise stands: overdue, soon, later."""
    if due < today:
        return "overdue"
    return "soon" if due <= today + SOON else "later"


class Share(NamedTuple):
    """Of `all` promises that had to be kept, how many were kept on time."""

    kept: int
    all: int

    @property
    def percent(self) -> int | None:
        """In whole percent, rounded down so that 100 means every one; None where nothing had to be kept."""
        return self.kept * 100 // self.all if self.all else None


def share(counts: Mapping[str, int]) -> Share:
    """The share kept on time, from how many promises are in each closed state; dropped ones count for nothing."""
    kept = counts.get("kept", 0)
    return Share(kept, kept + counts.get("late", 0) + counts.get("missed", 0))


class Event(NamedTuple):
    """Something that happened to a promise: it became overdue, or it was closed, on that day."""

    day: date
    what: str
    row: Any


def events(overdue: Iterable[Any], closed: Iterable[Any], most: int) -> list[Event]:
    """The latest events of both kinds, newest first. A promise becomes overdue on the day after its deadline."""
    found = [Event(row.due + timedelta(days=1), "overdue", row) for row in overdue]
    found += [Event(row.closed, "closed", row) for row in closed]
    return sorted(found, key=lambda event: (event.day, event.what, event.row.key), reverse=True)[:most]


# Reminders


@dataclass(frozen=True)
class Debt:
    """An owed answer as far as a reminder asks: who shall not write it (`barred`), who prepares it."""

    due: date
    number: int
    title: str
    responsible: int | None = None
    barred: frozenset[int] = frozenset()


def to_remind(due: date, today: date) -> bool:
    """Whether a letter names it: overdue, or due within a week."""
    return due <= today + HORIZON


def owed_by(person: int, debts: Sequence[Debt], committee: Collection[int]) -> list[Debt]:
    """What a person owes, the longest overdue first.

    An answer is owed by the member who prepares it, by every member while nobody in office does, and never by one who
    wrote the proposal or has an interest in it.
    """
    mine = [debt for debt in debts if _owes(person, debt, committee)]
    return sorted(mine, key=lambda debt: (debt.due, debt.number))


def _owes(person: int, debt: Debt, committee: Collection[int]) -> bool:
    if person in debt.barred:
        return False
    prepared = debt.responsible if debt.responsible in committee and debt.responsible not in debt.barred else None
    return person in committee and prepared in {None, person}
