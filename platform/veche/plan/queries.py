"""Reads of the plan: each page in a fixed number of statements."""

from collections.abc import Sequence
from typing import Any

import tomli_w
from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from veche.core.database import db
from veche.core.languages import in_language
from veche.plan.models import ActionArea, City, Feature, Section
from veche.plan.rules import LANGUAGES


def whole() -> Sequence[Section]:
    """The sections with their features and areas, in the plan's order: three statements."""
    everything = selectinload(Section.features).selectinload(Feature.areas)
    return db.session.execute(select(Section).order_by(Section.place).options(everything)).scalars().all()


def features(*, with_areas: bool = False) -> list[Feature]:
    """The features in the plan's order: one statement, two with their action areas."""
    rows = select(Feature).order_by(Feature.place)
    rows = rows.options(selectinload(Feature.areas)) if with_areas else rows
    return list(db.session.execute(rows).scalars())


def feature_by_code(code: str) -> Feature | None:
    found = select(Feature).where(Feature.code == code)
    return db.session.execute(
        found.options(joinedload(Feature.section), selectinload(Feature.areas))
    ).scalar_one_or_none()


def area_by_code(code: str) -> ActionArea | None:
    """The area with its feature, its section and the area it is part of: one statement."""
    above = joinedload(ActionArea.feature).joinedload(Feature.section)
    found = select(ActionArea).where(ActionArea.code == code).options(above, joinedload(ActionArea.part_of))
    return db.session.execute(found).scalar_one_or_none()


def load_area(code: str) -> ActionArea:
    """The area, or the page «not found»."""
    return area_by_code(code) or abort(404)


def parts_of(area: ActionArea) -> Sequence[ActionArea]:
    rows = select(ActionArea).where(ActionArea.part_of_id == area.id).order_by(ActionArea.place)
    return db.session.execute(rows).scalars().all()


def all_areas() -> list[ActionArea]:
    """Every action area in the plan's order."""
    return list(db.session.execute(select(ActionArea).order_by(ActionArea.place)).scalars())


def area_choices() -> list[tuple[str, str]]:
    """(code, «2.4.5 title») of every area, for the lists of forms."""
    return [(area.code, f"{area.code} {in_language(area, 'title')}") for area in all_areas()]


def shows_live_tally() -> bool:
    """Whether a vote that opens now shows its counts before the close."""
    return bool(db.session.execute(select(City.live_tally).where(City.id == 1)).scalar())


def export_plan() -> str:
    """The plan as the text of a file that loads again to the same plan."""
    city = db.session.get(City, 1)
    if city is None:
        return ""
    settings = {"plan": {"live_tally": city.live_tally}}
    head = tomli_w.dumps({"title": _words(city, "title"), "city": _words(city, "name"), **settings})
    return head + "".join(_section(section) for section in whole())


def _section(section: Section) -> str:
    """A section and everything in it, in the order in which the plan prints it."""
    lines = [_table("section", section)]
    for feature in section.features:
        lines.append(_table("feature", feature))
        lines.extend(_table("action_area", area) for area in feature.areas)
    return "".join(lines)


def _table(kind: str, row: Any) -> str:
    whole_area = getattr(row, "part_of", None)
    part_of = {"part_of": whole_area.code} if whole_area else {}
    return f"\n[[{kind}]]\n" + tomli_w.dumps({"code": row.code, **part_of, **_words(row, "title")})


def _words(row: Any, name: str) -> dict[str, str]:
    return {language: getattr(row, f"{name}_{language}") for language in LANGUAGES}
