"""Threads and the posts in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.core.moderated import Moderated, moderated
from veche.forum.rules import SHOWN_LEVELS
from veche.plan.models import ActionArea

KINDS = ("discussion", "question", "experience", "need", "announcement")


def _where(condition: str) -> dict[str, Any]:
    """The condition of a partial index, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class ThreadArea(Base):
    """Another action area that a thread also speaks to, beside its own."""

    __tablename__ = "thread_area"
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("action_area.id"), primary_key=True, index=True)


@moderated("thread")
class Thread(Moderated, Base):
    """A discussion tied to one action area. Its first text is its first post (number 1).

    `last_number` is the highest number a post of it ever had: numbers are not given twice, also when posts moved away.
    `solved_number` is the post that answers a question.
    """

    __tablename__ = "thread"
    __table_args__ = (
        UniqueConstraint("author_id", "nonce"),
        Index("ix_thread_area_latest", "area_id", "last_post_at", "id"),
        Index("ix_thread_latest", "last_post_at", "id"),
        Index("ix_thread_pinned", "pinned_at", **_where("pinned_at IS NOT NULL")),
        CheckConstraint("kind in ('discussion', 'question', 'experience', 'need', 'announcement')", name="kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("action_area.id"))
    sort: Mapped[str] = mapped_column("kind", String(12))
    title: Mapped[str] = mapped_column(String(150))
    language: Mapped[str] = mapped_column(String(2))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime]
    last_post_at: Mapped[datetime]
    post_count: Mapped[int] = mapped_column(default=0)
    voice_count: Mapped[int] = mapped_column(default=0)
    is_locked: Mapped[bool] = mapped_column(default=False)
    last_number: Mapped[int] = mapped_column(default=0)
    solved_number: Mapped[int | None]
    pinned_at: Mapped[datetime | None]
    featured_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(40))
    area: Mapped[ActionArea] = relationship()
    author: Mapped[Person] = relationship()
    other_areas: Mapped[list[ActionArea]] = relationship(secondary="thread_area", order_by=ActionArea.place)

    @property
    def subject(self) -> str:
        return f"thread:{self.id}"


@moderated("post")
class Post(Moderated, Base):
    """One voice in a thread.

    `number` counts posts of the thread from 1. `path` is the place in the tree: the numbers from the root, six digits
    each, so that ordering by it reads the talk as a tree and keyset pages cut it anywhere. `version` guards edits.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("author_id", "nonce"),
        UniqueConstraint("thread_id", "number"),
        UniqueConstraint("thread_id", "path"),
        # Each post stands in one of the two: those drawn on the talk's pages, and those folded under them.
        Index("ix_post_drawn", "thread_id", "path", **_where(f"depth < {SHOWN_LEVELS}")),
        Index("ix_post_folded", "thread_id", "path", "visibility", "author_id", **_where(f"depth >= {SHOWN_LEVELS}")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    number: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    path: Mapped[str] = mapped_column(String(120))
    depth: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    html_version: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    posted_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    nonce: Mapped[str] = mapped_column(String(40))
    thread: Mapped[Thread] = relationship()
    author: Mapped[Person] = relationship()
    parent: Mapped["Post | None"] = relationship(remote_side="Post.id")

    @property
    def subject(self) -> str:
        return f"post:{self.id}"


class PostEdit(Base):
    """What a post said before an edit."""

    __tablename__ = "post_edit"
    __table_args__ = (UniqueConstraint("post_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime]


class PostMove(Base):
    """Where a post stood before a moderator moved it: its old address leads on, and the move can be undone."""

    __tablename__ = "post_move"
    __table_args__ = (Index("ix_post_move_place", "thread_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    curation_id: Mapped[int | None] = mapped_column(index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    number: Mapped[int]
    path: Mapped[str] = mapped_column(String(120))
    depth: Mapped[int]
    parent_id: Mapped[int | None]
    moved_at: Mapped[datetime]


class Reading(Base):
    """How far a person has read a thread: the highest number of a post they have seen."""

    __tablename__ = "thread_reading"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    seen_number: Mapped[int]
    seen_at: Mapped[datetime]


class Mention(Base):
    """A post names a person, who was told of it once."""

    __tablename__ = "post_mention"
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
