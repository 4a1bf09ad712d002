"""What a supporter of a merged proposal decides about their own support; nobody decides for them."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.policy import require
from veche.merging import moving, rules
from veche.merging.models import Merge, MergedSupport
from veche.merging.services import both_locked
from veche.proposals.events import unsupported
from veche.proposals.models import Proposal


def choose(actor: Person, merge_id: int, choice: str, *, seen: int | None = None) -> MergedSupport:
    """The supporter's own word on their support, changeable as long as the term lasts; the same word twice is one.

    `seen` is the version of the target that a page has shown: a support never moves to a text its giver did not see.
    Raises Refused, and Stale when the text is another one by now.
    """
    if choice not in rules.CHOICES:
        raise ValueError(choice)
    with writing() as session:
        hold(session, actor)
        merge = both_locked(session, merge_id)
        row = _row_of(session, merge, actor.id)
        require(actor, "merge.choose", row)
        if row.choice != choice:
            if choice == "moved" and seen not in {None, merge.target.version}:
                raise Stale
            before, row.choice = row.choice, choice
            _take_back(session, row, before)
            _act_on(session, row)
            row.chosen_at = clock.now()
        return row


def _row_of(session: Session, merge: Merge, person_id: int) -> MergedSupport:
    rows = select(MergedSupport).where(MergedSupport.merge_id == merge.id, MergedSupport.person_id == person_id)
    row = session.execute(rows.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


def _take_back(session: Session, row: MergedSupport, before: str) -> None:
    """Undo the earlier choice: the support is with the source again."""
    if before == "moved":
        moving.give_back(session, row)
    if before in {"moved", "withdrawn"}:
        moving.put_back(session, row)


def _act_on(session: Session, row: MergedSupport) -> None:
    if row.choice == "moved":
        moving.move(session, row)
    elif row.choice == "withdrawn":
        moving.withdraw(session, row)


@unsupported.connect
def _taken_back(proposal: Proposal, person: Person, **_values: Any) -> None:
    """Who takes a moved support back on the target's own page has withdrawn it: an undo does not bring it back."""
    if proposal.state != "open":  # it is being moved on with the proposal itself
        return
    with writing() as session:
        into = select(Merge.id).where(Merge.target_id == proposal.id, Merge.state == "done")
        mine = update(MergedSupport).where(MergedSupport.person_id == person.id, MergedSupport.choice == "moved")
        gone = {"choice": "withdrawn", "brought_at": None, "target_version": None, "target_given_at": None}
        session.execute(mine.where(MergedSupport.merge_id.in_(into)).values(**gone, chosen_at=clock.now()))
