"""What a table would do to the actions: a dry run that names every fault, and changes nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.bodies.models import Body
from veche.core.clock import today
from veche.core.policy import N_
from veche.indicators.models import Indicator
from veche.plan.models import ActionArea
from veche.tracking import sheet, table
from veche.tracking.exporting import Costs, costs_of, says, whole
from veche.tracking.models import Action
from veche.tracking.sheet import Fault, Row


@dataclass(frozen=True)
class Step:
    """What becomes of one line: it is new, changed or left; `changes` are [before, after] by column."""

    line: int
    kind: str
    code: str
    title: str
    language: str
    cells: dict[str, str]
    changes: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What a table would do, or why it can do nothing."""

    steps: Sequence[Step]
    faults: Sequence[Fault]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(step.kind for step in self.steps)
        return {kind: counted[kind] for kind in ("new", "changed", "left")}

    @property
    def does_something(self) -> bool:
        return any(step.kind != "left" for step in self.steps)

    @property
    def digest(self) -> str:
        """The same for the same table on the same actions; another one when either has changed."""
        said = [[one.line, one.kind, one.code, one.cells if one.kind == "new" else one.changes] for one in self.steps]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


MOST_CHANGES = 500


@dataclass(frozen=True)
class Known:
    """What the rows may name."""

    areas: dict[str, int]
    bodies: dict[str, Body]
    indicators: dict[str, int]
    actions: dict[str, Action]
    costs: Costs


def plan(session: Session, content: bytes, lock: bool = False) -> Plan:
    """The dry run: eight statements whatever the number of rows. `lock` holds the actions for writing."""
    try:
        rows = sheet.read(content, table.COLUMNS)
    except sheet.Broken as broken:
        return Plan([], broken.faults)
    known = _known(session, [row.cells["code"].strip() for row in rows], lock)
    faults = list(_twice(rows))
    steps = []
    for row in rows:
        step, wrong = _step(row, known)
        steps.append(step)
        faults.extend(wrong)
    faults.extend(_too_many(steps))
    return Plan(steps, sorted(faults, key=lambda fault: fault.line))


def _too_many(steps: Sequence[Step]) -> Iterator[Fault]:
    """All of a table is done in one transaction, and meanwhile nobody else writes: so much and no more."""
    doing = [step for step in steps if step.kind != "left"]
    if len(doing) > MOST_CHANGES:
        words = N_("At most %(most)s rows may start or change an action at once: load the others in a second table.")
        yield Fault(doing[MOST_CHANGES].line, "", words, {"most": MOST_CHANGES})


def _known(session: Session, codes: list[str], lock: bool) -> Known:
    rows = select(Action).where(Action.code.in_({code for code in codes if code})).order_by(Action.id).options(*whole())
    if lock:
        rows = rows.with_for_update(of=Action).execution_options(populate_existing=True)
    actions = {action.code: action for action in session.execute(rows).scalars()}
    return Known(
        dict(session.execute(select(ActionArea.code, ActionArea.id)).all()),
        {body.name_ru: body for body in session.execute(select(Body)).scalars()},
        dict(session.execute(select(Indicator.code, Indicator.id)).all()),
        actions,
        costs_of(actions.values()),
    )


def _twice(rows: Sequence[Row]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for row in rows:
        code = row.cells["code"].strip()
        if code in seen:
            yield Fault(row.line, "code", N_("Line %(line)s speaks of this action too."), {"line": seen[code]})
        elif code:
            seen[code] = row.line


def _step(row: Row, known: Known) -> tuple[Step, list[Fault]]:
    code = row.cells["code"].strip()
    if not code:
        return _new(row, known)
    action = known.actions.get(code)
    if action is None:
        words = N_("There is no action with this code. A new action has an empty cell here and gets its code itself.")
        return _shown("left", row, row.cells), [Fault(row.line, "code", words)]
    return _changed(row, action, known)


def _shown(kind: str, row: Row, cells: dict[str, str], **values: Any) -> Step:
    return Step(
        row.line, kind, cells.get("code", ""), cells.get("title", ""), cells.get("language", ""), cells, **values
    )


def _new(row: Row, known: Known) -> tuple[Step, list[Fault]]:
    cells = {name: table.cleaned(name, table.normal(name, text)) for name, text in row.cells.items()}
    faults = [
        *table.faults_in_text(row.line, cells),
        *table.faults_in_order(row.line, cells),
        *table.faults_in_new(row.line, cells, today()),
        *_unknown(row.line, {"area": "", "body_ru": "", **cells}, known),
        *_other_names(row.line, cells, known),
    ]
    return _shown("new", row, cells), faults


def _changed(row: Row, action: Action, known: Known) -> tuple[Step, list[Fault]]:
    present, named = says(action, known.costs), _names(row.cells.get("body_ru", ""), known)
    changes: dict[str, list[str]] = {}
    faults = []
    for name, text in row.cells.items():
        if name == "code" or text in {present[name], named.get(name)} or table.normal(name, text) == present[name]:
            continue
        after = table.cleaned(name, table.normal(name, text))
        if name not in table.CHANGEABLE:
            faults.append(Fault(row.line, name, table.why_fixed(name)))
        elif name == f"title_{action.language}" and after != action.title:
            faults.append(Fault(row.line, name, table.why_fixed("title")))
        elif after != present[name]:
            changes[name] = [present[name], after]
    given = {name: after for name, (_before, after) in changes.items()}
    cells = {**present, **given}
    faults += [*table.faults_in_text(row.line, given), *_unknown(row.line, given, known)]
    if given:
        faults += table.faults_in_order(row.line, cells)
    step = _shown("changed" if changes else "left", row, cells, changes=changes)
    return step, faults


def _unknown(line: int, cells: dict[str, str], known: Known) -> Iterator[Fault]:
    """Areas, bodies and indicators that are not there."""
    if "area" in cells and cells["area"] not in known.areas:
        yield Fault(line, "area", N_("There is no such action area."))
    if "body_ru" in cells and cells["body_ru"] not in known.bodies:
        yield Fault(line, "body_ru", N_("There is no such body in the register."))
    if cells.get("indicator") and cells["indicator"] not in known.indicators:
        yield Fault(line, "indicator", N_("There is no such indicator."))
    for name in table.executors(cells.get("co_executors", "")):
        if name not in known.bodies:
            yield Fault(line, "co_executors", N_("«%(title)s» is not in the register of bodies."), {"title": name[:80]})


def _names(body_ru: str, known: Known) -> dict[str, str]:
    """What the columns of a body's other names may say beside its name."""
    body = known.bodies.get(body_ru)
    return {"body_be": body.name_be, "body_en": body.name_en} if body else {}


def _other_names(line: int, cells: dict[str, str], known: Known) -> Iterator[Fault]:
    """The body's names in the other languages, where a new row repeats them, are those of the register."""
    for column, name in _names(cells.get("body_ru", ""), known).items():
        if cells.get(column, "") not in {"", name}:
            yield Fault(line, column, N_("The register calls this body otherwise."))
