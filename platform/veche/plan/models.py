"""The plan's three floors, in three languages each."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.core.database import Base


class City(Base):
    """The one row that names the city and its plan. `live_tally`: counts of a vote are shown before it closes."""

    __tablename__ = "city"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name_ru: Mapped[str] = mapped_column(String(100))
    name_be: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    title_ru: Mapped[str] = mapped_column(Text)
    title_be: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    live_tally: Mapped[bool] = mapped_column(default=False)


class InThreeLanguages:
    """A code that never changes, a place in the plan's order, a wording in each language."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12))
    place: Mapped[int]
    title_ru: Mapped[str] = mapped_column(Text)
    title_be: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)


class Section(InThreeLanguages, Base):
    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("code"),)
    features: Mapped[list["Feature"]] = relationship(back_populates="section", order_by="Feature.place")


class Feature(InThreeLanguages, Base):
    __tablename__ = "feature"
    __table_args__ = (UniqueConstraint("code"),)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    section: Mapped[Section] = relationship(back_populates="features")
    areas: Mapped[list["ActionArea"]] = relationship(back_populates="feature", order_by="ActionArea.place")

    @property
    def emblem(self) -> str:
        """The symbol of emblems.svg that marks this feature and everything in it."""
        return "f-" + self.code.replace(".", "-")


class ActionArea(InThreeLanguages, Base):
    """One of the plan's action areas. The counters are kept in the transaction of the act that changes them."""

    __tablename__ = "action_area"
    __table_args__ = (UniqueConstraint("code"),)
    feature_id: Mapped[int] = mapped_column(ForeignKey("feature.id"), index=True)
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("action_area.id"))
    thread_count: Mapped[int] = mapped_column(default=0)
    proposal_count: Mapped[int] = mapped_column(default=0)
    action_count: Mapped[int] = mapped_column(default=0)
    feature: Mapped[Feature] = relationship(back_populates="areas")
    part_of: Mapped["ActionArea | None"] = relationship(remote_side="ActionArea.id")

    @property
    def emblem(self) -> str:
        return "f-" + "-".join(self.code.split(".")[:2])
