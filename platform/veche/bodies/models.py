"""Responsible bodies and their officers."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.bodies import rules
from veche.core.database import Base


class Body(Base):
    """An organisation responsible for actions, with its functions in words.

    The contact is that of an office, never of a private person: signed links for reports go to `office_email`.
    `functions` are the words in Russian; '' in another language means that nobody has written them there yet.
    """

    __tablename__ = "body"
    __table_args__ = (UniqueConstraint("name_ru"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name_ru: Mapped[str] = mapped_column(String(200))
    name_be: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    functions: Mapped[str] = mapped_column(Text, default="")
    functions_be: Mapped[str] = mapped_column(Text, default="", server_default="")
    functions_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    office_email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    office_phone: Mapped[str] = mapped_column(String(60), default="", server_default="")
    office_address: Mapped[str] = mapped_column(String(200), default="", server_default="")
    office_language: Mapped[str] = mapped_column(String(2), default="ru", server_default="ru")
    officers: Mapped[list["BodyOfficer"]] = relationship(cascade="all, delete-orphan")

    @property
    def officer_ids(self) -> frozenset[int]:
        return frozenset(officer.person_id for officer in self.officers)

    @property
    def subject(self) -> str:
        return f"body:{self.id}"

    @property
    def language(self) -> str:
        """The language of `functions`, which stand in where a translation is missing."""
        return "ru"

    @property
    def values(self) -> dict[str, str]:
        """All that an editor may change."""
        return {name: getattr(self, name) for name in rules.FIELDS}

    @property
    def seen(self) -> str:
        """The mark that an editor's form carries."""
        return rules.seen(self.values)

    @property
    def has_office(self) -> bool:
        return bool(self.office_email or self.office_phone or self.office_address)


class BodyOfficer(Base):
    """A person who reports for a body."""

    __tablename__ = "body_officer"
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    person: Mapped[Person] = relationship()
