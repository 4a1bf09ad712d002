"""Actions of the plan and what is known of their progress."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.bodies.models import Body
from veche.core.database import Base
from veche.indicators.models import Indicator
from veche.plan.models import ActionArea

STATUSES = ("planned", "in_progress", "paused", "completed", "cancelled")


class Action(Base):
    """A tracked commitment in an action area; its code is the area's with a number: 2.4.5-3.

    The expected result is an indicator or a text, at least one of them. «Report overdue» is derived from
    `next_report_on`, never stored. `title` is the wording as it was decided, in `language`; the title in the three
    languages stands beside it, '' where nobody has written it yet. `functions` says what the body does for it,
    `national_plan` which national programme or ministry it serves.
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
    title_ru: Mapped[str] = mapped_column(String(200), default="", server_default="")
    title_be: Mapped[str] = mapped_column(String(200), default="", server_default="")
    title_en: Mapped[str] = mapped_column(String(200), default="", server_default="")
    functions: Mapped[str] = mapped_column(Text, default="", server_default="")
    national_plan: Mapped[str] = mapped_column(Text, default="", server_default="")
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
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
    executors: Mapped[list["Executor"]] = relationship(order_by="Executor.body_id", cascade="all, delete-orphan")

    @property
    def is_open(self) -> bool:
        """Whether reports are still owed on it."""
        return self.status in {"planned", "in_progress", "paused"}

    @property
    def subject(self) -> str:
        return f"action:{self.id}"


class Update(Base):
    """A report on an action: what was done (`text`), what changed in the figure, what is next, when the next one comes.

    `was_due_on` is the date that was promised for it, so that the record of kept promises needs nothing else.
    `by_link`: posted by the office of the body through a signed link, without an account; then nobody is the author.
    """

    __tablename__ = "action_update"
    __table_args__ = (UniqueConstraint("author_id", "nonce"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_link: Mapped[bool] = mapped_column(default=False, server_default="0")
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    html_version: Mapped[int]
    change: Mapped[str] = mapped_column(Text, default="", server_default="")
    next_steps: Mapped[str] = mapped_column(Text, default="", server_default="")
    evidence: Mapped[str] = mapped_column(Text, default="", server_default="")
    was_due_on: Mapped[date | None]
    figure: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    status: Mapped[str] = mapped_column(String(12))
    next_report_on: Mapped[date | None]
    made_at: Mapped[datetime]
    nonce: Mapped[str] = mapped_column(String(40))
    action: Mapped[Action] = relationship()
    author: Mapped[Person | None] = relationship()


class Executor(Base):
    """A body that works on an action beside the responsible one, and what it does."""

    __tablename__ = "action_executor"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), primary_key=True)
    functions: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[Body] = relationship()


class Milestone(Base):
    """A dated promise on the way; done with evidence, or dropped with a reason. Overdue is derived from `due_on`."""

    __tablename__ = "milestone"
    __table_args__ = (CheckConstraint("done_on is null or evidence <> ''", name="done_has_evidence"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    due_on: Mapped[date] = mapped_column(index=True)
    done_on: Mapped[date | None]
    evidence: Mapped[str] = mapped_column(Text, default="")
    dropped_on: Mapped[date | None]
    dropped_reason: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime]
    action: Mapped[Action] = relationship()

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to be done."""
        return self.done_on is None and self.dropped_on is None


class Reminder(Base):
    """A reminder that went out: what is owed (`about`: "report" or "milestone:7"), by when, and which one it was.

    `kind` is "before" or "late-0", "late-1" … by the week, so that a duty that runs twice writes each once.
    """

    __tablename__ = "action_reminder"
    __table_args__ = (UniqueConstraint("action_id", "about", "due_on", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    about: Mapped[str] = mapped_column(String(30))
    due_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(12))
    written_at: Mapped[datetime]


class Cost(Base):
    """What one source gives for an action, planned and spent, in the currency of the city."""

    __tablename__ = "action_cost"
    __table_args__ = (
        CheckConstraint(
            "source in ('city', 'region', 'state', 'grant', 'sponsor', 'volunteer', 'other')", name="source"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    source: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(2))
    planned: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=0)
    spent: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=0)
    changed_at: Mapped[datetime]


class Result(Base):
    """What came of an action, in a number with what proves it."""

    __tablename__ = "action_result"
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    value: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    unit: Mapped[str] = mapped_column(String(60))
    evidence: Mapped[str] = mapped_column(Text)
    on: Mapped[date]
    recorded_at: Mapped[datetime]


class Lesson(Base):
    """What an action taught: what worked, what did not, what we change."""

    __tablename__ = "lesson"
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    language: Mapped[str] = mapped_column(String(2))
    worked: Mapped[str] = mapped_column(Text, default="")
    failed: Mapped[str] = mapped_column(Text, default="")
    change: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime]
    author: Mapped[Person] = relationship()


class Output(Base):
    """A local indicator that one action is measured by."""

    __tablename__ = "action_output"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), primary_key=True)
    indicator: Mapped[Indicator] = relationship()
