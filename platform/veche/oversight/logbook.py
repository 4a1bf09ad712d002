"""The public log of moderation: every measure, what ended it, every answered appeal, every act of curating.

What was measured is read from the acts, what ended or answered it from the journal; both lie in the order of the
journal, so a page begins after an entry's number. Never a text's words, never who reported, of the youth space
nothing but the act and its clause, and of what waits for a second moderator nothing but how much it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, not_, or_, select

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.core.journal import Entry, Payload
from veche.core.paging import Page, cut, keyset
from veche.core.policy import N_
from veche.curating.events import LOGGED
from veche.moderation.models import Act
from veche.moderation.rules import DONE, UNTOLD
from veche.moderation.standing import state_of
from veche.moderation.taking_back import subject_of
from veche.moderation.texts import Text, look_up
from veche.oversight.models import Appeal
from veche.oversight.rules import Quarter

SIZE = 30
AT_ONCE = 500
MOST = 20_000
PUBLIC = ("hide", "restore", "remove", "redact", "warn", "mute", "ban", "lift")
ENDINGS = {"measure.undone": "undone", "measure.lapsed": "lapsed", "measure.refused": "refused"}
# One moderator's word alone, which no second one bore out: the facts stay between them.
NEVER_AGREED = frozenset({"refused", "lapsed"})
APPEALS = {"appeal.upheld": "upheld", "appeal.overturned": "overturned", "appeal.settled": "settled"}
MEASURES = {verb: DONE[verb] for verb in PUBLIC} | {
    "undone": N_("Measure taken back"),
    "lapsed": N_("Measure lapsed unconfirmed"),
    "refused": N_("Measure refused by a second moderator"),
    "upheld": N_("Appeal: the measure stands"),
    "overturned": N_("Appeal: the measure is overturned"),
    "settled": N_("Appeal closed: the measure no longer holds"),
    "curated": N_("Discussions put in order"),
    "proposed": N_("Proposed by one moderator, never agreed to by a second"),
}
# A measure by two is called so until the second moderator agrees, and when that never happens.
_PROPOSED = {"remove": N_("Removal proposed"), "ban": N_("Ban proposed")}
_OF_ENTRIES = ENDINGS | APPEALS | dict.fromkeys(LOGGED, "curated")


@dataclass(frozen=True)
class Sought:
    """What the log is narrowed to; '' is no bound. kind: a sort of text, or "youth"."""

    measure: str = ""
    clause: str = ""
    kind: str = ""
    period: Quarter | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(sorted(UNTOLD)) if self.kind == "youth" else (self.kind,)


@dataclass(frozen=True)
class Line:
    """One line. state: why a measure does not hold as it was taken; `later`: the entry that says so. `earlier`: the
    entry of the measure that this one ends or answers. `curated`: what was put in order, where it can be read."""

    seq: int
    at: datetime
    measure: str
    verb: str
    kind: str
    clause: str
    facts: str
    actor: str
    second: str = ""
    state: str = ""
    later: int | None = None
    earlier: int | None = None
    days: int | None = None
    curated: Text | None = None

    @property
    def named(self) -> str:
        """What was done; of a measure that a second moderator has not agreed to, that it was proposed."""
        was_done = self.state not in NEVER_AGREED
        return MEASURES[self.measure] if was_done else _PROPOSED.get(self.measure, MEASURES[self.measure])

    @property
    def is_youth(self) -> bool:
        return self.kind in UNTOLD


def log(sought: Sought, cursor: str | None = None, newest: int | None = None, size: int = SIZE) -> Page[Line]:
    """A page of the log, newest first, from the entry `newest` on; at most ten statements."""
    acts = _acts(sought, cursor, newest, size + 1)
    entries = _entries(sought, cursor, newest, size + 1)
    both = sorted([*acts, *entries], key=_seq, reverse=True)[: size + 1]
    page = cut(both, size, lambda row: [_seq(row)])
    return Page(_told(page.rows), page.after)


def everything(sought: Sought, most: int = MOST) -> Iterator[Line]:
    """All lines, the newest first, at most so many; read in pages, so that no table is held in memory."""
    cursor, left = None, most
    while left > 0:
        page = log(sought, cursor, size=min(AT_ONCE, left))
        yield from page.rows
        left -= len(page.rows)
        cursor = page.after
        if cursor is None:
            return


def _seq(row: Any) -> int:
    number: int = row.journal_seq if isinstance(row, Act) else row.seq
    return number


def _acts(sought: Sought, cursor: str | None, newest: int | None, size: int) -> Sequence[Act]:
    rows = keyset(select(Act).where(*_of_acts(sought)), [Act.journal_seq], cursor, descending=True)
    if newest:
        rows = rows.where(Act.journal_seq <= newest)
    return db.session.execute(rows.limit(size)).scalars().all()


def _of_acts(sought: Sought) -> Iterator[ColumnElement[bool]]:
    yield Act.verb.in_(PUBLIC)
    yield not_(is_undecided())
    if sought.measure == "proposed":
        yield was_never_agreed()
    elif sought.measure:
        yield (Act.verb == sought.measure) & not_(was_never_agreed())
    if sought.clause:
        yield Act.clause == sought.clause
    if sought.kind:
        yield Act.kind.in_(sought.kinds)
    if sought.period:
        yield Act.acted_at >= sought.period.begins
        yield Act.acted_at < sought.period.ends


def is_undecided() -> ColumnElement[bool]:
    """Measures that a second moderator is asked about now: nothing is said of them in public before the answer."""
    return (Act.state == "proposed") & or_(Act.lapses_at.is_(None), Act.lapses_at > clock.now())


def was_never_agreed() -> ColumnElement[bool]:
    """Measures by two that a second moderator refused, or that lapsed by the clock before anybody agreed."""
    return Act.state.in_(NEVER_AGREED) | ((Act.state == "proposed") & (Act.lapses_at <= clock.now()))


def undecided() -> int:
    """How many measures wait for a second moderator."""
    return db.session.execute(select(func.count()).select_from(Act).where(is_undecided())).scalar_one()


def _entries(sought: Sought, cursor: str | None, newest: int | None, size: int) -> Sequence[Entry]:
    rows = keyset(select(Entry).where(*_of_journal(sought)), [Entry.seq], cursor, descending=True)
    if sought.clause or sought.kind:
        rows = rows.join(Payload, Payload.seq == Entry.seq)
    if newest:
        rows = rows.where(Entry.seq <= newest)
    return db.session.execute(rows.limit(size)).unique().scalars().all()


def _of_journal(sought: Sought) -> Iterator[ColumnElement[bool]]:
    verbs = [verb for verb, name in _OF_ENTRIES.items() if sought.measure in ("", name)]
    yield Entry.verb.in_(verbs) if verbs else false()
    if sought.clause:
        yield Payload.body["clause"].as_string() == sought.clause
    if sought.kind:
        curated = Entry.subject.startswith(f"{sought.kind}:") & Entry.verb.in_(LOGGED)
        yield Payload.body["kind"].as_string().in_(sought.kinds) | curated
    if sought.period:
        yield Entry.at >= sought.period.begins
        yield Entry.at < sought.period.ends


def _told(rows: Sequence[Any]) -> list[Line]:
    acts = [row for row in rows if isinstance(row, Act)]
    entries = [row for row in rows if isinstance(row, Entry)]
    names = _names({number for act in acts for number in (act.moderator_id, act.seconded_by_id)}, entries)
    ends, overturned = _ends(acts), _overturned(acts)
    began, curated = _began(entries), look_up(_key(entry) for entry in entries if entry.verb in LOGGED)
    lines = [_of_act(act, names, overturned.get(act.id), ends.get(act.id)) for act in acts]
    lines += [_of_entry(entry, names, began, curated) for entry in entries]
    return sorted(lines, key=lambda line: line.seq, reverse=True)


def _names(numbers: set[int | None], entries: Sequence[Entry]) -> dict[int | None, str]:
    everybody = {number for number in numbers | {entry.actor for entry in entries} if number}
    rows = select(Person.id, Person.display_name).where(Person.id.in_(everybody))
    return {row[0]: row[1] for row in db.session.execute(rows)} if everybody else {}


def _ends(acts: Sequence[Act]) -> dict[int, int]:
    """By the act's number, the entry that ended it."""
    ended = [act for act in acts if act.state in {"undone", "lapsed", "refused"}]
    if not ended:
        return {}
    subjects = {subject_of(act, f"{act.kind}:{act.subject_id}") for act in ended}
    rows = select(Entry).where(Entry.verb.in_(ENDINGS), Entry.subject.in_(subjects)).order_by(Entry.seq)
    return {entry.data.get("act", 0): entry.seq for entry in db.session.execute(rows).unique().scalars()}


