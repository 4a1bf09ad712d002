"""Where posts stand after a merge, a split or an undoing: numbers and parents in, places out; nothing is lost.

A post's path follows from its number and its parent alone, so an act of curating changes only those two, and the paths
are laid out anew.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from veche.forum.rules import MOST_POSTS, place

MOST_PINNED = 3  # in one action area
LONGEST_REASON = 600
LONGEST_NOTE = 5000
_ADDRESS = re.compile(r"(?:.*/threads/)?(\d{1,9})(?:[/?#].*)?")

# Acts of one group rest on each other: of these the last is undone first.
GROUPS = {
    "move": "area",
    "merge": "places",
    "split": "places",
    "pin": "pin",
    "unpin": "pin",
    "feature": "feature",
    "unfeature": "feature",
    "summary": "summary",
    "take_back": "summary",
    "conclusion": "conclusion",
    "reopen": "conclusion",
}
# What readers of a thread are told above it; the rest stands on the page of what moderators did.
TOLD = ("move", "merge", "split")


@dataclass(frozen=True)
class Seat:
    """The place of a post: its thread, its number there, the post that it answers, and the path that follows."""

    id: int
    thread_id: int
    number: int
    parent_id: int | None
    path: str
    depth: int
    author_id: int
    posted_at: datetime
    is_seen: bool = True  # false for a text that nobody but moderators has seen yet

    @property
    def key(self) -> tuple[int, int, int | None]:
        """What the path follows from; when it differs, the post was moved."""
        return self.thread_id, self.number, self.parent_id


def links(seats: Iterable[Seat]) -> dict[int, int | None]:
    """Which post each one answers."""
    return {seat.id: seat.parent_id for seat in seats}


def in_order(seats: Iterable[Seat]) -> list[Seat]:
    """By number: a post stands after the one that it answers."""
    return sorted(seats, key=lambda seat: seat.number)


def numbered(seats: Iterable[Seat], thread_id: int, after: int) -> list[Seat]:
    """The posts in the thread `thread_id`, numbered on from `after` in the order that they had."""
    return [replace(seat, thread_id=thread_id, number=after + rank) for rank, seat in enumerate(in_order(seats), 1)]


def under(seats: Sequence[Seat], head: int) -> list[Seat]:
    """The posts as one branch: those that answer nobody hang under the post `head`."""
    return [replace(seat, parent_id=head) if seat.parent_id is None and seat.id != head else seat for seat in seats]


def with_answers(seats: Iterable[Seat], chosen: Collection[int]) -> set[int]:
    """The chosen posts and every answer below them."""
    found = set(chosen)
    for seat in in_order(seats):
        if seat.parent_id in found:
            found.add(seat.id)
    return found


def laid_out(seats: Iterable[Seat], above: Mapping[int, int | None]) -> list[Seat]:
    """A whole thread's posts with their paths.

    A parent that stands in another thread gives way to the nearest post above it that stands here; `above` says what
    each post answers or answered. Answers to the opening post stand at the root, as in every talk.
    """
    here = {seat.id: seat.number for seat in seats}
    placed: dict[int, Seat] = {}
    for seat in in_order(seats):
        parent = _nearest(seat.parent_id, here, above)
        path, depth = place(placed[parent].path if parent else None, seat.number)
        placed[seat.id] = replace(seat, parent_id=parent, path=path, depth=depth)
    return list(placed.values())


def _nearest(post: int | None, here: Mapping[int, int], above: Mapping[int, int | None]) -> int | None:
    while post is not None and post not in here:
        post = above.get(post)
    return None if post is None or here[post] == 1 else post


def returned(
    seats: Sequence[Seat],
    kept: Mapping[int, tuple[int, int | None]],
    home: int,
    away: int,
    last_number: int,
    is_whole: bool,
) -> list[Seat]:
    """Both threads' posts after an undoing: what was moved stands at its kept (number, parent) in `home` again.

    What was written since in the moved branches, or in the whole thread `away` when it was split off, goes along: it
    answers what it answered, with numbers from `last_number` on. Answers to the split-off thread itself answer the post
    that it began with.
    """
    back = [
        replace(seat, thread_id=home, number=kept[seat.id][0], parent_id=kept[seat.id][1]) for seat in _of(seats, kept)
    ]
    there = [seat for seat in seats if seat.thread_id == away]
    head = in_order(there)[0].id
    following = {seat.id for seat in there} if is_whole else with_answers(there, kept)
    since = [seat for seat in there if seat.id in following and seat.id not in kept]
    since = numbered(under(since, head) if is_whole else since, home, last_number)
    gone = {seat.id for seat in [*back, *since]}
    rest = [seat for seat in seats if seat.id not in gone]
    above = links(seats)
    at_home = [*back, *since, *(seat for seat in rest if seat.thread_id == home)]
    return laid_out(at_home, above) + laid_out([seat for seat in rest if seat.thread_id == away], above)


def _of(seats: Iterable[Seat], kept: Mapping[int, tuple[int, int | None]]) -> list[Seat]:
    return [seat for seat in seats if seat.id in kept]


def fits(last_number: int, posts: int) -> bool:
    """Whether a thread has numbers left for so many more posts."""
    return bool(last_number + posts <= MOST_POSTS)


def thread_number(typed: str) -> int | None:
    """The number of a thread out of its number or its address, as a moderator pastes it."""
    found = _ADDRESS.fullmatch(typed.strip())
    return int(found[1]) if found and found[1].isascii() else None
