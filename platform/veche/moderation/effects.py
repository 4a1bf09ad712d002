"""What an act does: the text and its author are brought into the state that all acts together come to."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import clock
from veche.core.moderated import restored
from veche.moderation import standing
from veche.moderation.models import Act
from veche.moderation.texts import is_published
from veche.newcomers.looking import hold_back, is_unseen
from veche.plan.models import ActionArea
from veche.residents.identities import free

# What an action area counts of a moderated kind.
_COUNTED = {"thread": "thread_count", "proposal": "proposal_count"}


def settle(session: Session, act: Act, row: Any, *, is_judged: bool = True) -> None:
    """Bring what the act touches, its text or its author, into the state that the acts in force come to.

    is_judged: a moderator has looked at the text now. Where an act only ran out, or was taken back unread, what nobody
    has let through before waits for its first look again.
    """
    session.flush()
    if act.verb in standing.ON_TEXT and row is not None:
        _settle_text(session, row, is_judged, is_approval=act.verb == "approve")
    elif act.verb in standing.ON_PERSON:
        settle_person(session, act.author_id)


def _settle_text(session: Session, row: Any, is_judged: bool, is_approval: bool) -> None:
    """The locked text is shown, hidden or removed, as the acts on it say; who counts it counts what readers see."""
    acts = select(Act).where(Act.kind == row.kind, Act.subject_id == row.id).order_by(Act.id)
    act = standing.holding(session.execute(acts).unique().scalars().all(), clock.now())
    was_visible, was_unseen = row.is_visible, is_unseen(session, row)
    row.visibility = standing.visibility(act)
    row.hidden_clause, row.hidden_entry = (act.clause, act.journal_seq) if act else (None, None)
    session.flush()
    if was_unseen and row.is_visible and not is_judged:
        hold_back(session, row)
    if was_unseen and row.is_visible and not is_approval:
        session.execute(update(Person).where(Person.id == row.author_id).values(passed=Person.passed + 1))
    _count(session, row, int(row.is_visible) - int(was_visible))
    if row.is_visible and not was_visible:
        restored.send(row)


def settle_person(session: Session, person_id: int) -> None:
    """The locked person may write, is silent for a time, or banned, as the acts about them say. A ban ends every
    session; with the last measure the hashes go that were kept for it alone."""
    acts = select(Act).where(Act.author_id == person_id, Act.verb.in_(standing.ON_PERSON)).order_by(Act.id)
    muted, banned = standing.restrictions(session.execute(acts).unique().scalars().all(), clock.now())
    person = session.get_one(Person, person_id)
    if banned and person.banned_at is None:
        person.epoch += 1
    person.muted_until, person.banned_at = muted, banned
    session.flush()
    free(session, person)


def _count(session: Session, row: Any, by: int) -> None:
    name = _COUNTED.get(row.kind)
    if by and name and is_published(row) and not (row.kind == "thread" and row.merged_into_id):
        counted = {name: getattr(ActionArea, name) + by}
        session.execute(update(ActionArea).where(ActionArea.id == row.area_id).values(counted))
