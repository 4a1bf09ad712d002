"""Reads for the pages of merging, each with a fixed number of statements; numbers of supporters, never their names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.core.moderated import shown_to
from veche.merging import rules
from veche.merging.models import Merge, MergedSupport
from veche.merging.policy import Silence
from veche.proposals import queries as proposals
from veche.proposals.models import Coauthor, Proposal, Support, Version
from veche.proposals.rules import phase
from veche.proposals.similar import similar
from veche.proposals.taking_part import took_part

MOST = 50
OFFERED = 6


@dataclass(frozen=True)
class Counts:
    """What the supporters of a merged proposal chose; numbers alone."""

    moved: int = 0
    kept: int = 0
    withdrawn: int = 0
    asked: int = 0

    @property
    def total(self) -> int:
        return self.moved + self.kept + self.withdrawn + self.asked


def _near(rows: Select[Any], way: Any = None) -> Select[Any]:
    """The rows with the two proposals, and who writes these."""
    for side in (Merge.source, Merge.target):
        near = way.joinedload(side) if way else joinedload(side)
        author = near.joinedload(Proposal.author).options(lazyload(Person.grants))
        rows = rows.options(near.joinedload(Proposal.area), author, near.selectinload(Proposal.coauthors))
    return rows


def _gathering() -> Select[Any]:
    """The numbers of proposals that gather support now."""
    return select(Proposal.id).where(Proposal.state == "open", Proposal.support_until > clock.now())


def one(number: int) -> Merge | None:
    person = lazyload(Person.grants)
    rows = select(Merge).where(Merge.id == number)
    rows = rows.options(joinedload(Merge.proposed_by).options(person), joinedload(Merge.stood_in).options(person))
    merge: Merge | None = db.session.execute(_near(rows)).scalar_one_or_none()
    return merge


def texts(pair: Any) -> dict[int, Version]:
    """The present texts of the two proposals, by their numbers."""
    present = [
        and_(Version.proposal_id == side.id, Version.number == side.version) for side in (pair.source, pair.target)
    ]
    rows = db.session.execute(select(Version).where(or_(*present))).scalars()
    return {row.proposal_id: row for row in rows}


def may_see(proposal: Proposal, person: Any) -> bool:
    """Whether the text is shown to this person, as shown_to has it for lists."""
    if proposal.is_removed:
        return False
    return bool(proposal.is_visible or person.sees_hidden or proposal.author_id == person.id)


def may_read_reasons(merge: Merge, person: Any) -> bool:
    """A reason may repeat what a hidden text said: then only its writers and moderators read it."""
    hidden = [one for one in (merge.source, merge.target) if not one.is_visible]
    if any(one.is_removed for one in hidden):
        return False
    return person.sees_hidden or all(person.id in one.writer_ids for one in hidden)


def silence(person: Any, merge: Merge) -> Silence:
    """The merge as this person would stand in for its silent side; one statement for a moderator."""
    is_moderator = "moderator" in person.roles
    return Silence(merge, is_moderator and bool(took_part(person, merge.source_id, merge.target_id)))


def of_proposal(proposal: Proposal) -> Sequence[Merge]:
    """The merges that the proposal's page tells of: proposed and done ones, the latest first."""
    side = or_(Merge.source_id == proposal.id, Merge.target_id == proposal.id)
    rows = select(Merge).where(side, Merge.state.in_(("proposed", "done"))).order_by(Merge.id.desc()).limit(MOST)
    return db.session.execute(_near(rows)).scalars().all()


def counts(numbers: Iterable[int]) -> dict[int, Counts]:
    """For each merge what its supporters chose: one statement."""
    wanted = list(numbers)
    if not wanted:
        return {}
    rows = select(MergedSupport.merge_id, MergedSupport.choice, func.count()).where(MergedSupport.merge_id.in_(wanted))
    found: dict[int, dict[str, int]] = {number: {} for number in wanted}
    for number, choice, count in db.session.execute(rows.group_by(MergedSupport.merge_id, MergedSupport.choice)):
        found[number][choice] = count
    return {number: Counts(**chosen) for number, chosen in found.items()}


def row_of(merge_id: int, person_id: int) -> MergedSupport | None:
    """The supporter's own row, with its merge and the person."""
    rows = select(MergedSupport).where(MergedSupport.merge_id == merge_id, MergedSupport.person_id == person_id)
    rows = rows.options(joinedload(MergedSupport.merge), joinedload(MergedSupport.person))
    return db.session.execute(_near(rows, joinedload(MergedSupport.merge))).unique().scalar_one_or_none()


