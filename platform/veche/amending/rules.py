"""Where a passage stands in a text, and what the text is with other words there. Values in, values out.

A passage is a run of whole paragraphs, as they were typed; it is found only where it stands exactly once.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import NamedTuple

from veche.core.policy import N_
from veche.proposals.rules import LONGEST_TEXT

LONGEST_WORDS, LONGEST_REASON, LONGEST_CONDITION = LONGEST_TEXT, 600, 600
LONGEST_RUN, SHOWN_PARAGRAPHS, LONGEST_NEAR = 10, 100, 40
MOST_VERSIONS = 2**31 - 1
WAITING = frozenset({"open", "dormant"})
_GAP = re.compile(r"\n(?:[ \t]*\n)+")
_WORD = re.compile(r"\w+")

SAME = N_("These words stand there already. Change something, or leave the page.")
NOTHING_LEFT = N_("This is the whole text of the proposal: it cannot be struck out.")
TOO_LONG = N_("With these words the text of the proposal would be longer than %(max)s characters.")

TOO_ALIKE = N_(
    "This paragraph and those around it stand in the text several times, so it cannot be said which one is meant."
    " Choose another paragraph, or write an argument."
)
NOT_PLACED = N_(
    "The words of the amendment do not stand here as its author wrote them, so the new version cannot carry that name."
    " Place the words as they are, or decline the amendment and change the text yourself."
)


class Alike(Exception):
    """The passage cannot be told from others like it; TOO_ALIKE says so."""


class Paragraph(NamedTuple):
    """A block of the source between empty lines; `number` counts from 1, `start` and `end` are places in the text."""

    number: int
    start: int
    end: int
    words: str


def paragraphs(text: str) -> list[Paragraph]:
    """The blocks of a text, in their order."""
    edges = [0, *(edge for gap in _GAP.finditer(text) for edge in gap.span()), len(text)]
    spans = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if text[start:end].strip()]
    return [Paragraph(place, start, end, text[start:end]) for place, (start, end) in enumerate(spans, 1)]


def passage_of(text: str, number: int) -> str | None:
    """The paragraph with this number, with as many of its neighbours as it takes to stand there exactly once; None when
    there is no such paragraph. Raises Alike when ten together still stand there twice."""
    blocks = paragraphs(text)
    if not 1 <= number <= len(blocks):
        return None
    for length in range(1, min(LONGEST_RUN, len(blocks)) + 1):
        run = _run(text, blocks, number - 1, length)
        if len(_standing_at(text, blocks, run, length)) == 1:
            return run
    raise Alike


def _run(text: str, blocks: list[Paragraph], first: int, length: int) -> str:
    first = min(first, len(blocks) - length)
    return text[blocks[first].start : blocks[first + length - 1].end]


def _places(text: str, passage: str) -> list[tuple[int, int]]:
    """Where the passage stands, from which place to which."""
    length = len(paragraphs(passage))
    return _standing_at(text, paragraphs(text), passage, length) if length else []


def _standing_at(text: str, blocks: Sequence[Paragraph], passage: str, length: int) -> list[tuple[int, int]]:
    spans = ((one.start, last.end) for one, last in zip(blocks, blocks[length - 1 :], strict=False))
    size = len(passage)
    return [(start, end) for start, end in spans if end - start == size and text.startswith(passage, start)]


def amended(text: str, passage: str, words: str) -> str | None:
    """The text with other words in the place of the passage; without the passage when the words are empty; None unless
    the passage stands there exactly once."""
    places = _places(text, passage)
    if len(places) != 1:
        return None
    start, end = places[0]
    if words.strip():
        return text[:start] + words + text[end:]
    return "\n\n".join(part for part in (text[:start].rstrip(), text[end:].strip("\n")) if part)


def why_not(text: str, passage: str, words: str) -> str:
    """Why these words cannot be proposed for the passage; '' when they can."""
    if " ".join(words.split()) == " ".join(passage.split()):
        return SAME
    result = amended(text, passage, words)
    if result is not None and not result.strip():
        return NOTHING_LEFT
    return TOO_LONG if result is not None and len(result) > LONGEST_TEXT else ""


def is_placed(before: str, after: str, passage: str, words: str) -> bool:
    """Whether a text that was placed by hand says what the amendment does: its words came, or what it strikes out
    went, whatever the spaces."""
    then, now, wanted, struck = (" ".join(one.split()) for one in (before, after, words, passage))
    return now.count(wanted) > then.count(wanted) if wanted else now.count(struck) < then.count(struck)


def holding(text: str, selected: str) -> int | None:
    """The number of the paragraph that holds most of the selected words in one run; None when none has any."""
    wanted = _WORD.findall(selected.casefold())[:LONGEST_NEAR]
    found = [(_shared(block.words, wanted), -block.number) for block in paragraphs(text)]
    size, number = max(found, default=(0, 0))
    return -number if size else None


def _shared(words: str, wanted: list[str]) -> int:
    there = _WORD.findall(words.casefold())
    return SequenceMatcher(None, there, wanted, autojunk=False).find_longest_match().size


def standing(state: str, phase: str) -> str:
    """open, accepted, declined or withdrawn as it is stored; for an open amendment that nobody can answer any more
    `not_taken_up` (voting began first) or `unanswered` (the proposal ended first)."""
    if state != "open" or phase in WAITING:
        return state
    return "unanswered" if phase in {"withdrawn", "merged"} else "not_taken_up"


def answer_due(made_at: datetime, days: int) -> datetime:
    """Until when the authors may answer before its author may go an own way."""
    return made_at + timedelta(days=days)
