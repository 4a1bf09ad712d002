"""The journal: every act of governance, once, in an append-only chain of hashes.

A row's hash is SHA-256 over the hash before it and the row itself. What was said in words lies beside the chain with a
salt, so that personal data can be erased and the chain still verifies. `veche.core.chain` walks it.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, ForeignKey, Integer, String, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from veche.core import clock
from veche.core.database import Base

GENESIS = "0" * 64


class Payload(Base):
    """What an entry says: data in words and numbers, erasable; the salt keeps its digest from being guessed."""

    __tablename__ = "journal_payload"
    seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"), primary_key=True, autoincrement=False)
    salt: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class Entry(Base):
    """One act: who (`actor`, a person's number, none for the platform itself), what (`verb`), on what (`subject`)."""

    __tablename__ = "journal"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[int | None] = mapped_column(Integer, index=True)
    verb: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    payload_digest: Mapped[str] = mapped_column(String(64))
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    payload: Mapped[Payload | None] = relationship(lazy="joined")

    @property
    def data(self) -> dict[str, Any]:
        """The payload's words, empty when they were erased."""
        return (self.payload.body if self.payload else None) or {}


class Head(Base):
    """The last entry's number and hash: one row, locked while an entry is added, so that numbers have no gap."""

    __tablename__ = "journal_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


def record(session: Session, actor: int | None, verb: str, subject: str, **data: Any) -> Entry:
    """Add an entry in the transaction of the act itself.

    subject: "kind:id", such as "proposal:17". data: JSON values that say what happened.
    """
    head = session.get(Head, 1, with_for_update=True, populate_existing=True)
    if head is None:
        head = Head(id=1, seq=0, hash=GENESIS)
        session.add(head)
    salt = secrets.token_hex(16)
    entry = Entry(
        seq=head.seq + 1,
        at=clock.now(),
        actor=actor,
        verb=verb,
        subject=subject,
        payload_digest=digest_of(salt, data),
        prev_hash=head.hash,
        hash="",
    )
    row = (entry.seq, entry.at, entry.actor, entry.verb, entry.subject, entry.payload_digest)
    entry.hash = hash_of(*row, entry.prev_hash)
    session.add(entry)
    head.seq, head.hash = entry.seq, entry.hash
    session.flush()
    session.add(Payload(seq=entry.seq, salt=salt, body=data))
    session.flush()
    return entry


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def digest_of(salt: str, words: dict[str, Any]) -> str:
    """The salted digest of an entry's words."""
    return hashlib.sha256((salt + _canonical(words)).encode()).hexdigest()


def hash_of(seq: int, at: datetime, actor: int | None, verb: str, subject: str, digest: str, previous: str) -> str:
    """The hash of an entry: SHA-256 over the hash before it and the entry as canonical JSON."""
    row = [seq, at.isoformat(), actor, verb, subject, digest]
    return hashlib.sha256((previous + _canonical(row)).encode()).hexdigest()


def verify(session: Session) -> Any:
    """Walk the whole chain; the first fault, or nothing."""
    from veche.core.chain import walk

    return walk(session).fault


def head(session: Session) -> tuple[int, str]:
    """The number and the hash of the last entry; (0, zeros) for an empty journal."""
    row = session.get(Head, 1)
    return (row.seq, row.hash) if row else (0, GENESIS)


def about(session: Session, subjects: Iterable[str], limit: int = 200) -> Sequence[Entry]:
    """The entries on any of the subjects, oldest first."""
    rows = select(Entry).where(Entry.subject.in_(list(subjects))).order_by(Entry.seq).limit(limit)
    return session.execute(rows).scalars().all()


# What an entry's verb is called: features add theirs ("proposal.opened": N_("Proposal published")).
verbs: dict[str, str] = {}

APPEND_ONLY_SQLITE = [
    f"""CREATE TRIGGER journal_no_{act} BEFORE {act.upper()} ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
    for act in ("update", "delete")
]
APPEND_ONLY_POSTGRESQL = [
    """CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
    "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal"
    " FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
]
for statement in APPEND_ONLY_SQLITE:
    event.listen(Entry.__table__, "after_create", DDL(statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
for statement in APPEND_ONLY_POSTGRESQL:
    event.listen(Entry.__table__, "after_create", DDL(statement).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]
