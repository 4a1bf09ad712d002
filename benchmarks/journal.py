"""How fast the journal is walked: rows a second beside the limit (one million in a minute).

    python benchmarks/journal.py [ROWS] [DATABASE_URL]

The rows are what the platform writes: an entry and its words beside it, hashed as it hashes them. Without a URL they go
into a new SQLite file, which is thrown away; any other database must be empty.
"""

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).parents[1] / "platform"))

from veche.core.chain import walk
from veche.core.database import Base
from veche.core.journal import GENESIS, Entry, Head, Payload, digest_of, hash_of

LIMIT = 1_000_000 / 60
AT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
WORDS = {"title": "Лавки у дома вместо сломанных", "clause": "4.3", "facts": "Одинаковые тексты, четыреста за час."}


def fill(session: Session, number: int) -> None:
    previous, entries, payloads = GENESIS, [], []
    for seq in range(1, number + 1):
        said: tuple[Any, ...] = (seq, AT, seq % 5000, "text.hidden", f"post:{seq}", digest_of("salt", WORDS))
        own = hash_of(*said, previous)
        names = ("seq", "at", "actor", "verb", "subject", "payload_digest")
        entries.append({**dict(zip(names, said, strict=True)), "prev_hash": previous, "hash": own})
        payloads.append({"seq": seq, "salt": "salt", "body": WORDS})
        previous = own
        if len(entries) == 20_000 or seq == number:
            session.execute(insert(Entry), entries)
            session.execute(insert(Payload), payloads)
            entries, payloads = [], []
    session.add(Head(id=1, seq=number, hash=previous))
    session.commit()


def measure(url: str, number: int) -> bool:
    engine = create_engine(url)
    Base.metadata.create_all(engine, tables=[Entry.__table__, Payload.__table__, Head.__table__])  # type: ignore[list-item]
    with Session(engine) as session:
        fill(session, number)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        found = walk(session)
        took = time.perf_counter() - begun
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    rate = number / took
    print(
        f"{number:,} entries in {took:.1f} s: {rate:,.0f} a second, limit {LIMIT:,.0f}; memory grew by {grown:.0f} MB"
    )
    return found.fault is None and rate >= LIMIT


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        sys.exit(not measure(sys.argv[2], number))
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(not measure(f"sqlite:///{folder}/journal.db", number))


if __name__ == "__main__":
    main()
