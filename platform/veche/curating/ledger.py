"""An act of curating is written down once: its row for the undoing, its entry in the journal, the signal."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import clock, journal, outbox
from veche.core.guarded import expect
from veche.curating import events
from veche.curating.models import Curation
from veche.forum.models import Thread


def write_down(
    session: Session,
    actor: Person,
    sort: str,
    row: Any,
    *,
    before: dict[str, Any],
    reason: str = "",
    other: Thread | None = None,
    **said: Any,
) -> Curation:
    """The act in the journal and beside it, with what is needed to undo it; `said` stands in the journal alone."""
    session.flush()
    verb = events.PROPOSAL_MOVED if row.subject.startswith("proposal:") else events.VERBS[sort]
    facts = {"reason": reason} if reason else {}
    entry = journal.record(session, actor.id, verb, row.subject, title=row.title, **facts, **said)
    curation = Curation(
        sort=sort,
        subject=row.subject,
        other_id=other.id if other else None,
        by_id=actor.id,
        reason=reason,
        before=before,
        made_at=clock.now(),
        journal_seq=entry.seq,
    )
    session.add(curation)
    session.flush()
    events.curated.send(curation)
    return curation


def strike(session: Session, actor: Person, curation: Curation, row: Any) -> None:
    """The act is undone from now on; whoever comes second gets Stale."""
    session.flush()
    mine = (
        update(Curation)
        .where(Curation.id == curation.id, Curation.undone_at.is_(None))
        .values(undone_at=clock.now(), undone_by_id=actor.id)
    )
    expect(session, mine)
    said = {"act": curation.sort, "entry": curation.journal_seq}
    journal.record(session, actor.id, events.UNDONE, curation.subject, title=row.title, **said)
    session.refresh(curation)
    events.undone.send(curation)


def readers(session: Session, people: set[int], actor: Person) -> Sequence[outbox.Reader]:
    """The address and the language of each of these people, apart from whoever acts."""
    rows = select(Person.email, Person.language).where(Person.id.in_(people - {actor.id})).order_by(Person.id)
    return [(email, language) for email, language in session.execute(rows)]
