"""Sessions that live on the server."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
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
