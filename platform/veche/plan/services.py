"""The verbs of the plan: to load it, and to say whether votes are counted before everybody's eyes."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.core import journal
from veche.core.database import writing
from veche.core.policy import N_
from veche.plan.models import ActionArea, City, Feature, Section
from veche.plan.rules import LANGUAGES, BrokenPlan, Counts, Item, Plan, Wording, parse_plan

journal.verbs["plan.loaded"] = N_("Plan of the city loaded")
journal.verbs["plan.tally"] = N_("Rule of the plan changed: when the counts of a vote are shown")


def load_packaged_plan() -> Counts:
    """Load the plan that comes with the platform. Safe to repeat."""
    return load_plan(files("veche.plan").joinpath("data/vitebsk.toml").read_bytes())


def load_plan(content: bytes) -> Counts:
    """All or nothing: wording is updated by code, everything tied to an area stays, nothing is ever deleted.

    Raises BrokenPlan, also when the file lacks something that the platform already has.
    """
    plan = parse_plan(content)
    counts = Counts(len(plan.sections), len(plan.features), len(plan.areas))
    with writing() as session:
        changed = _city(session, plan)
        sections, features, areas = _rows(session, Section), _rows(session, Feature), _rows(session, ActionArea)
        _refuse_lost(plan, [*sections, *features, *areas])
        changed |= _wordings(session, Section, sections, plan.sections)
        changed |= _wordings(session, Feature, features, plan.features, section=sections)
        changed |= _wordings(session, ActionArea, areas, plan.areas, feature=features)
        changed |= _parts(areas, plan.areas)
        session.flush()
        if changed:
            said = {} if plan.live_tally is None else {"live_tally": plan.live_tally}
            journal.record(session, None, "plan.loaded", "plan:1", title=plan.title["en"], areas=counts.areas, **said)
    return counts


def _rows(session: Session, model: type[Any]) -> dict[str, Any]:
    return {row.code: row for row in session.execute(select(model)).scalars()}


def _refuse_lost(plan: Plan, present: Iterable[str]) -> None:
    given = {item.code for item in (*plan.sections, *plan.features, *plan.areas)}
    lost = sorted(set(present) - given, key=lambda code: [int(number) for number in code.split(".")])
    if lost:
        raise BrokenPlan(f"the file lacks {', '.join(lost)}; what the platform has is never deleted")


def _city(session: Session, plan: Plan) -> bool:
    city = session.get(City, 1)
    if city is None:
        city = City(id=1)
        session.add(city)
    said = {} if plan.live_tally is None else {"live_tally": plan.live_tally}
    return _set(city, {**_columns("name", plan.city), **_columns("title", plan.title), **said})


def set_live_tally(live: bool) -> bool:
    """Whether votes that open from now on show their counts before the close; open ones keep the rule they have.

    Answers whether anything changed. Raises BrokenPlan without a plan.
    """
    with writing() as session:
        city = session.get(City, 1, with_for_update=True)
        if city is None:
            raise BrokenPlan("there is no plan yet")
        changed = _set(city, {"live_tally": live})
        if changed:
            journal.record(session, None, "plan.tally", "plan:1", live_tally=live)
        return changed


def _wordings(
    session: Session,
    model: type[Any],
    rows: dict[str, Any],
    items: Sequence[Item],
    **parents: Mapping[str, Any],
) -> bool:
    """Bring the rows to the wording and the order of the file; new ones hang on their parent."""
    changed = False
    for place, item in enumerate(items, 1):
        if item.code not in rows:
            rows[item.code] = model(code=item.code, **{name: of[item.parent] for name, of in parents.items()})
            session.add(rows[item.code])
        changed |= _set(rows[item.code], {"place": place, **_columns("title", item.wording)})
    return changed


def _parts(rows: Mapping[str, Any], items: Sequence[Item]) -> bool:
    wholes = {item.code: rows[item.part_of] if item.part_of else None for item in items}
    changed = [code for code, whole in wholes.items() if _set(rows[code], {"part_of": whole})]
    return bool(changed)


def _columns(name: str, wording: Wording) -> dict[str, str]:
    return {f"{name}_{language}": wording[language] for language in LANGUAGES}


def _set(row: Any, values: Mapping[str, Any]) -> bool:
    """Whether any of the values was new."""
    new = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in new.items():
        setattr(row, name, value)
    return bool(new)
