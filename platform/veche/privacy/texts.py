"""The texts of the consent, each version in three languages; what was once consented to stays readable."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from veche.core.languages import LANGUAGES


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs, by language."""

    title: dict[str, str]
    text: dict[str, list[str]]


@dataclass(frozen=True)
class ConsentText:
    """One version. `widens`: it asks for more than the one before, so that writing waits for the answer."""

    number: str
    since: date
    widens: bool
    changes: dict[str, str]
    sections: tuple[Section, ...]


@cache
def versions() -> tuple[ConsentText, ...]:
    """All versions, the present one first."""
    data = tomllib.loads(files("veche.privacy").joinpath("data/consent.toml").read_text("utf-8"))
    return tuple(_version(one) for one in reversed(data["version"]))


def _version(data: dict[str, Any]) -> ConsentText:
    sections = tuple(Section(_each(one["title"]), _each(one["text"])) for one in data["section"])
    return ConsentText(data["number"], data["since"], data["widens"], _each(data["changes"]), sections)


def _each(words: dict[str, Any]) -> dict[str, Any]:
    """In every language of the site, or the file is broken."""
    return {code: words[code] for code in LANGUAGES}


def version(number: str) -> ConsentText | None:
    return next((one for one in versions() if one.number == number), None)
