"""Reads of one talk: its pages by keyset, its branches, the page that holds a post. A talk of 5,000 posts costs what
one of 50 does: no offset, no count over the thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, literal, literal_column, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, lazyload

from veche.core.database import db
from veche.core.moderated import PENDING, shown_to
from veche.forum.models import Post, PostEdit, PostMove, Thread
from veche.forum.rules import DIGITS, SHOWN_LEVELS, head_depth

POSTS_ON_PAGE = 50
POSTS_BEFORE = 4  # shown before a post whose branch begins too far above it
AFTER_FIGURES = "a"  # what every path that goes on stands before, whatever the database's collation


@dataclass(frozen=True)
class Excerpt:
    """A page of a talk: the posts in the order of the tree, each with how many answers are folded under it.

    `earlier` and `later` are numbers: the page before ends before the post `earlier`, the next begins with `later`.
    """

    rows: Sequence[tuple[Post, int]]
    earlier: int | None
    later: int | None


def posts(thread: Thread, person: Any, head: Post | None = None, start: int = 0, until: int = 0) -> Excerpt:
    """A page of the talk, or of the branch under `head`, hidden posts in their places: one statement.

    It begins with the post `start`, or ends before the post `until`; a number that nothing has means the beginning.
    """
    rows = _drawn(thread, person, head)
    if until:
        found = _fetch(rows.where(Post.path < _path(thread, until)).order_by(Post.path.desc()))
        if found:
            page = found[:POSTS_ON_PAGE][::-1]
            return Excerpt(page, page[0][0].number if len(found) > POSTS_ON_PAGE else None, until)
    begun = rows.where(Post.path >= _path(thread, start)) if start else rows
    found = _fetch(begun.order_by(Post.path))
    page = found[:POSTS_ON_PAGE]
    is_first = not start or (head is None and bool(page) and page[0][0].number == 1)
    later = found[POSTS_ON_PAGE][0].number if len(found) > POSTS_ON_PAGE else None
    return Excerpt(page, None if is_first or not page else page[0][0].number, later)


def _fetch(rows: Select[Any]) -> list[tuple[Post, int]]:
    found = db.session.execute(rows.limit(POSTS_ON_PAGE + 1)).unique().all()
    return [(post, folded) for post, folded in found]


def _path(thread: Thread, number: int) -> ColumnElement[str]:
    """The path of the thread's post `number`, '' when there is none."""
    other: Any = aliased(Post)
    found = select(other.path).where(other.thread_id == thread.id, other.number == number)
    return func.coalesce(found.scalar_subquery(), "")


def _drawn(thread: Thread, person: Any, head: Post | None) -> Select[Any]:
    """The posts that are drawn, without those too deep, with the number of answers folded under the deepest."""
    deepest = _first_depth(head) + SHOWN_LEVELS - 1
    folded = case((Post.depth == deepest, _below(person)), else_=literal(0))
    answered = joinedload(Post.parent).load_only(Post.number, Post.thread_id)
    rows = _listed(thread, person, head).add_columns(folded)
    return rows.options(joinedload(Post.author), answered)


def _first_depth(head: Post | None) -> int:
    return head.depth + 1 if head else 0


def _below(person: Any) -> ScalarSelect[int]:
    deep: Any = aliased(Post)
    rows = select(func.count(deep.id)).where(
        deep.thread_id == Post.thread_id,
        deep.path > Post.path,
        deep.path < Post.path + AFTER_FIGURES,
        deep.depth >= literal_column(str(SHOWN_LEVELS)),  # a literal: so SQLite takes the index of deep posts
        or_(deep.visibility != PENDING, shown_to(deep, person)),
    )
    return rows.correlate(Post).scalar_subquery()


def _listed(thread: Thread, person: Any, head: Post | None) -> Select[Any]:
    """The posts of the talk, or of the branch under `head`, that are not too deep and that the person may know of."""
    deep: Any = literal_column(str(_first_depth(head) + SHOWN_LEVELS))
    rows = select(Post).where(Post.thread_id == thread.id, Post.depth < deep)
    if head:
        rows = rows.where(Post.path > head.path, Post.path < head.path + AFTER_FIGURES)
    return rows.where(or_(Post.visibility != PENDING, shown_to(Post, person)))


def place_of(post: Post, person: Any) -> dict[str, int]:
    """The query of the page that holds the post: {} for the first page of the talk. Two statements at most.

    The page begins with the post's root, or where that is too far with a few posts before it.
    """
    head = _head_of(post)
    place = {"branch": head.number} if head else {}
    before = _listed(post.thread, person, head).where(Post.path < post.path).order_by(Post.path.desc())
    numbers = before.with_only_columns(Post.number, Post.path).limit(POSTS_ON_PAGE)
    found = db.session.execute(numbers).all()
    if len(found) < POSTS_ON_PAGE:
        return place
    root = post.path[: (_first_depth(head) + 1) * DIGITS]
    roots = [row.number for row in found[: POSTS_ON_PAGE - 1] if row.path == root]
    return place | {"from": roots[0] if roots else found[POSTS_BEFORE - 1].number}


def _head_of(post: Post) -> Post | None:
    """The post whose branch shows this one, when it stands too deep for the page of the whole talk."""
    depth = head_depth(post.depth)
    if depth is None:
        return None
    above = post.path[: (depth + 1) * DIGITS]
    rows = select(Post).where(Post.thread_id == post.thread_id, Post.path == above).options(lazyload(Post.author))
    return db.session.execute(rows).scalar_one_or_none()


def post(thread_number: int, number: int) -> Post | None:
    """A post by its number in its thread, with the thread, whoever may read it: one statement."""
    rows = _one().where(Post.thread_id == thread_number, Post.number == number)
    return db.session.execute(rows).unique().scalar_one_or_none()


def moved(thread_number: int, number: int) -> Post | None:
    """The post that once had this number in this thread, wherever it stands now: one statement."""
    rows = _one().join(PostMove, PostMove.post_id == Post.id)
    rows = rows.where(PostMove.thread_id == thread_number, PostMove.number == number)
    return db.session.execute(rows.order_by(PostMove.id.desc()).limit(1)).unique().scalars().first()


def latest(thread: Thread) -> Post | None:
    """The newest post of the thread that everybody sees: one statement."""
    rows = _one().where(Post.thread_id == thread.id, shown_to(Post, None)).order_by(Post.number.desc())
    return db.session.execute(rows.limit(1)).unique().scalars().first()


def _one() -> Select[Any]:
    return select(Post).join(Post.thread).options(contains_eager(Post.thread), joinedload(Post.author))


def earlier_texts(post: Post) -> Sequence[PostEdit]:
    """What the post said before, latest first."""
    rows = select(PostEdit).where(PostEdit.post_id == post.id).order_by(PostEdit.version.desc())
    return db.session.execute(rows).scalars().all()
