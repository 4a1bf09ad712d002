"""Which titles are alike: an index of word stems and letter groups, asked while somebody types."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from veche.core.database import Base


class WordKey(Base):
    """One stem or letter group of a text's title; `kind` and `subject_id` say whose."""

    __tablename__ = "word_key"
    __table_args__ = (Index("ix_word_key_key", "kind", "key", "subject_id"),)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
