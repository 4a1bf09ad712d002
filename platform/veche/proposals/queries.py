"""Reads for the pages of proposals, each with a fixed number of statements; drafts and hidden texts never leak."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from veche.accounts.models import Person
from veche.core import clock, journal
from veche.core.database import db
from veche.core.moderated import REMOVED, shown_to
from veche.core.paging import Page, cut, keyset
from veche.forum.models import Thread
from veche.plan.models import ActionArea
from veche.proposals import ties
from veche.proposals.models import Coauthor, Proposal, Support, Version
from veche.tracking.models import Action

SIZE = 20
MOST_HOPS = 50
STEPS = ("new", "open", "voting", "review", "action", "result")
LIVING = ("open", "voting", "review", "deferred")
_DUE = case(
    (Proposal.state == "open", Proposal.support_until),
    (Proposal.state == "voting", Proposal.voting_closes_at),
    (Proposal.state == "review", Proposal.answer_by),
    else_=Proposal.deferred_until,
)


def published(person: Any) -> ColumnElement[bool]:
    """What a list may show: published texts that the person may see."""
    return and_(Proposal.opened_at.is_not(None), shown_to(Proposal, person))


def _asleep() -> ColumnElement[bool]:
    """Open by its state, over by its date."""
    return and_(Proposal.state == "open", Proposal.support_until <= clock.now())


def _done() -> ColumnElement[bool]:
    completed = select(Action.id).where(Action.status == "completed")
    return and_(Proposal.state == "accepted", Proposal.action_id.in_(completed))


def _conditions() -> dict[str, ColumnElement[bool]]:
    """What each form of the journey line filters for; «» is everything that waits for somebody."""
    gathers = and_(Proposal.state == "open", ~_asleep())
    ended = Proposal.state.in_(("declined", "not_carried", "dormant", "withdrawn", "merged"))
    return {
        "": and_(Proposal.state.in_(LIVING), ~_asleep()),
        "new": and_(gathers, Proposal.opened_at > clock.now() - timedelta(days=7)),
        "open": gathers,
        "voting": Proposal.state == "voting",
        "review": Proposal.state.in_(("review", "deferred")),
        "action": and_(Proposal.state == "accepted", ~_done()),
        "result": _done(),
        "ended": or_(ended, _asleep()),
    }


def _in_area(code: str) -> ColumnElement[bool]:
    """In an action area, or in any of a feature's areas."""
    within = ActionArea.code.startswith(f"{code}.", autoescape=True)
    return Proposal.area_id.in_(select(ActionArea.id).where(or_(ActionArea.code == code, within)))


def counts(person: Any, area: str) -> dict[str, int]:
    """How many proposals stand at each form: one statement."""
    conditions = _conditions()
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions.values()]
    rows = select(*sums).where(published(person))
    if area:
        rows = rows.where(_in_area(area))
    return dict(zip(conditions, map(int, db.session.execute(rows).one()), strict=True))


def near(rows: Select[Any]) -> Select[Any]:
    """The rows with what a card shows of them."""
    author = joinedload(Proposal.author).options(lazyload(Person.grants))
    owes = selectinload(Proposal.responsible).options(lazyload(Person.grants))
    target = selectinload(Proposal.merged_into)
    return rows.options(joinedload(Proposal.area), joinedload(Proposal.action), author, owes, target)


def together() -> Any:
    """The option by which rows come with all who write them: one more statement."""
    return selectinload(Proposal.coauthors).joinedload(Coauthor.person).options(lazyload(Person.grants))


def listing(person: Any, step: str, area: str, cursor: str | None) -> Page[Proposal]:
    """A page of the list: what waits for somebody by its date, the rest newest first."""
    rows = near(select(Proposal).where(published(person), _conditions()[step])).options(together())
    if area:
        rows = rows.where(_in_area(area))
    by_date = step in {"", "open", "voting", "review"}
    keys = [_DUE, Proposal.id] if by_date else [Proposal.opened_at, Proposal.id]
    found = db.session.execute(keyset(rows, keys, cursor, descending=not by_date).limit(SIZE + 1)).scalars().all()
    return cut(found, SIZE, lambda row: [due(row) if by_date else row.opened_at, row.id])


