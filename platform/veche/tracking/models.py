"""Actions of the plan and what is known of their progress."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.plan.models import ActionArea, Feature

STATUSES = ("planned", "in_progress", "paused", "completed", "cancelled")


class Body(Base):
    """An organisation responsible for actions, with its functions in words."""

    __tablename__ = "body"
    __table_args__ = (UniqueConstraint("name_ru"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name_ru: Mapped[str] = mapped_column(String(200))
    name_be: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    functions: Mapped[str] = mapped_column(Text, default="")
    officers: Mapped[list["BodyOfficer"]] = relationship(cascade="all, delete-orphan")

    @property
    def officer_ids(self) -> frozenset[int]:
        return frozenset(officer.person_id for officer in self.officers)

    @property
    def subject(self) -> str:
        return f"body:{self.id}"


class BodyOfficer(Base):
    """A person who reports for a body."""

    __tablename__ = "body_officer"
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    person: Mapped[Person] = relationship()


class Indicator(Base):
    """What is measured: a definition, its unit in words, where its values come from."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12))
    feature_id: Mapped[int] = mapped_column(ForeignKey("feature.id"))
    source: Mapped[str] = mapped_column(String(10))
    title_ru: Mapped[str] = mapped_column(Text)
    title_be: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    feature: Mapped[Feature] = relationship()


class Action(Base):
    """A tracked commitment in an action area; its code is the area's with a number: 2.4.5-3.

    The expected result is an indicator or a text, at least one of them. «Report overdue» is derived from
    `next_report_on`, never stored.
    """

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("area_id", "number"),
        CheckConstraint("indicator_id is not null or expected_result <> ''", name="expected"),
        CheckConstraint("status in ('planned', 'in_progress', 'paused', 'completed', 'cancelled')", name="status"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("action_area.id"), index=True)
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    status: Mapped[str] = mapped_column(String(12), default="planned")
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicator.id"))
    expected_result: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(60), default="")
    target: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    figure: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    next_report_on: Mapped[date | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    update_count: Mapped[int] = mapped_column(default=0)
    area: Mapped[ActionArea] = relationship()
    body: Mapped[Body] = relationship()
    indicator: Mapped[Indicator | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether reports are still owed on it."""
        return self.status in {"planned", "in_progress", "paused"}

    @property
    def subject(self) -> str:
        return f"action:{self.id}"


class Update(Base):
    """A report on an action: what was done, the figure now, what is next and when the next report comes."""

    __tablename__ = "action_update"
    __table_args__ = (UniqueConstraint("author_id", "nonce"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    html_version: Mapped[int]
    figure: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    status: Mapped[str] = mapped_column(String(12))
    next_report_on: Mapped[date | None]
    made_at: Mapped[datetime]
    nonce: Mapped[str] = mapped_column(String(40))
    action: Mapped[Action] = relationship()
    author: Mapped[Person] = relationship()
