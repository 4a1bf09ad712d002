"""Sittings, what stands on their agenda, and who was there."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.proposals.models import Proposal


class Sitting(Base):
    """A sitting, or a written procedure between sittings, which lasts until `ends_at`.

    `revision` counts the changes of its time and place; `minutes_revision` those of the minutes' draft. Minutes have
    two times, of the draft and of the publication; once published they are corrected by an addendum alone.
    """

    __tablename__ = "sitting"
    __table_args__ = (
        CheckConstraint("sort in ('sitting', 'written')", name="sort"),
        CheckConstraint("status in ('planned', 'held', 'cancelled')", name="status"),
        UniqueConstraint("convened_by_id", "nonce"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    sort: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10), default="planned")
    begins_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(2))
    convened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    convened_at: Mapped[datetime]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    reminded_at: Mapped[datetime | None]
    minutes: Mapped[str] = mapped_column(Text, default="")
    minutes_html: Mapped[str] = mapped_column(Text, default="")
    html_version: Mapped[int] = mapped_column(default=0)
    minutes_language: Mapped[str] = mapped_column(String(2), default="", server_default="")
    minutes_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    minutes_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    minutes_drafted_at: Mapped[datetime | None]
    minutes_published_at: Mapped[datetime | None]
    nonce: Mapped[str] = mapped_column(String(40))
    items: Mapped[list["Item"]] = relationship(back_populates="sitting", order_by="(Item.place, Item.id)")
    attendance: Mapped[list["Attendance"]] = relationship(order_by="Attendance.person_id")
    addenda: Mapped[list["Addendum"]] = relationship(order_by="Addendum.id")
    convened_by: Mapped[Person] = relationship(foreign_keys=[convened_by_id])
    minutes_by: Mapped[Person | None] = relationship(foreign_keys=[minutes_by_id])

    @property
    def subject(self) -> str:
        return f"sitting:{self.id}"

    @property
    def is_written(self) -> bool:
        return self.sort == "written"


class Item(Base):
    """A point of the agenda: a proposal, or a matter in words.

    When a written procedure has ended, `spoken` says how many members spoke in time and `needed` how many had to.
    """

    __tablename__ = "sitting_item"
    __table_args__ = (
        UniqueConstraint("sitting_id", "proposal_id"),
        CheckConstraint("proposal_id is not null or title <> ''", name="says_something"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    place: Mapped[int]
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(2))
    spoken: Mapped[int | None]
    needed: Mapped[int | None]
    sitting: Mapped[Sitting] = relationship(back_populates="items")
    proposal: Mapped[Proposal | None] = relationship()


class Attendance(Base):
    """Whether a member was there."""

    __tablename__ = "attendance"
    __table_args__ = (CheckConstraint("presence in ('present', 'excused', 'absent')", name="presence"),)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    presence: Mapped[str] = mapped_column(String(8))
    person: Mapped[Person] = relationship()


class Addendum(Base):
    """A dated correction or addition to published minutes, signed; nothing is changed in silence."""

    __tablename__ = "sitting_addendum"
    __table_args__ = (UniqueConstraint("author_id", "nonce"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    html_version: Mapped[int]
    added_at: Mapped[datetime]
    nonce: Mapped[str] = mapped_column(String(40))
    author: Mapped[Person] = relationship()
