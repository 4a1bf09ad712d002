"""Proposals that already say what somebody is about to propose: the index of their titles, and the search in it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from veche.core import likeness
from veche.core.database import db
from veche.proposals.events import changed, opened
from veche.proposals.models import Proposal, Version
from veche.proposals.queries import LIVING, by_numbers, published

KIND = "proposal"
SHOWN = 3
DECIDED = ("accepted", "declined", "not_carried")
_WORTH_SHOWING = (*LIVING, *DECIDED, "dormant")  # a withdrawn one is nobody's, a merged one lives on in another
_LOOKED_AT = 12


@dataclass(frozen=True)
class Similar:
    """A proposal with a title like the typed one; a decided one is shown because its answer may be enough."""

    proposal: Proposal
    score: float

    @property
    def is_strong(self) -> bool:
        return self.score >= likeness.STRONG

    @property
    def is_living(self) -> bool:
        return self.proposal.state in LIVING

    @property
    def is_decided(self) -> bool:
        return self.proposal.state in DECIDED


@likeness.source(KIND)
def titles() -> Any:
    """The titles and texts of everything published; drafts are not found."""
    present = and_(Version.proposal_id == Proposal.id, Version.number == Proposal.version)
    rows = select(Proposal.id, Proposal.title, Proposal.language, Version.text).join(Version, present)
    return rows.where(Proposal.opened_at.is_not(None))


@opened.connect
@changed.connect
def keep_index(proposal: Proposal, **_values: Any) -> None:
    """In the transaction of the act: the index says what the title and the text say."""
    session = db.session()
    session.flush()
    row = session.execute(titles().where(Proposal.id == proposal.id)).one()
    likeness.index(session, KIND, *row)


def similar(title: str, language: str, person: Any, *, but: int = 0, nonce: str = "") -> list[Similar]:
    """Up to three proposals that the person may read and whose titles are like this one: those that still live first.

    Neither the proposal `but` nor the one that the same form has made already is among them.
    """
    among = select(Proposal.id).where(published(person), Proposal.state.in_(_WORTH_SHOWING), Proposal.id != but)
    if nonce and person.id is not None:
        among = among.where(or_(Proposal.author_id != person.id, Proposal.nonce != nonce))
    scores = dict(likeness.nearest(db.session(), KIND, title, language, limit=_LOOKED_AT, among=among))
    found = [Similar(row, scores[row.id]) for row in by_numbers(list(scores))]
    return sorted(found, key=lambda one: not one.is_living)[:SHOWN]
