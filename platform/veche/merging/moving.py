"""Where a supporter's support goes when they choose, and how it comes back: nothing is lost, nothing counted twice.

What a move changed at the target is remembered in the row (`target_version`, `target_given_at`, `brought_at`), so that
taking it back restores exactly what was there. A support that the person gave the target by their own hand since then
stays: it is another word than the one that was moved.
"""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.core import clock
from veche.core.database import insert_once
from veche.merging.models import Merge, MergedSupport
from veche.proposals.events import supported
from veche.proposals.models import Proposal, Support
from veche.proposals.supports import add_support, note_day, remove_support


def move(session: Session, row: MergedSupport) -> None:
    """From the source to the target's present text; a support that is there already stays as it is."""
    merge = row.merge
    remove_support(session, merge.source, row.person_id)
    before = support_of(session, merge.target_id, row.person_id)
    row.target_version = before.version if before else None
    row.target_given_at = before.given_at if before else None
    moment = clock.now()
    is_new = add_support(session, merge.target, row.person_id, given_at=moment)
    row.brought_at = moment if is_new else None


def withdraw(session: Session, row: MergedSupport) -> None:
    remove_support(session, row.merge.source, row.person_id)


def put_back(session: Session, row: MergedSupport) -> None:
    """The support of the source as it was: the same text, the same day."""
    source = row.merge.source
    support = {"proposal_id": source.id, "person_id": row.person_id, "version": row.version, "given_at": row.given_at}
    added = insert_once(session, Support, **support)
    if added and row.version == source.version:
        _count(session, source, +1)
    if added:
        supported.send(source, person=row.person)


def give_back(session: Session, row: MergedSupport) -> None:
    """Take away from the target what the move brought it, unless another moved support rests on it."""
    brought, row_before = row.brought_at, (row.target_version, row.target_given_at)
    row.brought_at = row.target_version = row.target_given_at = None
    if brought is None:
        return
    resting = _resting_on(session, row, brought)
    heir = next((other for other in resting if other.brought_at is None), None)
    if heir:
        heir.brought_at = brought
    for other in [heir] if heir else resting:
        other.target_version, other.target_given_at = row_before
    session.flush()
    present = support_of(session, row.merge.target_id, row.person_id)
    if not heir and present and present.given_at == brought:
        _restore(session, row.merge.target, present, *row_before)


def _resting_on(session: Session, row: MergedSupport, brought: object) -> Sequence[MergedSupport]:
    """The person's other supports moved to the same target, which found there what this move had brought."""
    rows = select(MergedSupport).join(Merge, Merge.id == MergedSupport.merge_id)
    rows = rows.where(Merge.target_id == row.merge.target_id, Merge.state == "done", MergedSupport.choice == "moved")
    rows = rows.where(MergedSupport.person_id == row.person_id, MergedSupport.id != row.id)
    session.flush()
    found = session.execute(rows.order_by(MergedSupport.id)).scalars()
    return [other for other in found if other.target_given_at == brought]


def _restore(session: Session, target: Proposal, present: Support, version: int | None, given_at: object) -> None:
    """The target's support as it was before: none, or one of an earlier text."""
    if version is None:
        remove_support(session, target, present.person_id)
        return
    counted = present.version == target.version
    session.execute(update(Support).where(Support.id == present.id).values(version=version, given_at=given_at))
    if counted and version != target.version:
        _count(session, target, -1)


def support_of(session: Session, proposal_id: int, person_id: int) -> Support | None:
    rows = select(Support).where(Support.proposal_id == proposal_id, Support.person_id == person_id)
    return session.execute(rows.execution_options(populate_existing=True)).scalar_one_or_none()


def _count(session: Session, proposal: Proposal, by: int) -> None:
    session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id)
        .values(support_count=Proposal.support_count + by)
        .execution_options(synchronize_session=False)
    )
    session.refresh(proposal)
    note_day(session, proposal)
