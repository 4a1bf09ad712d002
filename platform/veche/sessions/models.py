"""Sessions that live on the server."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from veche.accounts.models import Person
from veche.core.database import Base


class LiveSession(Base):
    """One signed-in browser; deleting the row ends it at once.

    The cookie holds a secret and the row its SHA-256, so that a copy of the database signs nobody in. `epoch` is the
    person's at the beginning: raising the person's ends every session. `factor`: how the person proved who they are
    ("password", "totp", "recovery", "passkey"). `device`: words such as "Firefox, Linux"; no address is kept.
    `proved_at`: when the password or a key was last asked for.
    """

    __tablename__ = "live_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    epoch: Mapped[int]
    factor: Mapped[str] = mapped_column(String(10), default="password")
    device: Mapped[str] = mapped_column(String(80), default="")
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    person: Mapped[Person] = relationship(lazy="joined")


class Attempt(Base):
    """One try to prove who somebody is that did not succeed, or not yet; it counts against the next ones.

    Both `account` and `source` are keyed digests: the table tells neither whom was meant nor where it came from.
    """

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_account", "account", "at"), Index("ix_attempt_source", "source", "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(index=True)


class AddressChange(Base):
    """An e-mail that somebody had until a moment ago; whoever reads letters there can take the change back."""

    __tablename__ = "address_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    old_email: Mapped[str] = mapped_column(String(254))
    changed_at: Mapped[datetime]
