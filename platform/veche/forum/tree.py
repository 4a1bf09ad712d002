"""A page of posts as the talk that is read: branches, what is folded, what is new. Values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from veche.core.markup import safe
from veche.forum.rules import reads

MOST_CIRCLES = 48


@dataclass
class Voice:
    """A post in its place. `answers` is the number of the post it answers where the place alone does not show it;
    `folded` is how many answers stand too deep to be drawn here."""

    post: Any
    is_readable: bool
    answers: int | None = None
    folded: int = 0
    is_new: bool = False
    replies: list["Voice"] = field(default_factory=list)

    @property
    def html(self) -> Markup | None:
        """The words, or nothing for those who may not read them."""
        return safe(self.post.html) if self.is_readable else None

    @property
    def answer_count(self) -> int:
        """Everything below it on this page, and what is folded there."""
        return self.folded + sum(1 + reply.answer_count for reply in self.replies)

    @property
    def is_all_new(self) -> bool:
        return self.is_new and all(reply.is_all_new for reply in self.replies)

    @property
    def has_new(self) -> bool:
        return self.is_new or any(reply.has_new for reply in self.replies)


def tree(rows: Iterable[tuple[Any, int]], reader: Any, head: Any = None, seen: int | None = None) -> list[Voice]:
    """The posts of one page, ordered by path, each with how many answers are folded under it, as branches.

    A branch may have begun on an earlier page; `head` is the post whose branch the page shows. Other people's posts
    after number `seen` are new.
    """
    roots: list[Voice] = []
    branch: list[Voice] = []  # from the root to the last voice
    for post, folded in rows:
        while branch and not post.path.startswith(branch[-1].post.path):
            branch.pop()
        above = branch[-1].post if branch else head
        is_new = seen is not None and post.number > seen and post.is_visible and post.author_id != reader.id
        voice = Voice(post, reads(reader, post), _answers(post, above), folded, is_new)
        (branch[-1].replies if branch else roots).append(voice)
        branch.append(voice)
    return roots


def _answers(post: Any, above: Any) -> int | None:
    """The number of the answered post, unless it is the one that this post visibly stands under."""
    parent = post.parent
    if parent is None or parent.thread_id != post.thread_id or (above is not None and above.id == parent.id):
        return None
    number: int = parent.number
    return number


def stopping_place(talk: list[Voice]) -> int | None:
    """The number of the post before which a reader stopped, when everything from there on is new and nothing before."""
    for place, voice in enumerate(talk):
        if voice.has_new:
            return voice.post.number if place and all(later.is_all_new for later in talk[place:]) else None
    return None


@dataclass(frozen=True)
class Circles:
    """The row of circles under a thread's title: so many, each standing for `each` posts, the last `fresh` of them
    for new ones."""

    number: int
    each: int
    fresh: int = 0

    @property
    def width(self) -> int:
        return 16 * max(self.number, 24)

    @property
    def read_end(self) -> int:
        return 16 * (self.number - self.fresh) - 7

    @property
    def fresh_start(self) -> int:
        return 16 * (self.number - self.fresh) + 8

    @property
    def end(self) -> int:
        return 16 * self.number - 7


def circles(posts: int, new: int = 0) -> Circles:
    """One circle for a post; in a long talk one for ten, a hundred …"""
    each = 1
    while posts > MOST_CIRCLES * each:
        each *= 10
    number = -(-posts // each)
    return Circles(number, each, min(number, -(-new // each)))
