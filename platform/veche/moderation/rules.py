"""What a case weighs, how long it may wait, which clauses exist: values in, values out."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from statistics import median

from veche.core.policy import N_

SHORTEST_FACTS = 20
LONGEST_FACTS = 1000
LONGEST_NOTE = 1000
CLAIM = timedelta(minutes=15)
FIGURES_DAYS = 90

REASONS = {
    "threat": N_("A threat"),
    "insult": N_("An insult"),
    "personal_data": N_("Other people’s personal data"),
    "spam": N_("Advertising or repeats"),
    "off_topic": N_("Off the matter"),
    "other": N_("Something else"),
}
KINDS = {
    "post": N_("post"),
    "thread": N_("thread"),
    "proposal": N_("proposal"),
    "argument": N_("argument"),
    "amendment": N_("amendment"),
    "condition": N_("condition of support"),
    "youth_thread": N_("youth space"),
    "youth_post": N_("youth space"),
}
# Of these texts nothing is said in public but that there was one: no words, and no facts about them.
UNTOLD = frozenset({"youth_thread", "youth_post"})
MEASURES = {
    "approve": N_("Show it to the others"),
    "hide": N_("Hide"),
    "leave": N_("Leave it: no breach"),
    "restore": N_("Restore"),
}
DONE = {
    "hide": N_("Hidden"),
    "restore": N_("Restored"),
    "leave": N_("Left as it is"),
    "approve": N_("Looked at and shown"),
}
HEAVIEST = 3
_SEVERITY = {"threat": HEAVIEST, "personal_data": 2}
_TARGETS = {3: timedelta(hours=2)}
_USUAL_TARGET = timedelta(hours=24)


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


@dataclass(frozen=True)
class Figures:
    """What the moderators did in the last days, as the public log says it."""

    flags: int
    hidden: int
    restored: int
    decided: int
    late: int
    median: timedelta | None


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


def severity(reason: str, kind: str = "") -> int:
    """3 for a threat and for anything in the youth space, 2 for personal data, 1 for the rest: heavier cases stand
    first."""
    return HEAVIEST if kind in UNTOLD else _SEVERITY.get(reason, 1)


def told(kind: str, facts: str) -> dict[str, str]:
    """What the journal and the public log say of an act: its facts, unless they are about the youth space."""
    return {} if kind in UNTOLD else {"facts": facts}


def target(weight: int) -> timedelta:
    """How soon a case of this severity should be decided."""
    return _TARGETS.get(weight, _USUAL_TARGET)


def is_late(weight: int, waited: timedelta) -> bool:
    return waited > target(weight)


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


def measures(is_open: bool, visibility: str) -> list[str]:
    """What can be done in a case now: the text's visibility decides, and whether the case still waits."""
    if visibility == "hidden":
        return ["restore"]
    if visibility == "pending":
        return ["approve", "hide"] if is_open else []
    return ["hide", "leave"] if is_open else []


def figures(flags: int, hidden: int, restored: int, cases: Iterable[tuple[datetime, datetime, int]]) -> Figures:
    """The public figures out of counts and (opened, closed, severity) of the decided cases."""
    waited = [(closed - opened, weight) for opened, closed, weight in cases]
    late = sum(is_late(weight, wait) for wait, weight in waited)
    middle = timedelta(seconds=median(wait.total_seconds() for wait, _ in waited)) if waited else None
    return Figures(flags, hidden, restored, len(waited), late, middle)
