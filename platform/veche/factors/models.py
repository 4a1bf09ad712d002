"""What a person proves who they are with, besides the password."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from veche.core.database import Base


class App(Base):
    """A person's app of codes. `secret` and `pending` are encrypted; `pending` is not confirmed by a code yet.

    `last_step`: the thirty seconds whose code was used last; none of them, nor any before, is taken again.
    """

    __tablename__ = "factor_app"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    secret: Mapped[str | None] = mapped_column(String(300))
    added_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    pending: Mapped[str | None] = mapped_column(String(300))
    pending_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One of ten codes for the day without the phone: its keyed hash, and when it was used."""

    __tablename__ = "factor_recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "digest"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]


class Passkey(Base):
    """One passkey: the public half, under a name of its owner's.

    `handle` is the SHA-256 of `credential_id`. `doubted_at`: its counter went backwards, as a copy's would, and it
    opens nothing since.
    """

    __tablename__ = "factor_passkey"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    handle: Mapped[str] = mapped_column(String(64), unique=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(40))
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
