"""What changed between two texts, by words. Values in, values out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

MOST_WORK, MOST_PAIRS = 1_000_000, 30_000
MOST_LINES = 60
ALIKE = 0.4
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+(?:[’'ʼ-]\w+)*\s*|[^\w\s]\s*")


class Piece(NamedTuple):
    """A run of words. kind: same | gone | new."""

    kind: str
    text: str


class Row(NamedTuple):
    """A paragraph as it was and as it is, side by side. kind: same | gone | new | changed."""

    kind: str
    pieces: list[Piece]

    @property
    def before(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "new"]

    @property
    def after(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind != "gone"]


class Run(NamedTuple):
    """What stands in one place: the same on both sides, or what went and what came instead."""

    same: bool
    old: Sequence[str]
    new: Sequence[str]


def runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """The runs that lead from one sequence to the other; where comparing would take too long, all that differs is one.

    difflib reads one side anew for each run it finds, and is quadratic in how often the same word stands on both sides:
    both are limited.
    """
    start, end = _alike_ends(old, new)
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    yield from [Run(True, old[:start], new[:start])] if start else []
    if _is_too_much(middle_old, middle_new):
        yield Run(False, middle_old, middle_new)
    else:
        matcher = SequenceMatcher(None, middle_old, middle_new, autojunk=False)
        for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
            yield Run(tag == "equal", middle_old[from_old:to_old], middle_new[from_new:to_new])
    yield from [Run(True, old[len(old) - end :], new[len(new) - end :])] if end else []


def _alike_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many items are the same at the beginning, and then at the end."""
    most, start, end = min(len(old), len(new)), 0, 0
    while start < most and old[start] == new[start]:
        start += 1
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _is_too_much(old: Sequence[str], new: Sequence[str]) -> bool:
    if len(old) * len(new) > MOST_WORK:
        return True
    here, there = Counter(old), Counter(new)
    return sum(many * there[item] for item, many in here.items()) > MOST_PAIRS


def changed(before: str, after: str) -> list[Piece]:
    """The pieces that lead from one text to the other; remembered, as pages show the same ones again."""
    return list(_pieces(before, after))


@lru_cache(maxsize=128)
def _pieces(before: str, after: str) -> Sequence[Piece]:
    pieces: list[Piece] = []
    for run in runs(_TOKEN.findall(before), _TOKEN.findall(after)):
        if run.same:
            pieces.append(Piece("same", "".join(run.new)))
        else:
            pieces += [Piece("gone", "".join(run.old)), Piece("new", "".join(run.new))]
    return tuple(piece for piece in pieces if piece.text)


@lru_cache(maxsize=64)
def aligned(before: str, after: str) -> Sequence[Row]:
    """Both texts paragraph beside paragraph, with the words that changed inside each."""
    rows: list[Row] = []
    for run in runs(paragraphs(before), paragraphs(after)):
        rows += [Row("same", [Piece("same", text)]) for text in run.new] if run.same else _beside(run)
    return tuple(rows)


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _beside(run: Run) -> list[Row]:
    """Paragraphs that went and came: those that share words stand beside each other, the others alone."""
    rows: list[Row] = []
    for old, new in _couples(run.old, run.new):
        if old is not None and new is not None:
            rows.append(Row("changed", changed(old, new)))
        else:
            kind = "gone" if new is None else "new"
            rows.append(Row(kind, [Piece(kind, old or new or "")]))
    return rows


def _couples(old: Sequence[str], new: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """The pairing in order with the most words in common; too many paragraphs stand alone."""
    if max(len(old), len(new)) > MOST_LINES:
        return [(text, None) for text in old] + [(None, text) for text in new]
    counted, others = ([Counter(_WORD.findall(text.casefold())) for text in side] for side in (old, new))
    likeness = [[_likeness(here, there) for there in others] for here in counted]
    best = _best(likeness, len(old), len(new))
    couples: list[tuple[str | None, str | None]] = []
    row = column = 0
    while row < len(old) and column < len(new):
        if likeness[row][column] and best[row][column] == likeness[row][column] + best[row + 1][column + 1]:
            couples.append((old[row], new[column]))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            couples.append((old[row], None))
            row += 1
        else:
            couples.append((None, new[column]))
            column += 1
    return couples + [(text, None) for text in old[row:]] + [(None, text) for text in new[column:]]


def _best(likeness: list[list[float]], height: int, width: int) -> list[list[float]]:
    """best[i][j]: the highest sum of likenesses from the paragraphs i and j on."""
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for row in reversed(range(height)):
        for column in reversed(range(width)):
            paired = likeness[row][column] + best[row + 1][column + 1]
            best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
    return best


def _likeness(words: Counter[str], others: Counter[str]) -> float:
    """The share of words in common, 0 when too few to speak of the same paragraph."""
    total = words.total() + others.total()
    share = 2 * (words & others).total() / total if total else 0.0
    return share if share >= ALIKE else 0.0
