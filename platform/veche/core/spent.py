"""What may be used once: a challenge that was answered, a proof of work.

    if not spend(session, "passkey", challenge, until=...):
        raise ...       somebody has used it before, or at this very moment

Only a digest is kept, and only until the thing would have died by itself.
"""

import hashlib
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from veche.core.database import Base, insert_once
from veche.core.forgetting import forgets


class Spent(Base):
    """Something of a kind that was used; it says nothing of who did."""

    __tablename__ = "spent"
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(index=True)


def spend(session: Session, kind: str, token: bytes, until: datetime) -> bool:
    """Whether nobody has used it: of two at once one has, and the other waits to learn of it.

    until: from when the token opens nothing anyway. It is used up when the transaction commits.
    """
    return insert_once(session, Spent, kind=kind, digest=hashlib.sha256(token).hexdigest(), until=until)


expire = forgets("what was used once is forgotten", Spent, lambda now: Spent.until <= now)
