"""How an action's record changed: the journal's entries about it, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from veche.accounts.models import Person
from veche.bodies.models import Body
from veche.core import journal
from veche.core.database import db
from veche.core.journal import Entry
from veche.core.languages import day, gettext, in_language
from veche.core.policy import N_
from veche.tracking.models import Action

LONGEST = 100
LABELS = {
    "title_ru": N_("Title in Russian"),
    "title_be": N_("Title in Belarusian"),
    "title_en": N_("Title in English"),
    "body_id": N_("Responsible body"),
    "functions": N_("What it does for this action"),
    "begins_on": N_("Planned beginning"),
    "ends_on": N_("Planned end"),
    "national_plan": N_("National programmes, plans and ministries it serves"),
    "executors": N_("Co-executors"),
    "expected_result": N_("Expected result"),
    "indicator": N_("Indicator"),
    "unit": N_("Unit"),
    "target": N_("Target"),
}


@dataclass(frozen=True)
class Change:
    """One field before and after, in words; an empty one says so on the page."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Past:
    """One act: what, when, by whom (nobody: the platform, or an office by its link), and what it changed."""

    entry: Entry
    verb: str
    actor: str | None
    office: str | None
    changes: Sequence[Change]

    @property
    def said(self) -> str:
        """The reason or the evidence that was given, or the milestone's words."""
        data = self.entry.data
        return str(data.get("reason") or data.get("evidence") or "")

    @property
    def milestone(self) -> str:
        return str(self.entry.data.get("title") or "") if self.entry.verb.startswith("milestone.") else ""


def history(action: Action) -> list[Past]:
    """What the journal says of the action, latest first: three statements at most."""
    rows = select(Entry).where(Entry.subject == action.subject).order_by(Entry.seq.desc()).limit(LONGEST)
    entries = db.session.execute(rows).unique().scalars().all()
    people, bodies = _people(entries), _bodies(entries)
    return [
        Past(
            entry,
            journal.verbs.get(entry.verb, entry.verb),
            people.get(entry.actor or 0),
            bodies.get(int(entry.data.get("office") or 0)),
            [_change(name, pair, bodies) for name, pair in entry.data.get("changes", {}).items() if name in LABELS],
        )
        for entry in entries
    ]


def _people(entries: Iterable[Entry]) -> dict[int, str]:
    numbers = {entry.actor for entry in entries if entry.actor}
    rows = select(Person.id, Person.display_name).where(Person.id.in_(numbers))
    return {row[0]: row[1] for row in db.session.execute(rows)} if numbers else {}


def _bodies(entries: Iterable[Entry]) -> dict[int, str]:
    """The names of the bodies that entries speak of, by their numbers."""
    numbers: set[int] = set()
    for entry in entries:
        changes = entry.data.get("changes", {})
        numbers |= {int(entry.data.get("office") or 0), *(int(one or 0) for one in changes.get("body_id", []))}
        for side in changes.get("executors", []):
            numbers |= {int(one) for one in side}
    numbers.discard(0)
    rows = select(Body).where(Body.id.in_(numbers))
    return {body.id: in_language(body, "name") for body in db.session.execute(rows).scalars()} if numbers else {}


def _change(name: str, pair: Sequence[Any], bodies: dict[int, str]) -> Change:
    before, after = (_words(name, value, bodies) for value in pair)
    return Change(gettext(LABELS[name]), before, after)


def _words(name: str, value: Any, bodies: dict[int, str]) -> str:
    if not value:
        return ""
    if name == "body_id":
        return bodies.get(int(value), "")
    if name == "executors":
        return "; ".join(_executor(bodies.get(int(one), ""), does) for one, does in value.items())
    return day(date.fromisoformat(value)) if name in {"begins_on", "ends_on"} else str(value)


def _executor(body: str, does: str) -> str:
    return f"{body}: {does.rstrip('.')}" if does else body
