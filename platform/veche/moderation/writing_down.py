"""One act written down: its row, its entry in the journal, in the transaction of what it does."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import clock, journal
from veche.moderation import rules
from veche.moderation.models import Act
from veche.moderation.taking_back import subject_of


@dataclass(frozen=True)
class Grounds:
    """Why something is done: the clause of the rules and the facts; none of both for a first look."""

    clause: str = ""
    facts: str = ""


def write_down(
    session: Session, actor: Person, row: Any, verb: str, entry: str, grounds: Grounds, **values: Any
) -> Act:
    """The act `verb` on a text or its author, and its entry in the journal, which says the clause and, outside the
    youth space, the facts; of what a second moderator is to decide neither, before they have."""
    act = Act(
        kind=row.kind,
        subject_id=row.id,
        verb=verb,
        clause=grounds.clause,
        facts=grounds.facts,
        moderator_id=actor.id,
        author_id=row.author_id,
        acted_at=clock.now(),
        **values,
    )
    said: dict[str, Any] = {"kind": row.kind}
    if act.state != "proposed":
        said |= {"clause": grounds.clause} if grounds.clause else {}
        said |= rules.told(row.kind, grounds.facts) if grounds.facts else {}
    said |= {"days": act.days} if act.days else {}
    act.journal_seq = journal.record(session, actor.id, entry, subject_of(act, row.subject), **said).seq
    session.add(act)
    session.flush()
    return act
