"""Desks, their sheets of codes, and what is kept of a verification: a keyed hash at most, never an identifier."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base


class Desk(Base):
    """A place where people of the city are met: a library, a social services centre. A closed one works no longer."""

    __tablename__ = "desk"
    id: Mapped[int] = mapped_column(primary_key=True)
    name_ru: Mapped[str] = mapped_column(String(120))
    name_be: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(200))
    hours: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    staff: Mapped[list["DeskStaff"]] = relationship(order_by="DeskStaff.person_id")

    @property
    def subject(self) -> str:
        return f"desk:{self.id}"

    @property
    def staff_ids(self) -> frozenset[int]:
        return frozenset(one.person_id for one in self.staff)


class DeskStaff(Base):
    """Who works at a desk; the role `desk` is given and taken with it."""

    __tablename__ = "desk_staff"
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    named_at: Mapped[datetime]
    person: Mapped[Person] = relationship()


class CodeSheet(Base):
    """A printed sheet of one-time codes; until `expires_at` they are good, unless the sheet is revoked."""

    __tablename__ = "desk_sheet"
    __table_args__ = (UniqueConstraint("printed_by_id", "nonce"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), index=True)
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    printed_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    size: Mapped[int]
    nonce: Mapped[str] = mapped_column(String(40))
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(String(300), default="")
    desk: Mapped[Desk] = relationship()

    @property
    def subject(self) -> str:
        return f"desk:{self.desk_id}"


class DeskCode(Base):
    """One code, known by its number on the sheet; the code itself was on the paper only.

    digest: keyed hash of the code, gone when the sheet has expired. identity_digest: keyed hash of a document that the
    staff looked at when they handed the code out, gone when the code is used. Who used it is not written down.
    """

    __tablename__ = "desk_code"
    __table_args__ = (UniqueConstraint("digest"), UniqueConstraint("sheet_id", "number"))
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("desk_sheet.id"))
    number: Mapped[int]
    digest: Mapped[str | None] = mapped_column(String(64))
    identity_digest: Mapped[str | None] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(String(300), default="")


class Verification(Base):
    """How a person was verified: by which way, at which desk. The person's page says it to them and to nobody else."""

    __tablename__ = "resident_verification"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    way: Mapped[str] = mapped_column(String(10))
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    verified_at: Mapped[datetime]
    desk: Mapped[Desk | None] = relationship()


class ResidentIdentity(Base):
    """One resident, one account: the keyed hash of an identifier belongs to one person at most.

    When the person has left and the hash has to be kept a while, `person_id` is empty and `keep_until` set. So it is of
    the hash of a hash (`keys.still_counted`): until then nobody is verified by that identifier.
    While its owner is silenced or banned it bars others, also when they are verified no longer or have left.
    """

    __tablename__ = "resident_identity"
    __table_args__ = (
        UniqueConstraint("digest"),
        CheckConstraint("kind in ('document', 'phone', 'oidc')", name="kind"),
        CheckConstraint("person_id is not null or keep_until is not null", name="somebody_or_a_day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    known_at: Mapped[datetime]
    keep_until: Mapped[datetime | None]


class Attempt(Base):
    """A verification under way. kept: what the way has to remember until it ends, never an identifier.

    identity_digest, identity_kind: what was claimed (the number a code was sent to) or, with `proved_at`, proved.
    """

    __tablename__ = "resident_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    way: Mapped[str] = mapped_column(String(10))
    kept: Mapped[dict[str, Any]] = mapped_column(JSON)
    identity_kind: Mapped[str | None] = mapped_column(String(10))
    identity_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
