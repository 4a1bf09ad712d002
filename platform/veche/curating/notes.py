"""The words that moderators put on top of a talk: its summary, and the conclusion with which it is closed.

Every version stays readable. The one that is shown is the latest that was not taken back.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, markup
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.guarded import expect
from veche.core.policy import require
from veche.curating import letters, places
from veche.curating.ledger import write_down
from veche.curating.models import Curation, ThreadNote
from veche.curating.queries import talk
from veche.forum.models import Thread


def summarise(actor: Person, thread_id: int, *, text: str, language: str, version: int) -> ThreadNote:
    """The summary on top of the thread, with its author and date; `version` is the one shown when it was begun, or 0.

    Raises Refused, NotFound, and Stale when another one is shown by now.
    """
    html = markup.render(text)
    with writing() as session:
        hold(session, actor)
        thread = places.locked(session, thread_id)[thread_id]
        require(actor, "thread.summarise", talk(actor, thread))
        note = _add(session, actor, thread, "summary", version, {"text": text, "html": html, "language": language})
        curation = write_down(session, actor, "summary", thread, before={"notes": [note.id]}, version=note.version)
        letters.summarised(session, actor, curation, thread)
        return note


def conclude(actor: Person, thread_id: int, *, text: str, language: str, version: int) -> ThreadNote:
    """The conclusion and the closing in one act; for a closed thread, a new version of its conclusion.

    Raises Refused, NotFound, and Stale when another one is shown by now.
    """
    html = markup.render(text)
    with writing() as session:
        hold(session, actor)
        thread = places.locked(session, thread_id)[thread_id]
        require(actor, "thread.conclude", talk(actor, thread))
        note = _add(session, actor, thread, "conclusion", version, {"text": text, "html": html, "language": language})
        before = {"notes": [note.id], "locked": thread.is_locked}
        thread.is_locked = True
        curation = write_down(session, actor, "conclusion", thread, before=before, version=note.version)
        letters.concluded(session, actor, curation, thread)
        return note


def reopen(actor: Person, thread_id: int, *, reason: str) -> Curation:
    """People write in the thread again; the conclusion stays readable as an earlier one. Raises Refused, Stale."""
    with writing() as session:
        hold(session, actor)
        thread = places.locked(session, thread_id)[thread_id]
        require(actor, "thread.conclude", talk(actor, thread))
        set_lock(session, thread, False)
        curation = write_down(session, actor, "reopen", thread, before={}, reason=reason)
        letters.reopened(session, actor, curation, thread)
        return curation


def take_back(actor: Person, thread_id: int, *, reason: str) -> Curation:
    """No summary stands on top of the thread any more; every version stays readable. Raises Refused, Stale."""
    with writing() as session:
        hold(session, actor)
        thread = places.locked(session, thread_id)[thread_id]
        require(actor, "thread.summarise", talk(actor, thread))
        notes = [note.id for note in shown(session, thread.id, "summary")]
        if not notes:
            raise Stale
        set_taken_back(session, notes, True)
        return write_down(session, actor, "take_back", thread, before={"notes": notes}, reason=reason)


def _add(
    session: Session, actor: Person, thread: Thread, sort: str, version: int, values: dict[str, Any]
) -> ThreadNote:
    present = shown(session, thread.id, sort)
    if (present[0].version if present else 0) != version:
        raise Stale
    latest = select(func.max(ThreadNote.version)).where(ThreadNote.thread_id == thread.id, ThreadNote.sort == sort)
    note = ThreadNote(
        thread_id=thread.id,
        sort=sort,
        version=(session.execute(latest).scalar() or 0) + 1,
        html_version=markup.VERSION,
        author_id=actor.id,
        made_at=clock.now(),
        **values,
    )
    session.add(note)
    session.flush()
    return note


def shown(session: Session, thread_id: int, sort: str) -> Sequence[ThreadNote]:
    """The versions that were not taken back, the shown one first."""
    rows = select(ThreadNote).where(
        ThreadNote.thread_id == thread_id, ThreadNote.sort == sort, ThreadNote.taken_back_at.is_(None)
    )
    return session.execute(rows.order_by(ThreadNote.version.desc())).unique().scalars().all()


def set_taken_back(session: Session, notes: Sequence[int], taken: bool) -> None:
    """These versions are shown no more, or again; Stale when it is so already."""
    expected = ThreadNote.taken_back_at.is_(None) if taken else ThreadNote.taken_back_at.is_not(None)
    for number in notes:
        change = update(ThreadNote).where(ThreadNote.id == number, expected)
        expect(session, change.values(taken_back_at=clock.now() if taken else None))


def set_lock(session: Session, thread: Thread, closed: bool) -> None:
    """The thread is closed, or open again; Stale when it is so already."""
    change = update(Thread).where(Thread.id == thread.id, Thread.is_locked.is_(not closed))
    expect(session, change.values(is_locked=closed))
    session.expire(thread, ["is_locked"])
