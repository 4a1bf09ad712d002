"""What the youth council's pages read, each with a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import joinedload

from veche.accounts.models import Person, RoleGrant, in_office
from veche.core import clock
from veche.core.database import db
from veche.core.moderated import shown_to
from veche.core.paging import Page, cut, keyset
from veche.proposals.models import Proposal, Version
from veche.proposals.queries import near, published, together
from veche.youth import backing
from veche.youth.models import Backing, Opinion, YouthMark, YouthTally
from veche.youth.rules import BEFORE_DECISION, backers_needed

LONGEST_LIST = 60


def awaited(person: Any) -> Sequence[Proposal]:
    """Proposals on which an opinion still counts and none is written, the most urgent first."""
    spoken = select(Opinion.proposal_id)
    due = case(
        (Proposal.state == "review", Proposal.answer_by),
        (Proposal.state == "voting", Proposal.voting_closes_at),
        else_=Proposal.support_until,
    )
    asleep = and_(Proposal.state == "open", Proposal.support_until <= clock.now())
    rows = select(Proposal).where(
        Proposal.state.in_(BEFORE_DECISION), ~asleep, Proposal.id.not_in(spoken), shown_to(Proposal, person)
    )
    rows = rows.options(joinedload(Proposal.area)).order_by(due.asc().nulls_last(), Proposal.id).limit(LONGEST_LIST)
    return db.session.execute(rows).scalars().all()


def opinions(person: Any, limit: int = 24) -> Sequence[Opinion]:
    """What the council said, the latest first."""
    near = joinedload(Opinion.proposal).joinedload(Proposal.area)
    rows = select(Opinion).join(Opinion.proposal).where(shown_to(Proposal, person)).options(near)
    return db.session.execute(rows.order_by(Opinion.published_at.desc(), Opinion.id).limit(limit)).scalars().all()


def unanswered(person: Any) -> Sequence[Opinion]:
    """Opinions on proposals whose answer from the committee is overdue, the longest first."""
    rows = select(Opinion).join(Opinion.proposal).options(joinedload(Opinion.proposal))
    rows = rows.where(Proposal.state == "review", Proposal.answer_by < clock.now(), shown_to(Proposal, person))
    return db.session.execute(rows.order_by(Proposal.answer_by).limit(5)).scalars().all()


def opinion_on(proposal_id: int) -> Opinion | None:
    rows = select(Opinion).where(Opinion.proposal_id == proposal_id)
    return db.session.execute(rows).scalar_one_or_none()


@dataclass(frozen=True)
class Member:
    """A member in office: the display name, mostly a pseudonym, and the last day of the term."""

    name: str
    until: date | None


def members() -> Sequence[Member]:
    """The members in office, the longest first."""
    rows = select(Person.display_name, RoleGrant.until).join(RoleGrant, RoleGrant.person_id == Person.id)
    rows = rows.where(in_office("youth_council")).order_by(RoleGrant.granted_at, Person.id)
    return [Member(name, until) for name, until in db.session.execute(rows.limit(LONGEST_LIST))]


@dataclass(frozen=True)
class Backed:
    """How many members in office stand behind a proposal, of how many; whether the reader is one of them."""

    proposal: Proposal
    backers: int
    members: int
    is_own: bool

    @property
    def needed(self) -> int:
        return backers_needed(self.members)

    @property
    def lacking(self) -> int:
        return max(0, self.needed - self.backers)


def _backings(person: Any) -> Any:
    """(proposal, backers in office, whether the person is one) for every backed proposal."""
    sits = select(RoleGrant.person_id).where(in_office("youth_council"))
    mine = func.max(case((Backing.person_id == (person.id or 0), 1), else_=0))
    rows = select(Backing.proposal_id, func.count(), mine).where(Backing.person_id.in_(sits))
    return rows.group_by(Backing.proposal_id)


def backed(person: Any, limit: int = 12) -> Sequence[Backed]:
    """Open proposals with a backing, the nearest to the vote first."""
    counts = {row[0]: (row[1], bool(row[2])) for row in db.session.execute(_backings(person))}
    if not counts:
        return []
    asleep = Proposal.support_until <= clock.now()
    rows = select(Proposal).options(joinedload(Proposal.area)).where(Proposal.id.in_(counts), Proposal.state == "open")
    found = db.session.execute(rows.where(~asleep, Proposal.visibility == "visible")).scalars().all()
    sitting = count_members()
    shown = [Backed(row, counts[row.id][0], sitting, counts[row.id][1]) for row in found]
    return sorted(shown, key=lambda one: (-one.backers, one.proposal.id))[:limit]


def backing_of(proposal: Proposal, person: Any) -> Backed:
    """The same for one proposal: two statements."""
    one = _backings(person).where(Backing.proposal_id == proposal.id)
    found = db.session.execute(one).first() or (0, 0, 0)
    return Backed(proposal, found[1], count_members(), bool(found[2]))


def count_members() -> int:
    return backing.members(db.session())


def marked_among(numbers: list[int]) -> set[int]:
    """Which of the proposals their authors call youth proposals."""
    rows = select(YouthMark.proposal_id).where(YouthMark.proposal_id.in_(numbers))
    return set(db.session.execute(rows).scalars()) if numbers else set()


def marked(person: Any, cursor: str | None, size: int = 20) -> Page[Proposal]:
    """The youth proposals that the person may see, newest first."""
    rows = near(select(Proposal).join(YouthMark, YouthMark.proposal_id == Proposal.id)).options(together())
    rows = keyset(rows.where(published(person)), [Proposal.opened_at, Proposal.id], cursor, descending=True)
    found = db.session.execute(rows.limit(size + 1)).scalars().all()
    return cut(found, size, lambda row: [row.opened_at, row.id])


def tally_of(proposal_id: int) -> YouthTally | None:
    return db.session.get(YouthTally, proposal_id)


def present_text(proposal: Proposal) -> Version:
    rows = select(Version).where(Version.proposal_id == proposal.id, Version.number == proposal.version)
    return db.session.execute(rows).scalar_one()