def due(proposal: Proposal) -> Any:
    """The date that the proposal waits for, as the list orders by it."""
    dates = {"open": proposal.support_until, "voting": proposal.voting_closes_at, "review": proposal.answer_by}
    return dates.get(proposal.state, proposal.deferred_until)


def one(number: int) -> Proposal | None:
    """The proposal with all that its page says of it."""
    rows = select(Proposal).where(Proposal.id == number)
    rows = rows.options(
        joinedload(Proposal.area).joinedload(ActionArea.feature),
        joinedload(Proposal.action),
        joinedload(Proposal.thread),
        joinedload(Proposal.author).options(lazyload(Person.grants)),
        joinedload(Proposal.responsible).options(lazyload(Person.grants)),
        together(),
    )
    return db.session.execute(rows).scalar_one_or_none()


def living(number: int) -> int:
    """Where a merged proposal's address leads: the last one of its chain of merges; itself when it is not merged."""
    chain = select(Proposal.id, Proposal.merged_into_id, literal(0).label("hops")).where(Proposal.id == number)
    found = chain.cte("chain", recursive=True)
    onward = select(Proposal.id, Proposal.merged_into_id, found.c.hops + 1)
    onward = onward.where(Proposal.id == found.c.merged_into_id, found.c.hops < MOST_HOPS)
    links = found.union_all(onward)
    last: int = db.session.execute(select(links.c.id).order_by(links.c.hops.desc()).limit(1)).scalar_one()
    return last


def versions(proposal: Proposal) -> Sequence[Version]:
    """Every text of the proposal, the present one first."""
    rows = select(Version).where(Version.proposal_id == proposal.id).order_by(Version.number.desc())
    return db.session.execute(rows).scalars().all()


@dataclass(frozen=True)
class Standing:
    """How a person stands to the text: supports it, or supported an earlier one.

    Of `total` people whose support still stands, `earlier` gave it to an earlier text.
    """

    supports: bool
    supported_earlier: bool
    earlier: int
    total: int


def standing(proposal: Proposal, person: Any) -> Standing:
    """Asked only while supports are gathered."""
    if proposal.state != "open":
        return Standing(supports=False, supported_earlier=False, earlier=0, total=0)
    rows = select(Support.version).where(Support.proposal_id == proposal.id, Support.person_id == person.id)
    mine = db.session.execute(rows).scalar() if person.id else None
    earlier, total = counted(proposal)
    return Standing(mine == proposal.version, mine is not None and mine < proposal.version, earlier, total)


def counted(proposal: Proposal) -> tuple[int, int]:
    """How many of the standing supports were given to an earlier text, and how many there are in all."""
    if proposal.version == 1:
        return 0, proposal.support_count
    old = func.count(case((Support.version < proposal.version, 1)))
    row = db.session.execute(select(old, func.count()).where(Support.proposal_id == proposal.id)).one()
    return int(row[0]), int(row[1])


def supported_among(numbers: list[int], person: Any) -> set[int]:
    """Which of the proposals the person supports."""
    if not numbers or person.id is None:
        return set()
    rows = select(Support.proposal_id).where(Support.proposal_id.in_(numbers), Support.person_id == person.id)
    return set(db.session.execute(rows).scalars())


def path(proposal: Proposal) -> Sequence[journal.Entry]:
    """Every entry of the journal on the proposal, its thread and its action, the latest first."""
    subjects = [proposal.subject]
    subjects += [f"thread:{proposal.thread_id}"] if proposal.thread_id else []
    subjects += ties.subjects_of(proposal)
    return list(reversed(journal.about(db.session(), subjects)))


