"""What makes a talk of posts: places in the tree, quotes, the time to edit. Values in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from veche.core.markup import safe
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
SHOWN_LEVELS = 4  # deeper replies are shown on the last of these
MOST_OTHER_AREAS = 5
MOST_CIRCLES = 48
LONGEST_QUOTE = 600


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
    """Whether the words of a moderated row may reach this person: visible ones, one's own, all for a moderator."""
    return bool(row.is_visible or person.sees_hidden or (person.id is not None and row.author_id == person.id))


def is_absent(person: Any, row: Any) -> bool:
    """Whether the row is to be as if it were not there: it waits for a moderator and belongs to somebody else."""
    return row.visibility == PENDING and not reads(person, row)


def quoted(text: str) -> str:
    """The text as a Markdown quote to answer under; what it quoted itself is left out."""
    own = "\n".join(line for line in text.split("\n") if not line.startswith(">")).strip()
    if len(own) > LONGEST_QUOTE:
        own = own[: LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + "…"
    return "\n".join(f"> {line}".rstrip() for line in own.split("\n")) + "\n\n"


@dataclass(frozen=True)
class Circles:
    """The row of circles under a thread's title: so many, each standing for `each` posts."""

    number: int
    each: int

    @property
    def width(self) -> int:
        return 16 * max(self.number, 24)

    @property
    def end(self) -> int:
        return 16 * self.number - 7


def circles(posts: int) -> Circles:
    """One circle for a post; in a long talk one for ten, a hundred …"""
    each = 1
    while posts > MOST_CIRCLES * each:
        each *= 10
    return Circles(-(-posts // each), each)


@dataclass
class Voice:
    """A post in its place. `answers` is the number of the post it answers where the place alone does not show it."""

    post: Any
    is_readable: bool
    level: int = 0
    answers: int | None = None
    replies: list["Voice"] = field(default_factory=list)

    @property
    def html(self) -> Markup | None:
        """The words, or nothing for those who may not read them."""
        return safe(self.post.html) if self.is_readable else None


def tree(posts: Sequence[Any], reader: Any) -> list[Voice]:
    """The posts of one page, ordered by path, as branches. A branch may have begun on an earlier page."""
    numbers = {post.id: post.number for post in posts}
    roots: list[Voice] = []
    branch: list[tuple[Voice, list[Voice]]] = []  # from the root to the last voice, each with the list it stands in
    for post in posts:
        while branch and not post.path.startswith(branch[-1][0].post.path):
            branch.pop()
        voice = Voice(post, reads(reader, post))
        beside = _beside(voice, branch, roots, numbers)
        beside.append(voice)
        branch.append((voice, beside))
    return roots


def _beside(
    voice: Voice, branch: list[tuple[Voice, list[Voice]]], roots: list[Voice], numbers: dict[int, int]
) -> list[Voice]:
    """The list that the voice joins; sets its level and whom it answers."""
    post = voice.post
    if branch and branch[-1][0].level < SHOWN_LEVELS - 1:
        voice.level = branch[-1][0].level + 1
        beside = branch[-1][0].replies
    else:
        voice.level = branch[-1][0].level if branch else 0
        beside = branch[-1][1] if branch else roots
        voice.answers = numbers.get(post.parent_id) or _number_above(post.path)
    return beside


def _number_above(path: str) -> int | None:
    above = path[-2 * DIGITS : -DIGITS]
    return int(above) if above else None
