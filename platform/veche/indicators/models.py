"""Indicators and what was measured."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.indicators.progress import Course
from veche.plan.models import Feature


class Indicator(Base):
    """What is measured: a definition, its unit in words, where its values come from, from where and how far.

    `is_local`: an output of one action, defined by the committee and not by the file of indicators; it may be worded in
    Russian alone. `rising`: whether a larger value is the better one. Once the committee has written to it
    (`edited_at`) the file of indicators changes it no more. A retired one is measured no more and stays readable.
    `version` counts the changes of the definition.
    """

    __tablename__ = "indicator"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("source in ('official', 'survey', 'expert')", name="source"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24))
    feature_id: Mapped[int] = mapped_column(ForeignKey("feature.id"))
    source: Mapped[str] = mapped_column(String(10))
    title_ru: Mapped[str] = mapped_column(Text)
    title_be: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    unit_ru: Mapped[str] = mapped_column(String(60), default="", server_default="")
    unit_be: Mapped[str] = mapped_column(String(60), default="", server_default="")
    unit_en: Mapped[str] = mapped_column(String(60), default="", server_default="")
    rising: Mapped[bool] = mapped_column(default=True, server_default="1")
    is_local: Mapped[bool] = mapped_column(default=False, server_default="0")
    baseline: Mapped[Decimal | None] = mapped_column(Numeric(16, 4))
    baseline_on: Mapped[date | None]
    target: Mapped[Decimal | None] = mapped_column(Numeric(16, 4))
    target_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    edited_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    retired_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    retired_language: Mapped[str] = mapped_column(String(2), default="ru", server_default="ru")
    feature: Mapped[Feature] = relationship()
    measurements: Mapped[list["Measurement"]] = relationship(
        back_populates="indicator", order_by="(Measurement.on, Measurement.id)"
    )

    @property
    def subject(self) -> str:
        return f"indicator:{self.id}"

    @property
    def course(self) -> Course:
        """From where and how far it is to go."""
        return Course(self.rising, self.baseline, self.baseline_on, self.target, self.target_on)

    @property
    def is_packaged(self) -> bool:
        """Whether it came with the platform's file."""
        return self.code.startswith("I-")


class Measurement(Base):
    """A value on a day, with what proves it; a mistake is withdrawn in public, never changed.

    A survey names its sample and method, a review by experts its reviewer and comment (`method`, `reviewer`).
    """

    __tablename__ = "measurement"
    __table_args__ = (UniqueConstraint("recorded_by_id", "nonce"), Index("ix_measurement_day", "indicator_id", "on"))
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Numeric(16, 4))
    evidence: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    sample: Mapped[int | None]
    method: Mapped[str] = mapped_column(Text, default="")
    reviewer: Mapped[str] = mapped_column(String(200), default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawn_language: Mapped[str] = mapped_column(String(2), default="ru", server_default="ru")
    nonce: Mapped[str] = mapped_column(String(40))
    indicator: Mapped[Indicator] = relationship(back_populates="measurements")
    recorded_by: Mapped[Person] = relationship()

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
