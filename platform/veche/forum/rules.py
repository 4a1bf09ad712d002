"""What makes a talk of posts: places in the tree, quotes, mentions, the time to edit. Values in, values out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from veche.accounts.rules import name_key
from veche.core.moderated import PENDING
from veche.core.policy import N_

SORTS = {
    "discussion": N_("Discussion"),
    "question": N_("Question"),
    "experience": N_("Experience"),
    "need": N_("Need"),
    "announcement": N_("Announcement"),
}
DIGITS = 6  # of each number in a path
MOST_POSTS = 10**DIGITS - 1
DEEPEST = 20  # levels that a path holds
SHOWN_LEVELS = 4  # deeper answers are folded into a link to their branch
MOST_OTHER_AREAS = 5
LONGEST_QUOTE = 600
LONGEST_PASSAGE = 2_000  # what is looked for in a post; the quote made of it is cut
MOST_MENTIONS = 5
MOST_SIGNS = 20  # «@» of one text that are looked at
LONGEST_NAME = 40
EXPERIENCE = {
    "situation": N_("Situation"),
    "done": N_("What we did"),
    "outcome": N_("What came of what we did"),
    "reuse": N_("What others can reuse"),
}
LONGEST_PART = 4_800  # four of them and their headings are one text
_AT = re.compile(r"(?<![\w@])@(?=\w)")
_NAME_RUN = re.compile(rf"[\w .,'’\-()]{{2,{LONGEST_NAME}}}")
_MARKS = re.compile(r"([\\\[\]*_`<>])")


def place(parent_path: str | None, number: int) -> tuple[str, int]:
    """The path and the depth of post `number` under its parent; at the deepest level it stands beside the parent."""
    above = (parent_path or "")[: (DEEPEST - 1) * DIGITS]
    return f"{above}{number:0{DIGITS}}", len(above) // DIGITS


def other_areas(main: int, others: Iterable[int]) -> list[int]:
    """The other action areas of a thread: each once, without its own, at most five."""
    chosen = sorted(set(others) - {main})
    if len(chosen) > MOST_OTHER_AREAS:
        raise ValueError("a thread has at most five other action areas")
    return chosen


def edit_until(posted_at: datetime, minutes: int) -> datetime:
    """The moment after which a post stays as it is."""
    return posted_at + timedelta(minutes=minutes)


def reads(person: Any, row: Any) -> bool:
    """Whether the words of a moderated row may reach this person: visible ones, one's own, all for a moderator; removed
    ones reach nobody."""
    if getattr(row, "is_removed", False):
        return False
    return bool(row.is_visible or person.sees_hidden or (person.id is not None and row.author_id == person.id))


def is_absent(person: Any, row: Any) -> bool:
    """Whether the row is to be as if it were not there: it waits for a moderator and belongs to somebody else."""
    return row.visibility == PENDING and not reads(person, row)


def head_depth(depth: int) -> int | None:
    """The depth of the post whose branch shows a post of this depth; None when the page of the whole talk does."""
    return None if depth < SHOWN_LEVELS else depth // SHOWN_LEVELS * SHOWN_LEVELS - 1


def quoted(text: str, attribution: str = "") -> str:
    """The text as a Markdown quote to answer under; what it quoted itself is left out. `attribution` stands above it
    and is Markdown."""
    own = "\n".join(line for line in text.split("\n") if not line.startswith(">")).strip()
    if len(own) > LONGEST_QUOTE:
        own = own[: LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + "…"
    lines = [*([attribution, ""] if attribution else []), *own.split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def passage(chosen: str, words: str) -> str | None:
    """The chosen passage, when it occurs in the words of a post, blanks apart; nothing otherwise."""
    wanted = " ".join(chosen[:LONGEST_PASSAGE].split())
    return wanted if wanted and wanted in " ".join(words.split()) else None


def literal(text: str) -> str:
    """The text in Markdown, none of its signs read as Markdown."""
    return _MARKS.sub(r"\\\1", text)


def names_after_signs(text: str) -> set[str]:
    """The keys of every name that may be meant by an «@» of the text: names hold blanks, so each has several ends."""
    return {name_key(name) for _start, names in _meant(text) for name in names}


def mentions(text: str, known: Mapping[str, int]) -> list[tuple[int, int, int]]:
    """(start, end, person) of each «@Name» of the text; `known` tells a person by the key of the name. The longest
    known name wins."""
    found = []
    for start, names in _meant(text):
        name = next((name for name in names if name_key(name) in known), None)
        if name:
            found.append((start, start + 1 + len(name), known[name_key(name)]))
    return found


def _meant(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each «@» of the text with the names that may follow it, longest first; a name ends where a word does."""
    for sign in list(_AT.finditer(text))[:MOST_SIGNS]:
        run = _NAME_RUN.match(text, sign.end())
        if run:
            longest, after = run[0], text[run.end() : run.end() + 1]
            ends = [end for end in range(len(longest), 1, -1) if _is_end(longest + after, end)]
            yield sign.start(), [longest[:end] for end in ends]


def _is_end(text: str, end: int) -> bool:
    last, following = text[end - 1], text[end : end + 1]
    return last != " " and not (_is_word(last) and _is_word(following))


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def experience_text(parts: Sequence[tuple[str, str]]) -> str:
    """The (heading, words) pairs of an experience as one Markdown text."""
    return "\n\n".join(f"## {heading}\n\n{words}" for heading, words in parts)
