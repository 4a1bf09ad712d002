"""Words that decide what a sentence says, in the three languages: their coming or going is never only the wording."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _words(kind: str) -> frozenset[str]:
    text = files("veche.core").joinpath("data/telling_words.toml").read_text("utf-8")
    return frozenset(tomllib.loads(text)[kind].split())


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(sorted(_words("beginnings")))


def is_negation(word: str) -> bool:
    """Whether the word, in small letters, turns a sentence round."""
    return word in _words("negations") or word.endswith(("n't", "n’t"))


def is_telling(word: str) -> bool:
    """Whether the word, in small letters and without ё, says how many, whether one may or must, when or where to."""
    return is_negation(word) or word in _words("telling") or word.startswith(_beginnings())
