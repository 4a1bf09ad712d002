"""What changed between two texts, by words; and which titles are alike. Values in, values out."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_WORDS = 2500
_WORD = re.compile(r"\w+")


class Piece(NamedTuple):
    """A run of words. kind: same | gone | new."""

    kind: str
    text: str


def same_words(before: str, after: str) -> bool:
    """Whether the texts differ in nothing but marks, spaces and capitals."""
    return _WORD.findall(before.casefold()) == _WORD.findall(after.casefold())


def changed(before: str, after: str) -> list[Piece]:
    """The pieces that lead from one text to the other; two whole texts where comparing would take too long."""
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    if len(old) + len(new) > MOST_WORDS:
        return [Piece("gone", before), Piece("new", after)]
    pieces: list[Piece] = []
    for tag, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[from_new:to_new])))
            continue
        pieces += [Piece("gone", "".join(old[from_old:to_old])), Piece("new", "".join(new[from_new:to_new]))]
    return [piece for piece in pieces if piece.text]


def alike(title: str, others: Iterable[tuple[int, str]], limit: int = 3) -> list[int]:
    """The numbers of titles that share the beginnings of at least two longer words, the most alike first."""
    mine = _stems(title)
    scored = [(len(mine & _stems(other)), number) for number, other in others]
    return [number for score, number in sorted(scored, key=lambda pair: (-pair[0], -pair[1])) if score >= 2][:limit]


def _stems(title: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(title.casefold()) if len(word) >= 4}
