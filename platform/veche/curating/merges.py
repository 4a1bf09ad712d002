"""Two talks about one matter become one: the messages go over as one branch, and every old address leads on."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core.database import writing
from veche.core.policy import require
from veche.curating import letters, places, rules
from veche.curating.ledger import write_down
from veche.curating.models import Curation
from veche.curating.queries import pair
from veche.curating.rules import Seat
from veche.forum.models import Thread
from veche.proposals.models import Proposal


def merge(actor: Person, thread_id: int, into_id: int, *, reason: str) -> Curation:
    """The thread's posts move into another thread as a branch under its opening post; nothing is deleted.

    The thread itself stays as an address that leads on. Raises Refused, NotFound.
    """
    with writing() as session:
        hold(session, actor)
        threads = places.locked(session, thread_id, into_id)
        source, target = threads[thread_id], threads[into_id]
        require(actor, "thread.merge", pair(actor, source, target))
        before = _remember(session, source)
        said: dict[str, Any] = {"into": target.id, "into_title": target.title, "messages": source.post_count}
        curation = write_down(session, actor, "merge", source, before=before, reason=reason, other=target, **said)
        authors = _move_posts(session, source, target, curation.id)
        _leave_lists(session, source)
        source.merged_into_id = target.id
        session.flush()
        letters.merged(session, actor, curation, source, target, authors)
        return curation


def _remember(session: Session, source: Thread) -> dict[str, Any]:
    """What the thread loses by going: its marks, and the proposals that grew from it."""
    grown = select(Proposal.id).where(Proposal.thread_id == source.id).order_by(Proposal.id)
    return {
        "solved": source.solved_number,
        "pinned": source.pinned_at is not None,
        "featured": source.featured_at is not None,
        "proposals": list(session.execute(grown).scalars()),
        "messages": source.post_count,
    }


def _move_posts(session: Session, source: Thread, target: Thread, curation_id: int) -> set[int]:
    """Everybody whose words moved."""
    seats = places.seats_of(session, source, target)
    leaving = [seat for seat in seats if seat.thread_id == source.id]
    staying = [seat for seat in seats if seat.thread_id == target.id]
    head = rules.in_order(leaving)[0].id
    branch = rules.under(rules.numbered(leaving, target.id, target.last_number), head)
    after = rules.laid_out([*staying, *branch], rules.links(seats))
    places.settle(session, seats, after, curation_id)
    recount(after, source, target)
    grows_from(session, [source.id], target)
    return {seat.author_id for seat in leaving}


def recount(seats: list[Seat], *threads: Thread) -> None:
    for thread in threads:
        places.count(thread, seats)


def grows_from(session: Session, numbers: list[int], thread: Thread, only: list[int] | None = None) -> None:
    """Proposals that grew from these threads name the thread where the words stand now."""
    change = update(Proposal).where(Proposal.thread_id.in_(numbers))
    if only is not None:
        change = change.where(Proposal.id.in_(only))
    session.execute(change.values(thread_id=thread.id).execution_options(synchronize_session=False))


def _leave_lists(session: Session, thread: Thread) -> None:
    """The action areas count it no more; a pin or a mark on it means nothing now."""
    places.count_areas(session, places.areas_of(session, thread), set())
    thread.pinned_at = thread.featured_at = thread.solved_number = None
