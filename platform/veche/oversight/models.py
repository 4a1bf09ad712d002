"""Appeals against moderators' acts, blind reviews of their decisions, and who was told what waits."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base
from veche.moderation.models import Act, Case

OUTCOMES = ("upheld", "overturned", "settled")


class Appeal(Base):
    """Somebody whom an act restrained asks another moderator to look: at most one appeal for each act.

    outcome: "upheld", "overturned", or "settled" when the act was taken back before anybody decided; none while it
    waits. `reasons` are told to the appellant; the words are erased when the appellant leaves. `entry` is the
    journal's entry of the outcome. `stranded_at`: when the administrators were told that no moderator may decide it,
    `looked_on`: the day on which that was last asked.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("act_id"),
        UniqueConstraint("case_id"),
        UniqueConstraint("person_id", "nonce"),
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
        CheckConstraint("(outcome is null) = (decided_at is null)", name="decided"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("moderation_act.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(Text)
    nonce: Mapped[str] = mapped_column(String(40))
    lodged_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str | None] = mapped_column(String(10))
    reasons: Mapped[str] = mapped_column(Text, default="")
    entry: Mapped[int | None]
    stranded_at: Mapped[datetime | None]
    looked_on: Mapped[date | None]
    act: Mapped[Act] = relationship()
    case: Mapped[Case] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id)


class Review(Base):
    """One decision in twenty is looked at by a second moderator who knows neither the decision nor who took it.

    `measure` is what they would have done, `agrees` whether it is what was done; both empty while it waits.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("act_id"),
        CheckConstraint("(measure is null) = (reviewed_at is null)", name="reviewed"),
        Index("ix_review_waiting", "reviewed_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("moderation_act.id"))
    drawn_at: Mapped[datetime]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime | None]
    measure: Mapped[str | None] = mapped_column(String(10))
    agrees: Mapped[bool | None]
    word: Mapped[str] = mapped_column(Text, default="")
    act: Mapped[Act] = relationship()