def by_numbers(numbers: list[int]) -> Sequence[Proposal]:
    """The proposals with these numbers, in this order."""
    if not numbers:
        return []
    found = {
        row.id: row for row in db.session.execute(near(select(Proposal).where(Proposal.id.in_(numbers)))).scalars()
    }
    return [found[number] for number in numbers if number in found]


def _some(conditions: ColumnElement[bool], order: Any, limit: int) -> Sequence[Proposal]:
    return db.session.execute(near(select(Proposal).where(conditions)).order_by(*order).limit(limit)).scalars().all()


def of_area(area: ActionArea, person: Any, limit: int = 5) -> Sequence[Proposal]:
    """What stands in an action area: the living by their dates, then the rest."""
    living = case((Proposal.state.in_(LIVING), 0), (Proposal.state == "accepted", 1), else_=2)
    here = and_(published(person), Proposal.area_id == area.id)
    return _some(here, (living, _DUE, Proposal.id.desc()), limit)


def from_thread(thread: Thread, person: Any) -> Sequence[Proposal]:
    return _some(and_(published(person), Proposal.thread_id == thread.id), (Proposal.id.desc(),), 20)


def behind_action(action: Action, person: Any) -> Sequence[Proposal]:
    rows = near(select(Proposal).where(published(person), ties.behind(action.id)))
    return db.session.execute(rows.options(joinedload(Proposal.thread)).order_by(Proposal.id)).scalars().all()


def written_by(person: Person, limit: int = 50) -> Sequence[Proposal]:
    joined = select(Coauthor.proposal_id).where(
        Coauthor.person_id == person.id, Coauthor.joined_at.is_not(None), Coauthor.left_at.is_(None)
    )
    mine = or_(Proposal.author_id == person.id, Proposal.id.in_(joined))
    return _some(and_(mine, Proposal.visibility != REMOVED), (Proposal.drafted_at.desc(), Proposal.id.desc()), limit)


def invitations_of(person: Person) -> Sequence[Proposal]:
    """What others ask the person to write with them, and wait for an answer to."""
    asked = select(Coauthor.proposal_id).where(
        Coauthor.person_id == person.id, Coauthor.joined_at.is_(None), Coauthor.left_at.is_(None)
    )
    still = Proposal.state.in_(("draft", "open", "dormant"))
    rows = near(select(Proposal)).options(together())
    rows = rows.where(Proposal.id.in_(asked), still, shown_to(Proposal, person)).order_by(Proposal.id.desc())
    return db.session.execute(rows.limit(20)).scalars().all()


def supported_by(person: Person, limit: int = 50) -> Sequence[Proposal]:
    """What the person supports and still may read, the latest support first."""
    rows = near(select(Proposal).join(Support, Support.proposal_id == Proposal.id))
    rows = rows.where(Support.person_id == person.id, published(person))
    return db.session.execute(rows.order_by(Support.given_at.desc(), Support.id.desc()).limit(limit)).scalars().all()


def area_states(numbers: list[int]) -> dict[int, str]:
    """For each action area what citizens can do in it now: vote, wait for an answer, support."""
    weight = {"voting": "vote", "review": "answer", "open": "support"}
    rows = select(Proposal.area_id, Proposal.state).where(
        Proposal.area_id.in_(numbers), Proposal.state.in_(weight), ~_asleep(), ~_closed(), published(None)
    )
    found: dict[int, str] = {}
    order = list(weight)
    for area, state in sorted(db.session.execute(rows.distinct()).all(), key=lambda row: order.index(row[1])):
        found.setdefault(area, weight[state])
    return found


def _closed() -> ColumnElement[bool]:
    return and_(Proposal.state == "voting", Proposal.voting_closes_at <= clock.now())


def to_be_asked(proposal: Proposal, editor: Any) -> int:
    """How many people a change of matter by this editor asks again."""
    rows = select(func.count()).select_from(Support).where(Support.proposal_id == proposal.id)
    return db.session.execute(rows.where(Support.person_id != editor.id)).scalar_one()
