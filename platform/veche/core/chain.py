"""Walking the journal's chain: what was changed, taken out, put in or put back is found at its first entry.

A chain proves what stands before a hash that somebody keeps outside: whoever holds the database can write a whole new
one, but not one that holds the hash that the committee has in its mail. So a walk can begin at such an anchor.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.core.journal import GENESIS, Entry, Head, Payload, digest_of, hash_of

AT_ONCE = 2000
_ENTRY = (Entry.seq, Entry.at, Entry.actor, Entry.verb, Entry.subject, Entry.payload_digest, Entry.prev_hash)
# Columns, not entities: a million entities alone would take longer than the whole walk may.
_ROWS = select(*_ENTRY, Entry.hash, Payload.salt, Payload.body).outerjoin(Payload, Payload.seq == Entry.seq)


@dataclass(frozen=True)
class Fault:
    """The first entry that does not verify, and why."""

    seq: int
    why: str


@dataclass(frozen=True)
class Walk:
    """How far the chain holds (the last good entry and its hash), over how many entries, how many of which have lost
    their words (erased on purpose or not, the chain cannot tell), and the first fault."""

    seq: int = 0
    hash: str = GENESIS
    entries: int = 0
    wordless: int = 0
    fault: Fault | None = None


def walk(session: Session, since: int = 0, anchor: str = GENESIS) -> Walk:
    """Walk the chain from entry `since` on, whose hash is known from outside to be `anchor`; 0 is the whole chain.

    The anchor's own entry is looked at as well. Rows are streamed: a long chain needs no more memory than a short one.
    """
    found = _along(session, since, anchor, AT_ONCE)
    if found.fault:
        return found
    if found.seq < since:
        why = f"the chain ends before entry {since}, as after an old copy was put back"
        return replace(found, fault=Fault(_last(session) + 1, why))
    head = session.get(Head, 1, populate_existing=True)
    recorded = (head.seq, head.hash) if head else (0, GENESIS)
    if recorded != (found.seq, found.hash):
        fault = Fault(min(found.seq, recorded[0]) + 1, "the chain does not end at its recorded head")
        return replace(found, fault=fault)
    return found


def _last(session: Session) -> int:
    return session.execute(select(Entry.seq).order_by(Entry.seq.desc()).limit(1)).scalar() or 0


def _along(session: Session, since: int, anchor: str, at_once: int) -> Walk:
    """The walk without a look at its end. What cannot even be read is found by reading row by row."""
    here = Walk(max(since - 1, 0), "" if since else GENESIS)
    try:
        for row in _rows(session, here.seq, at_once):
            fault = _fault(row, here, since, anchor)
            if fault:
                return replace(here, fault=fault)
            here = Walk(row[0], row[7], here.entries + 1, here.wordless + (row[9] is None))
    except (ValueError, TypeError):
        if at_once > 1:
            return _along(session, since, anchor, 1)
        return replace(here, fault=Fault(here.seq + 1, "the entry cannot be read"))
    return here


def _rows(session: Session, after: int, at_once: int) -> Iterator[Any]:
    rows = _ROWS.where(Entry.seq > after).order_by(Entry.seq).execution_options(yield_per=at_once)
    with session.execute(rows) as found:
        yield from found


def _fault(row: Any, here: Walk, since: int, anchor: str) -> Fault | None:
    """What is wrong with the row that follows on `here`."""
    seq, at, actor, verb, subject, digest, previous, own, salt, words = row
    if seq != here.seq + 1:
        return Fault(here.seq + 1, "the entry is missing")
    if seq == since and own != anchor:
        return Fault(seq, "the entry is not the one of the anchor: the chain was written anew, or another was put back")
    if here.hash and previous != here.hash:
        return Fault(seq, "the entry does not continue the one before it")
    if own != hash_of(seq, at, actor, verb, subject, digest, previous):
        return Fault(seq, "the entry was changed")
    if words is not None and digest_of(salt, words) != digest:
        return Fault(seq, "the entry's words were changed")
    return None
