"""How alike two titles are, from 0 to 1. Stems in, a number out.

Seven tenths of the score are the part of the typed title that the other one covers, three tenths the part of the other
one that the typed title covers. Words count by their weight, which is their rarity among the titles. A word covers its
own stem wholly, a stem of like letters by their likeness; what only the other one's text says covers half. Two words
have to meet; where one of the titles has but one word, one is enough if it covers half of the other, and then the
lesser of the two parts is the score. The figures behind these choices are in docs/decisions/0006-similar-titles.md.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from veche.core.stems import trigrams

OFFERED = 0.3  # from this score on a title is worth showing
STRONG = 0.6  # from this score on it is shown once before publishing
TEXT_PART = 0.5
LETTERS_PART = 0.9
LEAST_LETTERS = 0.5
SHORTEST_SPELT = 4
_OWN_SHARE = 0.7
_ALONE = 0.5


class Words(NamedTuple):
    """The stems of a title, and those that the first words of its text add."""

    title: tuple[str, ...]
    text: frozenset[str] = frozenset()


def score(typed: Words, other: Words, weights: Mapping[str, float]) -> float:
    """How much the other title says what the typed one does, from 0 to 1; see the head of the file."""
    if not typed.title or not other.title:
        return 0.0
    own = {stem: max(_likeness(stem, other.title), TEXT_PART * (stem in other.text)) for stem in typed.title}
    others = {stem: _likeness(stem, typed.title) for stem in other.title}
    covered, covering = _part(own, weights), _part(others, weights)
    if sum(value > 0 for value in own.values()) < 2:
        lesser = min(covered, covering)
        return lesser if lesser >= _ALONE and 1 in (len(typed.title), len(other.title)) else 0.0
    return _OWN_SHARE * covered + (1 - _OWN_SHARE) * covering


def _part(covered: Mapping[str, float], weights: Mapping[str, float]) -> float:
    whole = sum(weights[stem] for stem in covered)
    return sum(weights[stem] * value for stem, value in covered.items()) / whole


def _likeness(stem: str, others: Iterable[str]) -> float:
    """How well the best of the others stands for the stem."""
    return max(_same_letters(stem, other) for other in others)


def _same_letters(one: str, other: str) -> float:
    """1 for one stem; the share of common letter groups (Dice), if it is half of them, for longer ones."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < SHORTEST_SPELT:
        return 0.0
    groups, others = trigrams(one), trigrams(other)
    share = 2 * len(groups & others) / (len(groups) + len(others))
    return LETTERS_PART * share if share >= LEAST_LETTERS else 0.0
