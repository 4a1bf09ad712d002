"""The labelled pairs of titles, and what the search makes of them: recall and false offers, measured on its own index.

Run as a program it prints the figures that docs/decisions/0006-similar-titles.md quotes, and those of other choices.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from veche.core import likeness, resemblance
from veche.core.database import Base

PAIRS = Path(__file__).parent / "unit" / "core" / "likeness_pairs.toml"
_PACKAGE = Path(likeness.__file__).parents[1]
KINDS = ("inflected", "cross", "reworded", "unrelated")
HALVES = ("tuning", "held out")
LONGEST = 150


@dataclass(frozen=True)
class Title:
    language: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Pair:
    kind: str
    half: str
    typed: Title
    known: Title


@dataclass
class Figures:
    """Of `pairs` typed titles, how many were offered the known one, and how many anything else at all."""

    pairs: int = 0
    found: int = 0
    others: int = 0

    @property
    def share(self) -> float:
        return self.found / self.pairs


def _title(written: str, text: str = "") -> Title:
    language, _, title = written.partition(": ")
    return Title(language, title, text)


def labelled() -> list[Pair]:
    """Every pair; within each kind the first, third, fifth … are for tuning."""
    seen: Counter[str] = Counter()
    pairs = []
    for row in tomllib.loads(PAIRS.read_text("utf-8"))["pair"]:
        half = HALVES[seen[row["kind"]] % 2]
        seen[row["kind"]] += 1
        pairs.append(Pair(row["kind"], half, _title(row["typed"]), _title(row["known"], row["text"])))
    return pairs


def noise() -> list[Title]:
    """What the known titles have to be found among: the demonstration town's own, and the plan in three languages."""
    proposals = _toml("demo/data/demo-proposals.toml")["proposal"]
    threads = _toml("demo/data/story.toml")["thread"]
    areas = _toml("plan/data/vitebsk.toml")["action_area"]
    return [
        *(Title(row["language"], row["title"], row["body"]) for row in proposals),
        *(Title(row["language"], row["title"], row["text"]) for row in threads),
        *(Title(language, row[language][:LONGEST]) for row in areas for language in ("ru", "be", "en")),
    ]


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_PACKAGE / name).read_text("utf-8"))


@contextmanager
def an_index() -> Iterator[Session]:
    """A session on an index of its own, in memory."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine, tables=[likeness.WordKey.__table__])  # type: ignore[list-item]
    with Session(engine) as session:
        yield session
    engine.dispose()


def measure(with_texts: bool = True) -> dict[tuple[str, str], Figures]:
    """The figures by (kind, half) over a corpus of all known titles and the noise."""
    pairs, figures = labelled(), {(kind, half): Figures() for kind in KINDS for half in HALVES}
    with an_index() as session:
        for number, title in enumerate([*(pair.known for pair in pairs), *noise()]):
            text = title.text if with_texts else ""
            likeness.index(session, "title", number, title.title, title.language, text)
        for number, pair in enumerate(pairs):
            offered = [one for one, _ in likeness.nearest(session, "title", pair.typed.title, pair.typed.language)]
            own = figures[pair.kind, pair.half]
            own.pairs += 1
            own.found += number in offered
            own.others += any(one != number for one in offered)
    return figures


def table(figures: dict[tuple[str, str], Figures]) -> str:
    """The figures as lines to print."""
    lines = [f"{'kind':10} {'half':9} pairs  offered  other offers"]
    for (kind, half), own in figures.items():
        lines.append(f"{kind:10} {half:9} {own.pairs:5}  {own.found:3} {own.share:4.0%}  {own.others:3}")
    return "\n".join(lines)


def main() -> None:
    write = sys.stdout.write
    write(f"titles with the first words of their texts\n{table(measure())}\n\n")
    write(f"titles alone\n{table(measure(with_texts=False))}\n")
    chosen = resemblance.OFFERED
    for threshold in (0.2, 0.25, 0.3, 0.4, 0.45):
        likeness.OFFERED = threshold
        write(f"\noffered from {threshold} on (chosen: {chosen})\n{table(measure())}\n")


if __name__ == "__main__":
    main()
