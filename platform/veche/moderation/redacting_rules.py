"""Taking words out of a text: which, how the text reads afterwards, and that nothing else of it changes."""

from collections.abc import Sequence

CLAUSE = "4.2"
LONGEST = 2000
SHORTEST_FRAGMENT = 3
MOST_FRAGMENTS = 20


class Unfindable(ValueError):
    """A fragment that does not stand in the text, or is too short to be told from other words."""


def fragments(typed: str) -> list[str]:
    """The pieces that were typed, one to a line, each once, the longest first, so that one inside another is no
    trouble. Raises Unfindable."""
    found = {line.strip() for line in typed.splitlines() if line.strip()}
    if not found or len(found) > MOST_FRAGMENTS or min(map(len, found)) < SHORTEST_FRAGMENT:
        raise Unfindable("at least three characters in each piece, at most twenty pieces")
    return sorted(found, key=lambda piece: (-len(piece), piece))


def without(text: str, pieces: Sequence[str], mark: str) -> str:
    """The text with the mark in the place of every piece; what is not named stays to the letter."""
    for piece in pieces:
        text = text.replace(piece, mark)
    return text


def holds(text: str, pieces: Sequence[str]) -> bool:
    """Whether any of the pieces stands in the text."""
    return any(piece in text for piece in pieces)


def missing(texts: Sequence[str], pieces: Sequence[str]) -> list[str]:
    """The pieces that stand in none of the texts."""
    return [piece for piece in pieces if not any(piece in text for text in texts)]


def fitting(title: str, longest: int, pieces: Sequence[str], mark: str, short: str) -> str:
    """A title without the pieces that its column still holds: with a short mark where the long one has no room."""
    whole = without(title, pieces, mark)
    return whole if len(whole) <= longest else without(title, pieces, short)[:longest]
