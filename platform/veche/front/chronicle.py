"""The journal as a page reads it: who, what, on what, with links; of a hidden text neither the title nor the author."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from veche.accounts.models import Person
from veche.bodies.models import Body
from veche.core import journal
from veche.core.database import db
from veche.core.journal import Entry
from veche.core.languages import gettext, language, worded, worded_in
from veche.core.paging import Page, cut, keyset
from veche.front.assembly import sittings_of
from veche.front.rules import form_of, has_public_actor
from veche.indicators.models import Indicator
from veche.moderation.texts import Key, Text, is_unsigned, key_of, look_up
from veche.tracking.models import Action

SIZE = 30


@dataclass(frozen=True)
class Subject:
    """What an entry is about: the words and the address, where there is one."""

    title: str
    endpoint: str = ""
    values: dict[str, Any] | None = None
    language: str = ""


@dataclass(frozen=True)
class Line:
    """One entry as it is shown."""

    entry: Entry
    verb: str
    form: str
    actor: str | None
    subject: Subject | None

    @property
    def clause(self) -> str:
        return str(self.entry.data.get("clause") or "")

    @property
    def facts(self) -> str:
        """What a moderator said; other payloads repeat what the subject's page says itself."""
        return str(self.entry.data.get("facts") or "") if self.entry.verb.startswith("text.") else ""


def head() -> tuple[int, str]:
    return journal.head(db.session())


def last() -> Entry | None:
    return db.session.execute(select(Entry).order_by(Entry.seq.desc()).limit(1)).unique().scalar()


def lines(cursor: str | None, newest: int | None) -> Page[Line]:
    """A page of the journal, newest first, from the entry `newest` on; at most twelve statements."""
    rows = keyset(select(Entry), [Entry.seq], cursor, descending=True)
    if newest:
        rows = rows.where(Entry.seq <= newest)
    entries = db.session.execute(rows.limit(SIZE + 1)).unique().scalars().all()
    page = cut(entries, SIZE, lambda entry: [entry.seq])
    return Page(_told(page.rows), page.after)


def _told(entries: Sequence[Entry]) -> list[Line]:
    texts = look_up({key for entry in entries if (key := key_of(entry))})
    names, subjects = _names(entries), _subjects(entries, texts)
    return [
        Line(
            entry,
            journal.verbs.get(entry.verb, entry.verb),
            form_of(entry.verb),
            _actor(entry, names, texts),
            subjects.get(entry.subject),
        )
        for entry in entries
    ]


def _actor(entry: Entry, names: dict[int, str], texts: dict[Key, Text]) -> str | None:
    if entry.data.get("office"):  # a report by the signed link, written by nobody's account
        return gettext("the office of the body")
    if not has_public_actor(entry.verb) or is_unsigned(entry, texts):
        return None
    return names.get(entry.actor or 0)


def _names(entries: Sequence[Entry]) -> dict[int, str]:
    numbers = {entry.actor for entry in entries if entry.actor and has_public_actor(entry.verb)}
    rows = select(Person.id, Person.display_name).where(Person.id.in_(numbers))
    return {row[0]: row[1] for row in db.session.execute(rows)} if numbers else {}


def _subjects(entries: Sequence[Entry], texts: dict[Key, Text]) -> dict[str, Subject]:
    keys = {key for entry in entries if (key := _key(entry.subject))}
    found = {f"{kind}:{number}": _of_text(text) for (kind, number), text in texts.items()}
    committee = {subject: Subject(*told) for subject, told in sittings_of(keys).items()}
    return found | _actions(keys) | _bodies(keys) | _indicators(keys) | _plan(entries) | committee


def _key(subject: str) -> Key | None:
    kind, _, number = subject.partition(":")
    return (kind, int(number)) if number.isdigit() else None


def _of_text(text: Text) -> Subject:
    return Subject(text.title if text.is_readable else "", text.endpoint, dict(text.values), text.language)


def _actions(keys: set[Key]) -> dict[str, Subject]:
    numbers = [number for kind, number in keys if kind == "action"]
    if not numbers:
        return {}
    rows = db.session.execute(select(Action).where(Action.id.in_(numbers))).scalars()
    return {
        row.subject: Subject(f"{row.code} {worded(row)}", "tracking.action", {"code": row.code}, worded_in(row))
        for row in rows
    }


def _bodies(keys: set[Key]) -> dict[str, Subject]:
    numbers = [number for kind, number in keys if kind == "body"]
    if not numbers:
        return {}
    rows = db.session.execute(select(Body).where(Body.id.in_(numbers))).scalars()
    return {f"body:{row.id}": Subject(row.name_ru, "bodies.body", {"number": row.id}, "ru") for row in rows}


def _indicators(keys: set[Key]) -> dict[str, Subject]:
    numbers = [number for kind, number in keys if kind == "indicator"]
    if not numbers:
        return {}
    rows = db.session.execute(select(Indicator).where(Indicator.id.in_(numbers))).scalars()
    return {row.subject: _of_indicator(row) for row in rows}


def _of_indicator(row: Indicator) -> Subject:
    own = getattr(row, f"title_{language()}")
    values = {"code": row.code}
    return Subject(f"{row.code} {own or row.title_ru}", "indicators.indicator", values, language() if own else "ru")


def _plan(entries: Sequence[Entry]) -> dict[str, Subject]:
    return {entry.subject: Subject("", "plan.whole", {}) for entry in entries if entry.subject.startswith("plan:")}