def rows_of(person: Any, merges: Iterable[Merge]) -> dict[int, MergedSupport]:
    """The person's own rows in these merges, by the merge."""
    numbers = [merge.id for merge in merges]
    if not numbers or person.id is None:
        return {}
    rows = select(MergedSupport).where(MergedSupport.merge_id.in_(numbers), MergedSupport.person_id == person.id)
    return {row.merge_id: row for row in db.session.execute(rows).scalars()}


def supports(proposal_id: int, person_id: int) -> bool:
    rows = select(Support.id).where(Support.proposal_id == proposal_id, Support.person_id == person_id)
    return db.session.execute(rows).first() is not None


def _written(person: Any) -> Select[Any]:
    """The numbers of proposals that the person writes."""
    joined = select(Coauthor.proposal_id).where(
        Coauthor.person_id == person.id, Coauthor.joined_at.is_not(None), Coauthor.left_at.is_(None)
    )
    return select(Proposal.id).where(or_(Proposal.author_id == person.id, Proposal.id.in_(joined)))


def _possible() -> ColumnElement[bool]:
    """Proposed, and both still gather support."""
    gathering = _gathering()
    return and_(Merge.state == "proposed", Merge.source_id.in_(gathering), Merge.target_id.in_(gathering))


def waiting_for(person: Any) -> Sequence[Merge]:
    """Merges to which the person has to agree or not, the oldest first."""
    own, first = _written(person), select(Proposal.id).where(Proposal.author_id == person.id)
    asked = or_(
        and_(Merge.source_agreed_at.is_(None), Merge.source_id.in_(first)),
        and_(Merge.target_agreed_at.is_(None), Merge.target_id.in_(own)),
    )
    return (
        db.session.execute(_near(select(Merge).where(_possible(), asked).order_by(Merge.id).limit(MOST)))
        .scalars()
        .all()
    )


def silent_ones() -> Sequence[Merge]:
    """Merges that authors have left without an answer for too long, the oldest first: for moderators."""
    rows = select(Merge).where(_possible(), Merge.silent_until <= clock.now())
    return db.session.execute(_near(rows.order_by(Merge.silent_until, Merge.id).limit(MOST))).scalars().all()


def choices_of(person: Any) -> Sequence[MergedSupport]:
    """The supports that the person can still decide about, the most urgent first."""
    rows = (
        select(MergedSupport)
        .join(Merge, Merge.id == MergedSupport.merge_id)
        .where(
            MergedSupport.person_id == person.id,
            Merge.state == "done",
            Merge.undo_until > clock.now(),
            Merge.target_id.in_(_gathering()),
        )
    )
    rows = rows.order_by(Merge.undo_until, MergedSupport.id).limit(MOST)
    return db.session.execute(_near(rows, joinedload(MergedSupport.merge))).scalars().all()


def candidates(proposal: Proposal, person: Any) -> Sequence[Proposal]:
    """Proposals that this one might be merged with: those with a like title, then the person's own."""
    alike = [one.proposal for one in similar(proposal.title, proposal.language, person, but=proposal.id)]
    own = select(Proposal).where(
        Proposal.id.in_(_written(person)), Proposal.id.in_(_gathering()), Proposal.id != proposal.id
    )
    own = own.where(shown_to(Proposal, person)).order_by(Proposal.id.desc()).limit(OFFERED)
    rows = [*alike, *db.session.execute(proposals.near(own)).scalars()]
    unique = {row.id: row for row in rows if phase(row, clock.now()) == "open" and row.is_visible}
    return list(unique.values())[:OFFERED]


def writes_any(person: Any, but: int) -> bool:
    """Whether the person writes another proposal that gathers support."""
    rows = select(Proposal.id).where(Proposal.id.in_(_written(person)), Proposal.id.in_(_gathering()))
    return db.session.execute(rows.where(Proposal.id != but).limit(1)).first() is not None


def settles_at(source_id: int) -> Any:
    """Until when the last merge into this proposal can be undone."""
    rows = select(func.max(Merge.undo_until)).where(Merge.target_id == source_id, Merge.state == "done")
    return db.session.execute(rows).scalar()


def leads_to(source: Proposal, target: Proposal) -> bool:
    """Whether the old address of one leads to the other now."""
    return source.state == "merged" and proposals.living(source.id) == target.id


def is_choosable(merge: Merge) -> bool:
    return rules.in_term(merge, clock.now()) and phase(merge.target, clock.now()) == "open"


def gathers(proposal: Proposal) -> bool:
    return phase(proposal, clock.now()) == "open" and proposal.is_visible
