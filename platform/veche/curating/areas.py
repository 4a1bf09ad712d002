"""A text belongs to another action area: what each area counts is exact in the same transaction."""

from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.guarded import expect
from veche.core.policy import require
from veche.curating import letters, places
from veche.curating.ledger import write_down
from veche.curating.marks import make_room
from veche.curating.models import Curation
from veche.curating.queries import placed, talk
from veche.forum.models import Thread, ThreadArea
from veche.plan.models import ActionArea
from veche.proposals.life import locked as locked_proposal
from veche.proposals.models import Proposal


def move_thread(actor: Person, thread_id: int, area_id: int, *, reason: str) -> Curation:
    """The thread belongs to another action area; if that was one of its other areas, it is named once from now on.

    Raises Refused, NotFound, and Stale when the thread is there already.
    """
    with writing() as session:
        hold(session, actor)
        thread = places.locked(session, thread_id)[thread_id]
        require(actor, "thread.move", talk(actor, thread))
        here, there = _areas(session, thread.area_id, area_id)
        if thread.pinned_at:
            make_room(session, there.id)
        was = places.areas_of(session, thread)
        before = {**_way(here, there), "others": sorted(was - {here.id})}
        curation = write_down(session, actor, "move", thread, before=before, reason=reason, **_codes(here, there))
        set_areas(session, thread, there.id, was - {here.id, there.id})
        letters.thread_moved(session, actor, curation, thread, here, there)
        return curation


def move_proposal(actor: Person, proposal_id: int, area_id: int, *, reason: str) -> Curation:
    """An open proposal belongs to another action area; its supports, arguments and terms stay as they are.

    Raises Refused, NotFound, and Stale when the proposal is there already.
    """
    with writing() as session:
        hold(session, actor)
        proposal = locked_proposal(session, proposal_id)
        require(actor, "proposal.move", placed(actor, proposal))
        here, there = _areas(session, proposal.area_id, area_id)
        codes = _codes(here, there)
        curation = write_down(session, actor, "move", proposal, before=_way(here, there), reason=reason, **codes)
        set_area(session, proposal, there.id)
        letters.proposal_moved(session, actor, curation, proposal, here, there)
        return curation


def _areas(session: Session, here: int, there: int) -> tuple[ActionArea, ActionArea]:
    if here == there:
        raise Stale
    rows = session.execute(select(ActionArea).where(ActionArea.id.in_((here, there)))).scalars()
    found = {area.id: area for area in rows}
    if there not in found:
        raise NotFound
    return found[here], found[there]


def _codes(here: ActionArea, there: ActionArea) -> dict[str, Any]:
    return {"from_code": here.code, "to_code": there.code}


def _way(here: ActionArea, there: ActionArea) -> dict[str, Any]:
    return {"area": here.id, "to": there.id, **_codes(here, there)}


def set_areas(session: Session, thread: Thread, main: int, others: set[int]) -> None:
    """The thread's own action area and its other ones, and what each area counts."""
    was = places.areas_of(session, thread)
    change = update(Thread).where(Thread.id == thread.id, Thread.area_id == thread.area_id)
    expect(session, change.values(area_id=main))
    session.execute(delete(ThreadArea).where(ThreadArea.thread_id == thread.id))
    if others:
        session.execute(insert(ThreadArea), [{"thread_id": thread.id, "area_id": area} for area in sorted(others)])
    session.expire(thread, ["area_id", "area", "other_areas"])
    places.count_areas(session, was, {main, *others})


def set_area(session: Session, proposal: Proposal, area_id: int) -> None:
    """The proposal's action area, and what both areas count."""
    was = proposal.area_id
    change = update(Proposal).where(Proposal.id == proposal.id, Proposal.area_id == was)
    expect(session, change.values(area_id=area_id))
    session.expire(proposal, ["area_id", "area"])
    places.count_areas(session, {was}, {area_id}, ActionArea.proposal_count)
