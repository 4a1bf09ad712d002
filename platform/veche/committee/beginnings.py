"""Packaged beginnings of letters: a start for each outcome in the page's language, to be rewritten by whoever signs."""

import tomllib
from functools import cache
from typing import Any, NamedTuple

from veche.core.languages import language
from veche.resources import PACKAGE


class Beginning(NamedTuple):
    code: str
    outcome: str
    name: str


@cache
def _all() -> list[dict[str, Any]]:
    file = PACKAGE / "committee" / "data" / "beginnings.toml"
    found: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))["beginning"]
    return found


def offered() -> list[Beginning]:
    """The beginnings by their names in the page's language."""
    return [Beginning(one["code"], one["outcome"], one[language()]["name"]) for one in _all()]


def chosen(code: str) -> dict[str, Any]:
    """The fields that a beginning fills; none for a code that there is not."""
    found = next((one for one in _all() if one["code"] == code), None)
    if found is None:
        return {}
    said = {name: text.strip() for name, text in found[language()].items() if name != "name"}
    return {"outcome": found["outcome"], "language": language(), **said}