def _overturned(acts: Sequence[Act]) -> dict[int, int]:
    """By the act's number, the entry of the appeal that overturned it."""
    numbers = [act.id for act in acts if act.state == "undone"]
    rows = select(Appeal.act_id, Appeal.entry).where(Appeal.act_id.in_(numbers), Appeal.outcome == "overturned")
    return {row[0]: row[1] or 0 for row in db.session.execute(rows)} if numbers else {}


def _began(entries: Sequence[Entry]) -> dict[int, int]:
    """By the act's number, the entry with which it began."""
    numbers = {entry.data.get("act", 0) for entry in entries if entry.verb in ENDINGS}
    rows = select(Act.id, Act.journal_seq).where(Act.id.in_(numbers))
    return {row[0]: row[1] for row in db.session.execute(rows)} if numbers else {}


def _key(entry: Entry) -> tuple[str, int]:
    kind, _, number = entry.subject.partition(":")
    return kind, int(number)


def _of_act(act: Act, names: dict[int | None, str], overturned: int | None, ended: int | None) -> Line:
    now = state_of(act, clock.now())
    return Line(
        act.journal_seq,
        act.acted_at,
        act.verb,
        act.verb,
        act.kind,
        act.clause,
        "" if act.kind in UNTOLD or now in NEVER_AGREED else act.facts,
        names.get(act.moderator_id, ""),
        second=names.get(act.seconded_by_id, "") if act.state == "done" else "",
        state="overturned" if overturned else "" if now == "done" else now,
        later=overturned or ended,
        days=act.days,
    )


def _of_entry(
    entry: Entry, names: dict[int | None, str], began: dict[int, int], curated: dict[tuple[str, int], Text]
) -> Line:
    said, is_curating = entry.data, entry.verb in LOGGED
    kind = entry.subject.partition(":")[0] if is_curating else str(said.get("kind", ""))
    facts = said.get("reason" if is_curating else "facts") or ""
    earlier = None if is_curating else began.get(said.get("act", 0)) if entry.verb in ENDINGS else said.get("act")
    return Line(
        entry.seq,
        entry.at,
        _OF_ENTRIES[entry.verb],
        entry.verb,
        kind,
        str(said.get("clause") or ""),
        "" if kind in UNTOLD else str(facts),
        names.get(entry.actor, ""),
        earlier=earlier,
        curated=curated.get(_key(entry)) if is_curating else None,
    )


def first_day() -> datetime:
    """When the first act was taken; now when there was none."""
    found: datetime | None = db.session.execute(select(Act.acted_at).order_by(Act.id).limit(1)).scalar()
    return found or clock.now()
