"""Every act of curating can be undone: what it moved goes back to its old place, and nothing written since is lost.

Answers that were written meanwhile in moved branches go along, under the messages that they answer, with new numbers;
their addresses of the meantime lead on as all old addresses do. Acts that later ones rest on are undone after these.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.policy import holds
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.guarded import expect
from veche.core.policy import require
from veche.curating import letters, places, rules
from veche.curating.areas import set_area, set_areas
from veche.curating.ledger import strike
from veche.curating.marks import make_room, pinned_in, set_mark
from veche.curating.merges import grows_from, recount
from veche.curating.models import Curation
from veche.curating.notes import set_lock, set_taken_back
from veche.curating.policy import Done, Placed, room_to_pin
from veche.curating.queries import done_by, placed, rested_on, spoken_in
from veche.curating.rules import Seat
from veche.forum.models import PostMove, Thread
from veche.proposals.life import locked as locked_proposal


def undo(actor: Person, curation_id: int) -> Curation:
    """The act is undone, and everybody who was told of it is told. Raises Refused, NotFound, and Stale when somebody
    was faster."""
    with writing() as session:
        hold(session, actor)
        found = session.get(Curation, curation_id)
        if found is None:
            raise NotFound
        return _undo_proposal(session, actor, found) if found.kind == "proposal" else _undo(session, actor, found)


def _undo_proposal(session: Session, actor: Person, curation: Curation) -> Curation:
    proposal = locked_proposal(session, curation.subject_id)
    session.refresh(curation)
    part = {proposal.id} if placed(actor, proposal).has_taken_part else set()
    require(actor, "curation.undo", done_to(session, actor, curation, part, proposal))
    require(actor, "proposal.move", Placed(proposal))  # the part in it was asked about just now
    if proposal.area_id != curation.before["to"]:
        raise Stale
    strike(session, actor, curation, proposal)
    set_area(session, proposal, curation.before["area"])
    letters.undone(session, actor, curation, proposal, proposal.writer_ids)
    return curation


def _undo(session: Session, actor: Person, curation: Curation) -> Curation:
    threads = places.locked(session, *{curation.subject_id, curation.other_id or curation.subject_id})
    thread = threads[curation.subject_id]
    other = threads[curation.other_id] if curation.other_id else None
    session.refresh(curation)
    if curation.undone_at and not holds(actor, "moderator"):
        raise Stale
    require(actor, "curation.undo", done_to(session, actor, curation, spoken_in(actor, *threads), thread, other))
    strike(session, actor, curation, thread)
    people = _UNDO[curation.sort](session, curation, thread, other)
    letters.undone(session, actor, curation, thread, people | {thread.author_id})
    return curation


def done_to(session: Session, actor: Person, curation: Curation, part: set[int], *rows: Any) -> Done:
    """The act as the policy judges its undoing."""
    there = [row for row in rows if row is not None]
    return done_by(actor, curation, there, rested_on(session, [curation]), part)


def _move(session: Session, curation: Curation, thread: Thread, _other: Thread | None) -> set[int]:
    before = curation.before
    if thread.area_id != before["to"]:
        raise Stale
    if thread.pinned_at:
        make_room(session, before["area"])
    set_areas(session, thread, before["area"], set(before["others"]))
    return set()


def _merge(session: Session, curation: Curation, thread: Thread, other: Thread | None) -> set[int]:
    """The posts return to their thread, which stands in the lists again."""
    assert other is not None  # noqa: S101 - every merge names its target
    gone = update(Thread).where(Thread.id == thread.id, Thread.merged_into_id == other.id)
    expect(session, gone.values(merged_into_id=None))
    session.refresh(thread)
    places.count_areas(session, set(), places.areas_of(session, thread))
    people = _back(session, curation, thread, other)
    grows_from(session, [other.id], thread, only=curation.before["proposals"])
    moment = clock.now()
    thread.featured_at = moment if curation.before["featured"] else None
    has_room = not room_to_pin(pinned_in(session, thread.area_id))
    thread.pinned_at = moment if curation.before["pinned"] and has_room else None
    return people


def _split(session: Session, curation: Curation, thread: Thread, other: Thread | None) -> set[int]:
    """The posts return; the thread that was split off stays as an address that leads on."""
    assert other is not None  # noqa: S101 - every split names its new thread
    stays = update(Thread).where(Thread.id == other.id, Thread.merged_into_id.is_(None))
    expect(session, stays.values(merged_into_id=thread.id))
    session.refresh(other)
    places.count_areas(session, places.areas_of(session, other), set())
    other.pinned_at = other.featured_at = other.solved_number = None
    people = _back(session, curation, thread, other)
    grows_from(session, [other.id], thread)
    return people


def _back(session: Session, curation: Curation, home: Thread, away: Thread) -> set[int]:
    """Every moved post stands at its old number again, answers written since go along; everybody whose words moved."""
    rows = select(PostMove.post_id, PostMove.number, PostMove.parent_id).where(PostMove.curation_id == curation.id)
    kept = {post: (number, parent) for post, number, parent in session.execute(rows)}
    seats = places.seats_of(session, home, away)
    if kept.keys() - {seat.id for seat in seats}:
        raise Stale
    is_whole = curation.sort == "split"
    after = rules.returned(seats, kept, home.id, away.id, home.last_number, is_whole)
    places.settle(session, seats, after, None)
    recount(after, home, away)
    solved = {seat.number for seat in after if seat.thread_id == away.id}
    away.solved_number = away.solved_number if away.solved_number in solved else None
    home.solved_number = home.solved_number or curation.before["solved"]
    session.flush()
    return _movers(seats, after)


def _movers(before: list[Seat], after: list[Seat]) -> set[int]:
    old = {seat.id: seat.thread_id for seat in before}
    return {seat.author_id for seat in after if seat.thread_id != old[seat.id]}


def _mark(name: str, on: bool) -> "Undo":
    def undo_mark(session: Session, _curation: Curation, thread: Thread, _other: Thread | None) -> set[int]:
        set_mark(session, thread, name, on)
        return set()

    return undo_mark


def _summary(session: Session, curation: Curation, _thread: Thread, _other: Thread | None) -> set[int]:
    set_taken_back(session, curation.before["notes"], True)
    return set()


def _take_back(session: Session, curation: Curation, _thread: Thread, _other: Thread | None) -> set[int]:
    set_taken_back(session, curation.before["notes"], False)
    return set()


def _conclusion(session: Session, curation: Curation, thread: Thread, _other: Thread | None) -> set[int]:
    """The words are taken back; the thread opens again unless it was closed before."""
    set_taken_back(session, curation.before["notes"], True)
    if not curation.before["locked"]:
        set_lock(session, thread, False)
    return set()


def _reopen(session: Session, _curation: Curation, thread: Thread, _other: Thread | None) -> set[int]:
    set_lock(session, thread, True)
    return set()


Undo = Callable[[Session, Curation, Thread, Thread | None], set[int]]
_UNDO: dict[str, Undo] = {
    "move": _move,
    "merge": _merge,
    "split": _split,
    "pin": _mark("pin", False),
    "unpin": _mark("pin", True),
    "feature": _mark("feature", False),
    "unfeature": _mark("feature", True),
    "summary": _summary,
    "take_back": _take_back,
    "conclusion": _conclusion,
    "reopen": _reopen,
}
