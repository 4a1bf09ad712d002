"""Who started an action that no proposal stands behind."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from veche.core.database import Base


class OwnStart(Base):
    """The committee's own action: who started it, when, and the number of the form, so that it starts once."""

    __tablename__ = "action_own_start"
    __table_args__ = (UniqueConstraint("person_id", "nonce"),)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    nonce: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
