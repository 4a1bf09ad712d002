"""The rules of conversation as data: chapters and numbered clauses in three languages, and what a ground is."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SHORTEST_FACTS = 20


class Unfounded(ValueError):
    """An act without a known clause or without facts."""


@dataclass(frozen=True)
class Clause:
    """One sentence that one may be held to; `code` such as 4.2 stands in tombstones, letters and the log."""

    code: str
    title_ru: str
    title_be: str
    title_en: str
    text_ru: str
    text_be: str
    text_en: str
    hides: bool

    @property
    def anchor(self) -> str:
        """The fragment of the page of rules: p4-2."""
        return anchor(self.code)


@dataclass(frozen=True)
class Chapter:
    code: str
    title_ru: str
    title_be: str
    title_en: str
    clauses: tuple[Clause, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """The rules of conversation, in their order."""
    data = tomllib.loads(files("veche.moderation").joinpath("data/clauses.toml").read_text("utf-8"))
    return tuple(_chapter(chapter) for chapter in data["chapter"])


def _chapter(data: dict[str, object]) -> Chapter:
    clauses = data["clause"]
    assert isinstance(clauses, list)  # noqa: S101 - the packaged file, held by a test
    return Chapter(str(data["code"]), *_wordings(data, "title"), tuple(_clause(item) for item in clauses))


def _clause(data: dict[str, object]) -> Clause:
    return Clause(str(data["code"]), *_wordings(data, "title"), *_wordings(data, "text"), hides=bool(data.get("hides")))


def _wordings(data: dict[str, object], name: str) -> tuple[str, str, str]:
    words = data[name]
    assert isinstance(words, dict)  # noqa: S101 - the packaged file, held by a test
    return str(words["ru"]), str(words["be"]), str(words["en"])


def clause(code: str | None) -> Clause | None:
    """The clause with this code, if there is one."""
    return next((one for chapter in chapters() for one in chapter.clauses if one.code == code), None)


def grounds() -> list[Clause]:
    """The clauses by which a text may be hidden, what is hidden most first."""
    return sorted(
        (one for chapter in chapters() for one in chapter.clauses if one.hides), key=lambda one: -int(one.code[0])
    )


def anchor(code: str) -> str:
    return "p" + code.replace(".", "-")


def ground(code: str, facts: str) -> Clause:
    """The clause by which a text is hidden; Unfounded without one or without facts."""
    found = clause(code)
    if found is None or not found.hides:
        raise Unfounded(f"no clause {code}")
    require_facts(facts)
    return found


def require_facts(facts: str) -> None:
    """A decision says what happened, in at least 20 characters."""
    if len(facts.strip()) < SHORTEST_FACTS:
        raise Unfounded("the facts are missing")
