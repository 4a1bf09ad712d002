"""Reads for the forum's pages, each with a fixed number of statements; nothing that is hidden leaves them as a text."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from veche.accounts.models import Person
from veche.core import markup
from veche.core.database import db
from veche.core.languages import LANGUAGES, gettext
from veche.core.moderated import shown_to
from veche.core.paging import Page, cut, keyset
from veche.forum import rules
from veche.forum.models import KINDS, Post, Thread, ThreadArea
from veche.plan.models import ActionArea

THREADS_ON_PAGE = 20
MOST_PINNED = 10
SOLVED = ("yes", "no")
ORDERS: dict[str, tuple[Any, ...]] = {
    "latest": (Thread.last_post_at, Thread.id),
    "newest": (Thread.opened_at, Thread.id),
    "unanswered": (Thread.opened_at, Thread.id),
    "voices": (Thread.voice_count, Thread.id),
}
_CODE = re.compile(r"\d{1,3}(\.\d{1,3}){0,2}")


@dataclass(frozen=True)
class Sieve:
    """What a reader asked of the list; whatever makes no sense is as if it had not been asked."""

    kind: str = ""
    area: str = ""
    written: str = ""
    order: str = "latest"
    solved: str = ""
    mine: bool = False

    @classmethod
    def of(cls, asked: Any) -> "Sieve":
        area = asked.get("area", "")
        return cls(
            kind=asked.get("kind") if asked.get("kind") in KINDS else "",
            area=area if _CODE.fullmatch(area) else "",
            written=asked.get("written") if asked.get("written") in LANGUAGES else "",
            order=asked.get("order") if asked.get("order") in ORDERS else "latest",
            solved=asked.get("solved") if asked.get("solved") in SOLVED else "",
            mine=asked.get("mine") == "1",
        )

    @property
    def query(self) -> dict[str, str]:
        """The same question as the query of an address."""
        default = Sieve()
        asked = {name: value for name, value in asdict(self).items() if value != getattr(default, name)}
        return {name: "1" if value is True else str(value) for name, value in asked.items()}


@dataclass(frozen=True)
class Found:
    """A page of the list; the pinned threads stand before its first page."""

    page: Page[Thread]
    total: int
    pinned: Sequence[Thread] = ()

    @property
    def rows(self) -> list[Thread]:
        return [*self.pinned, *self.page.rows]


def threads(person: Any, sieve: Sieve, cursor: str | None) -> Found:
    """A page of the list and how many there are in all: three statements, two on further pages."""
    conditions = _conditions(person, sieve)
    rows = select(Thread).where(*conditions).options(*_row_options())
    keys = ORDERS[sieve.order]
    order = (Thread.pinned_at.desc(), Thread.id)
    pinned = rows.where(Thread.pinned_at.is_not(None)).order_by(*order).limit(MOST_PINNED)
    on_top = pinned.with_only_columns(Thread.id).order_by(*order)
    others = keyset(rows.where(Thread.id.not_in(on_top)), keys, cursor, descending=True)
    found = db.session.execute(others.limit(THREADS_ON_PAGE + 1)).scalars().all()
    total = db.session.execute(select(func.count(Thread.id)).where(*conditions)).scalar_one()
    names = [key.key for key in keys]
    page = cut(found, THREADS_ON_PAGE, lambda thread: [getattr(thread, name) for name in names])
    if cursor:
        return Found(page, total)
    return Found(page, total, db.session.execute(pinned).scalars().all())


def _row_options() -> tuple[Any, ...]:
    return joinedload(Thread.area), joinedload(Thread.author).options(lazyload(Person.grants))


def _conditions(person: Any, sieve: Sieve) -> list[ColumnElement[bool]]:
    conditions = [shown_to(Thread, person), Thread.merged_into_id.is_(None)]
    if sieve.solved:
        conditions += [Thread.sort == "question", _is_solved(sieve.solved == "yes")]
    if sieve.kind:
        conditions.append(Thread.sort == sieve.kind)
    if sieve.area:
        conditions.append(_about(sieve.area))
    if sieve.written:
        conditions.append(Thread.language == sieve.written)
    if sieve.order == "unanswered":
        conditions.append(Thread.post_count == 1)
    if sieve.mine:
        conditions.append(Thread.id.in_(select(Post.thread_id).where(Post.author_id == person.id)))
    return conditions


def _is_solved(solved: bool) -> ColumnElement[bool]:
    return Thread.solved_number.is_not(None) if solved else Thread.solved_number.is_(None)


def _about(code: str) -> ColumnElement[bool]:
    """Threads of an action area, or of every area of a feature, as their own or as another area."""
    areas = select(ActionArea.id).where(or_(ActionArea.code == code, ActionArea.code.startswith(f"{code}.")))
    others = select(ThreadArea.thread_id).where(ThreadArea.area_id.in_(areas))
    return or_(Thread.area_id.in_(areas), Thread.id.in_(others))


def latest_of_area(person: Any, area: ActionArea, limit: int = 5) -> Sequence[Thread]:
    """The threads of an action area that were spoken in last, pinned ones before them: one statement."""
    others = select(ThreadArea.thread_id).where(ThreadArea.area_id == area.id)
    here = or_(Thread.area_id == area.id, Thread.id.in_(others))
    rows = select(Thread).where(shown_to(Thread, person), Thread.merged_into_id.is_(None), here)
    order = (Thread.pinned_at.is_(None), Thread.last_post_at.desc(), Thread.id.desc())
    ordered = rows.options(*_row_options()).order_by(*order)
    return db.session.execute(ordered.limit(limit)).scalars().all()


def thread(number: int) -> Thread | None:
    """A thread with its author and action areas, whoever may read it: one statement."""
    rows = (
        select(Thread)
        .where(Thread.id == number)
        .options(
            joinedload(Thread.area).joinedload(ActionArea.feature),
            joinedload(Thread.author),
            joinedload(Thread.other_areas),
        )
    )
    return db.session.execute(rows).unique().scalar_one_or_none()


@dataclass(frozen=True)
class Texts:
    """What a person wrote in the forum, latest first, and how much there is in all."""

    threads: Sequence[Thread]
    posts: Sequence[Post]


def texts_of(person: Any, limit: int = 10) -> Texts:
    """The latest threads and posts of a person: two statements."""
    opened = (
        select(Thread)
        .where(Thread.author_id == person.id, Thread.merged_into_id.is_(None), shown_to(Thread, person))
        .order_by(Thread.opened_at.desc(), Thread.id.desc())
    )
    said = (
        select(Post)
        .join(Post.thread)
        .where(Post.author_id == person.id, Post.number > 1, shown_to(Post, person), shown_to(Thread, person))
        .options(contains_eager(Post.thread))
        .order_by(Post.posted_at.desc(), Post.id.desc())
    )
    threads = db.session.execute(opened.options(joinedload(Thread.area)).limit(limit)).scalars().all()
    return Texts(threads, db.session.execute(said.limit(limit)).scalars().all())


@dataclass(frozen=True)
class Origin:
    """Where a proposal comes from: a thread that everyone may read."""

    thread: Thread
    title: str
    words: str


def thread_origin(thread_id: int) -> Origin | None:
    """The thread that a proposal grew from, with its first words; None when it is missing or not in sight."""
    found = thread(thread_id)
    if found is None or not found.is_visible:
        return None
    opening = _opening(found)
    return Origin(found, found.title, markup.plain(opening.html) if opening else "")


def text_for_proposal(thread: Thread) -> str:
    """The first text of a proposal that grows from the thread: its opening words as a quote, and the link back."""
    opening = _opening(thread) if thread.is_visible else None
    quote = rules.quoted(opening.text) if opening else ""
    link = f"[{rules.literal(thread.title)}]({url_for('forum.thread', number=thread.id)})"
    origin = gettext("From the discussion")
    return f"{quote}{origin}: {link}\n\n"


def _opening(thread: Thread) -> Post | None:
    """The opening post when everyone may read it."""
    rows = select(Post).where(Post.thread_id == thread.id, Post.number == 1, shown_to(Post, None))
    return db.session.execute(rows).scalar_one_or_none()
