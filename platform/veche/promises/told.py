"""One promise with the things it is about, brought together in a statement for each sort of thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, lazyload

from veche.accounts.models import Person
from veche.core.database import db
from veche.proposals.models import Proposal
from veche.tracking.models import Action, Milestone


@dataclass(frozen=True)
class Promise:
    """One promise with the things it is about; an answer, a return and an opinion have a proposal, the rest an action.

    `key` orders promises of one day; `subject` names what was promised in addresses that never change.
    """

    kind: str
    row: int
    due: date
    closed: date | None
    state: str
    owner: str
    backed: bool
    proposal: Proposal | None
    action: Action | None
    milestone: Milestone | None

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.row

    @property
    def subject(self) -> str:
        number = self.milestone or self.action or self.proposal
        return f"{self.kind}/{number.id if number else self.row}/{self.due.isoformat()}"

    @property
    def text(self) -> Any:
        """What the promise is called after: the milestone, the proposal or the action, with its language."""
        return self.milestone or self.proposal or self.action

    @property
    def area(self) -> Any:
        about: Any = self.proposal or self.action
        return about.area

    @property
    def code(self) -> str:
        """The code of the action or of the action area."""
        return self.action.code if self.action else str(self.area.code)

    @property
    def explanation(self) -> str:
        """Why a milestone was dropped, in the words of who dropped it."""
        return self.milestone.dropped_reason if self.milestone else ""


def told(rows: Sequence[Any]) -> list[Promise]:
    """The rows with what they are about: a statement for each sort of thing."""
    proposals = _by_id(_proposals(), Proposal, {row.proposal_id for row in rows})
    actions = _by_id(_actions(), Action, {row.action_id for row in rows})
    milestones = _by_id(select(Milestone), Milestone, {row.milestone_id for row in rows})
    return [
        Promise(
            kind=row.kind,
            row=row.row,
            due=date.fromisoformat(row.due),
            closed=date.fromisoformat(row.closed) if row.closed else None,
            state=row.state,
            owner=row.owner,
            backed=bool(row.backed),
            proposal=proposals.get(row.proposal_id),
            action=actions.get(row.action_id),
            milestone=milestones.get(row.milestone_id),
        )
        for row in rows
    ]


def _proposals() -> Select[Any]:
    owes = joinedload(Proposal.responsible).options(lazyload(Person.grants))
    return select(Proposal).options(joinedload(Proposal.area), owes)


def _actions() -> Select[Any]:
    return select(Action).options(joinedload(Action.area), joinedload(Action.body))


def _by_id(rows: Select[Any], model: Any, numbers: set[Any]) -> dict[int, Any]:
    wanted = numbers - {None}
    if not wanted:
        return {}
    return {row.id: row for row in db.session.execute(rows.where(model.id.in_(wanted))).scalars()}
