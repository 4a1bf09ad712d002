"""A plan file is taken whole or refused with the number of the line that is wrong.

The file is TOML in UTF-8: `title` and `city` in three languages, then [[section]], [[feature]] and [[action_area]],
each with a `code` (2, 2.4, 2.4.5) and its wording in ru, be and en; an action area may name the one it is `part_of`.
A table [plan] may say `live_tally`: whether the counts of a vote are shown before it closes.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from veche.core.markup import is_storable
from veche.plan.lines import Lines

LANGUAGES = ("ru", "be", "en")
LONGEST_FILE = 1_000_000
LONGEST_TITLE = 500
LONGEST_NAME = 100
KINDS = {"section": 1, "feature": 2, "action_area": 3}  # how many numbers the code of each has
_NUMBER = re.compile(r"[1-9][0-9]?", re.ASCII)
_SYNTAX = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")


class BrokenPlan(ValueError):
    """What is wrong with a plan file, with the number of the line."""


Wording = Mapping[str, str]


@dataclass(frozen=True)
class Item:
    """A section, a feature or an action area: its code, its wording, the code of the area it is part of."""

    code: str
    wording: Wording
    part_of: str | None = None

    @property
    def parent(self) -> str:
        return self.code.rpartition(".")[0]


@dataclass(frozen=True)
class Plan:
    """A valid plan. Features stand in the order of their sections, areas in the order of their features."""

    title: Wording
    city: Wording
    sections: Sequence[Item]
    features: Sequence[Item]
    areas: Sequence[Item]
    live_tally: bool | None = None  # None: the file does not say, so what is set stays


@dataclass(frozen=True)
class Counts:
    sections: int
    features: int
    areas: int


def parse_plan(content: bytes) -> Plan:
    """The plan that the file holds. Raises BrokenPlan."""
    text = _text(content)
    table, lines = _table(text), Lines(text)
    _only(table, {"title", "city", "plan", *KINDS}, lines.of)
    found = {kind: _items(table, kind, lines) for kind in KINDS}
    _parents(found, lines)
    _parts(found["action_area"], lines)
    features = _gathered(found["section"], found["feature"])
    return Plan(
        title=_named(table, "title", lines, LONGEST_TITLE),
        city=_named(table, "city", lines, LONGEST_NAME),
        sections=found["section"],
        features=features,
        areas=_gathered(features, found["action_area"]),
        live_tally=_live_tally(table, lines),
    )


def _broken(line: int, why: str) -> BrokenPlan:
    return BrokenPlan(f"line {line}: {why}")


def _text(content: bytes) -> str:
    if len(content) > LONGEST_FILE:
        raise _broken(1, f"the file is larger than {LONGEST_FILE:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _broken(content.count(b"\n", 0, problem.start) + 1, "the file is not in UTF-8") from None


def _table(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _broken(1, "the file is nested too deeply") from None
    except ValueError as problem:  # also numbers and dates that Python cannot hold
        place = _SYNTAX.search(str(problem))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        raise _broken(line, _SYNTAX.sub("", str(problem)).strip() or "this is not TOML") from None


def _only(table: Mapping[str, Any], known: set[str], line_of: Any) -> None:
    for key in table:
        if key not in known:
            raise _broken(line_of(key), f"unknown key {key!r}; known are {', '.join(sorted(known))}")


def _named(table: Mapping[str, Any], key: str, lines: Lines, longest: int) -> Wording:
    value = table.get(key)
    if not isinstance(value, dict):
        raise _broken(lines.of(key), f"{key} has to be given in {', '.join(LANGUAGES)}")
    _only(value, set(LANGUAGES), lambda _key: lines.of(key))
    return _wording(value, key, lambda name: lines.inside(key, 0, name), longest)


def _wording(table: Mapping[str, Any], what: str, line_of: Any, longest: int = LONGEST_TITLE) -> Wording:
    for language in LANGUAGES:
        value = table.get(language)
        if not isinstance(value, str) or not value.strip():
            raise _broken(line_of(language), f"{what} has no wording in {language!r}")
        if "\n" in value or not is_storable(value):
            raise _broken(line_of(language), f"the wording of {what} in {language!r} has to be one line of plain text")
        if len(value) > longest:
            raise _broken(line_of(language), f"the wording of {what} in {language!r} has over {longest} characters")
    return {language: table[language].strip() for language in LANGUAGES}


def _live_tally(table: Mapping[str, Any], lines: Lines) -> bool | None:
    settings = table.get("plan", {})
    if not isinstance(settings, dict):
        raise _broken(lines.of("plan"), "plan has to be a table of settings")
    _only(settings, {"live_tally"}, lambda key: lines.inside("plan", 0, key))
    live = settings.get("live_tally")
    if live is not None and not isinstance(live, bool):
        raise _broken(lines.inside("plan", 0, "live_tally"), "live_tally has to be true or false")
    return live


def _items(table: Mapping[str, Any], kind: str, lines: Lines) -> list[Item]:
    rows = table.get(kind)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise _broken(lines.of(kind), f"there has to be at least one [[{kind}]]")
    items: dict[str, Item] = {}
    for index, row in enumerate(rows):
        item = _item(row, kind, index, lines)
        if item.code in items:
            raise _broken(lines.inside(kind, index, "code"), f"the code {item.code} is there twice")
        items[item.code] = item
    return list(items.values())


def _item(row: Mapping[str, Any], kind: str, index: int, lines: Lines) -> Item:
    def line_of(key: str) -> int:
        return lines.inside(kind, index, key)

    _only(row, {"code", *LANGUAGES} | ({"part_of"} if kind == "action_area" else set()), line_of)
    code = row.get("code")
    if not isinstance(code, str) or not _is_code(code, KINDS[kind]):
        raise _broken(line_of("code"), f"the code of this {kind} has to look like {'2.4.5'[: KINDS[kind] * 2 - 1]!r}")
    part_of = row.get("part_of")
    if part_of is not None and not isinstance(part_of, str):
        raise _broken(line_of("part_of"), "part_of has to be the code of an action area")
    return Item(code, _wording(row, code, line_of), part_of)


def _is_code(code: str, length: int) -> bool:
    numbers = code.split(".")
    return len(numbers) == length and all(_NUMBER.fullmatch(number) for number in numbers)


def _parents(found: Mapping[str, Sequence[Item]], lines: Lines) -> None:
    for upper, kind in (("section", "feature"), ("feature", "action_area")):
        codes = {item.code for item in found[upper]}
        for index, item in enumerate(found[kind]):
            if item.parent not in codes:
                raise _broken(lines.inside(kind, index, "code"), f"{item.code} has no {upper} {item.parent}")


def _parts(areas: Sequence[Item], lines: Lines) -> None:
    whole = {area.code for area in areas if not area.part_of}
    for index, area in enumerate(areas):
        if area.part_of and area.part_of not in whole:
            why = f"{area.code} is part of {area.part_of[:20]}, which is no action area of its own"
            raise _broken(lines.inside("action_area", index, "part_of"), why)


def _gathered(parents: Sequence[Item], children: Sequence[Item]) -> list[Item]:
    """The children in the order of their parents; within one parent in the order of the file."""
    return [child for parent in parents for child in children if child.parent == parent.code]
