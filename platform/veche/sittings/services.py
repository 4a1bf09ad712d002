"""The verbs of sittings: to convene one, to move it, to cancel it, and to put its agenda together."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.moderated import VISIBLE
from veche.core.policy import require
from veche.proposals.models import Proposal
from veche.sittings import letters, rules
from veche.sittings.events import cancelled, changed, convened
from veche.sittings.models import Item, Sitting


class Untimely(ValueError):
    """A sitting begins in the future; a written procedure runs for one to sixty days. `field` is what to change."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class FullAgenda(ValueError):
    """There is no room for more on this agenda."""


def convene(
    actor: Person,
    *,
    sort: str,
    begins_at: datetime | None,
    ends_at: datetime | None = None,
    place: str = "",
    note: str = "",
    language: str,
    proposals: Iterable[int] = (),
    nonce: str,
) -> Sitting:
    """A sitting at a time and place, or a written procedure from now on until its end; every member gets a letter.

    A double submit is one sitting. Raises Untimely, FullAgenda.
    """
    with writing() as session:
        hold(session, actor)
        require(actor, "sitting.convene")
        twin = _twin(session, actor, nonce)
        if twin:
            return twin
        begin = begins_at if sort == "sitting" and begins_at else clock.now()
        if not rules.is_timely(sort, begin, ends_at, clock.now()):
            raise Untimely("day" if sort == "sitting" else "last_day")
        made = Sitting(
            sort=sort,
            begins_at=begin,
            ends_at=ends_at if sort == "written" else None,
            place=place,
            note=note,
            language=language,
            convened_by_id=actor.id,
            convened_at=clock.now(),
            nonce=nonce,
        )
        session.add(made)
        session.flush()
        _add_proposals(session, made, proposals)
        verb = "written.opened" if made.is_written else "sitting.convened"
        journal.record(session, actor.id, verb, made.subject, at=(ends_at or begin).isoformat())
        letters.tell_convened(session, made)
        convened.send(made)
        return made


def _twin(session: Session, actor: Person, nonce: str) -> Sitting | None:
    rows = select(Sitting).where(Sitting.convened_by_id == actor.id, Sitting.nonce == nonce)
    return session.execute(rows).scalar_one_or_none()


def locked(session: Session, number: int) -> Sitting:
    """The sitting, which nobody else changes until this transaction ends. Raises NotFound."""
    rows = select(Sitting).where(Sitting.id == number).with_for_update().execution_options(populate_existing=True)
    found = session.execute(rows).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def change(actor: Person, number: int, *, begins_at: datetime | None, place: str, note: str, revision: int) -> Sitting:
    """Another time or place; every member gets a letter. A written procedure gets another end.

    Raises Refused, Untimely, and Stale when somebody has moved it since the page was made.
    """
    with writing() as session:
        hold(session, actor)
        found = locked(session, number)
        require(actor, "sitting.change", found)
        if found.revision != revision:
            raise Stale
        if begins_at is None or not rules.is_timely("sitting", begins_at, None, clock.now()):
            raise Untimely("day")
        if (found.begins_at, found.place, found.note) == (begins_at, place, note):
            return found
        found.begins_at, found.place, found.note = begins_at, place, note
        found.revision += 1
        journal.record(session, actor.id, "sitting.changed", found.subject, at=begins_at.isoformat(), place=place)
        letters.tell_changed(session, found)
        changed.send(found)
        return found


def cancel(actor: Person, number: int, reason: str) -> Sitting:
    """It does not take place, for a reason that everybody reads; every member gets a letter."""
    with writing() as session:
        hold(session, actor)
        found = locked(session, number)
        require(actor, "sitting.cancel", found)
        found.status, found.cancelled_reason = rules.CANCELLED, reason
        found.revision += 1
        journal.record(session, actor.id, "sitting.cancelled", found.subject, reason=reason)
        letters.tell_cancelled(session, found)
        cancelled.send(found)
        return found


# The agenda


def put_on(actor: Person, number: int, proposals: Iterable[int]) -> Sitting:
    """The proposals stand on the agenda, after what stands there; each stands there once. Raises FullAgenda."""
    with writing() as session:
        found = _open_agenda(session, actor, number)
        added = _add_proposals(session, found, proposals)
        if added:
            journal.record(session, actor.id, "sitting.agenda", found.subject, added=added)
        return found


def add_matter(actor: Person, number: int, title: str, language: str) -> Item:
    """A matter in words, after what stands on the agenda. Raises FullAgenda."""
    with writing() as session:
        found = _open_agenda(session, actor, number)
        _room_for(found, 1)
        item = Item(place=len(found.items) + 1, title=title, language=language)
        found.items.append(item)
        session.flush()
        journal.record(session, actor.id, "sitting.agenda", found.subject, matter=title)
        return item


def move_item(actor: Person, number: int, item_id: int, by: int) -> None:
    """One place up (-1) or down (+1); at the end of the agenda it stays where it is. Raises NotFound."""
    with writing() as session:
        found = _open_agenda(session, actor, number)
        item, before = _item(found, item_id), [one.id for one in found.items]
        order = rules.moved(before, item_id, by)
        if order == before:
            return
        _number(found, order)
        said = {"moved": item.proposal_id, "matter": item.title, "place": item.place}
        journal.record(session, actor.id, "sitting.agenda", found.subject, **said)


def take_off(actor: Person, number: int, item_id: int) -> None:
    """It stands on this agenda no longer. Raises NotFound."""
    with writing() as session:
        found = _open_agenda(session, actor, number)
        item = _item(found, item_id)
        journal.record(session, actor.id, "sitting.agenda", found.subject, removed=item.proposal_id, matter=item.title)
        session.delete(item)
        session.flush()
        session.refresh(found)
        _number(found, [left.id for left in found.items])


def _open_agenda(session: Session, actor: Person, number: int) -> Sitting:
    hold(session, actor)
    found = locked(session, number)
    require(actor, "sitting.agenda", found)
    return found


def _item(found: Sitting, item_id: int) -> Item:
    for item in found.items:
        if item.id == item_id:
            return item
    raise NotFound


def _number(found: Sitting, order: Sequence[int]) -> None:
    for item in found.items:
        item.place = order.index(item.id) + 1


def _room_for(found: Sitting, more: int) -> None:
    if len(found.items) + more > rules.LONGEST_AGENDA:
        raise FullAgenda


def _add_proposals(session: Session, found: Sitting, numbers: Iterable[int]) -> list[int]:
    """Only what everybody can read and what waits for an answer, overdue first; the numbers that were added."""
    standing = {item.proposal_id for item in found.items}
    back = (Proposal.state == "deferred") & (Proposal.deferred_until <= clock.now())
    rows = select(Proposal).where(Proposal.id.in_(set(numbers) - standing), Proposal.visibility == VISIBLE)
    rows = rows.where(or_(Proposal.state == "review", back))
    rows = rows.order_by(Proposal.answer_by.asc().nulls_first(), Proposal.id)
    new = session.execute(rows).unique().scalars().all()
    _room_for(found, len(new))
    for place, proposal in enumerate(new, len(found.items) + 1):
        found.items.append(Item(place=place, proposal_id=proposal.id, language=proposal.language))
    session.flush()
    return [proposal.id for proposal in new]
