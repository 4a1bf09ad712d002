"""How a proposal passes from state to state: guarded by the state it leaves, journalled, told to its author."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person, RoleGrant, in_office
from veche.core import clock, journal
from veche.core.database import changed, db, writing
from veche.core.errors import Stale
from veche.core.guarded import expect
from veche.core.settings import declare, setting
from veche.core.worker import duty
from veche.plan.queries import shows_live_tally
from veche.proposals import letters
from veche.proposals.events import moved
from veche.proposals.models import Proposal
from veche.proposals.nexts import REMINDER_DAYS, reminders_past
from veche.proposals.rules import answer_date, may_move


def _days(text: str) -> tuple[int, ...]:
    days = () if text == "none" else tuple(sorted({int(day) for day in text.split(",")}))
    if any(day < 1 for day in days):
        raise ValueError("expected whole numbers from 1 with commas between, or none")
    return days


declare(
    "REMINDER_DAYS", REMINDER_DAYS, "Days of gathering support after which the authors are reminded; or none.", _days
)


def locked(session: Session, proposal_id: int) -> Proposal:
    """The proposal, locked until the transaction ends and read anew. Raises NotFound."""
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound
    return proposal


def move(session: Session, proposal: Proposal, to: str, **values: Any) -> None:
    """Only from the state the proposal is in, only along TRANSITIONS; whoever comes second gets Stale."""
    before = proposal.state
    if not may_move(before, to):
        raise Stale
    if before == "dormant":
        values = {"reminders": 0, **values}  # a term that begins anew has its own
    step = update(Proposal).where(Proposal.id == proposal.id, Proposal.state == before)
    expect(session, step.values(state=to, **values).execution_options(synchronize_session=False))
    session.refresh(proposal)
    moved.send(proposal, before=before)


def open_vote(session: Session, proposal: Proposal, actor_id: int | None, *, by: str = "") -> None:
    """The support is there: the text is frozen, both ends of the vote and the showing of its counts are set at once.

    by: who sent it to the vote in the place of supports ("youth"), and then writes the letters.
    """
    opens = clock.now()
    closes = opens + timedelta(days=proposal.vote_days)
    live = shows_live_tally()
    move(session, proposal, "voting", voting_opened_at=opens, voting_closes_at=closes, live_tally=live)
    journal.record(
        session,
        actor_id,
        "vote.opened",
        proposal.subject,
        title=proposal.title,
        version=proposal.version,
        supports=proposal.support_count,
        closes_at=closes.isoformat(),
        live_tally=live,
        **({"by": by} if by else {}),
    )
    if not by:
        letters.vote_opened(session, proposal)


def begin_review(session: Session, proposal: Proposal, moment: datetime) -> None:
    """The vote carried: the committee owes an answer, and one named member prepares it."""
    closes = proposal.voting_closes_at or moment
    move(
        session,
        proposal,
        "review",
        voting_closed_at=moment,
        answer_by=answer_date(proposal, closes),
        responsible_id=least_burdened(session, proposal.ever_writer_ids),
    )
    letters.answer_owed(session, proposal)


def begin_review_without_vote(session: Session, proposal: Proposal, moment: datetime, concerned: set[int]) -> None:
    """The committee has taken an open proposal up: it owes an answer, and nobody votes. concerned: members with an
    interest, none of whom prepares it."""
    move(
        session,
        proposal,
        "review",
        answer_by=answer_date(proposal, moment),
        responsible_id=least_burdened(session, proposal.ever_writer_ids | concerned),
    )


def end_not_carried(session: Session, proposal: Proposal, moment: datetime) -> None:
    """The vote did not carry: the proposal stays readable and moves no further."""
    move(session, proposal, "not_carried", voting_closed_at=moment, ended_at=moment)
    letters.not_carried(session, proposal)


def least_burdened(session: Session, writers: set[int]) -> int | None:
    """The member with the fewest owed answers; never one of those who wrote it or have an interest in it."""
    owed = (
        select(func.count())
        .select_from(Proposal)
        .where(Proposal.responsible_id == RoleGrant.person_id, Proposal.state == "review")
        .scalar_subquery()
    )
    members = select(RoleGrant.person_id).join(Person, Person.id == RoleGrant.person_id)
    members = members.where(in_office("committee"), RoleGrant.person_id.not_in(writers))
    return session.execute(members.order_by(owed, RoleGrant.person_id).limit(1)).scalar()


@duty("remind authors")
def remind_due() -> int:
    """The authors of proposals that lack support hear of it on the days of REMINDER_DAYS; how many proposals."""
    days = setting("REMINDER_DAYS")
    if not days:
        return 0
    late = select(Proposal.id).where(Proposal.state == "open", Proposal.support_until > clock.now(), _unreminded(days))
    numbers = db.session.execute(late.where(Proposal.visibility == "visible").order_by(Proposal.id)).scalars().all()
    return sum(_remind(number, days) for number in numbers)


def _unreminded(days: Sequence[int]) -> ColumnElement[bool]:
    """Few rows that may be due; a revived proposal has a later beginning, which `_remind` looks at."""
    moment = clock.now()
    return or_(
        *(
            and_(Proposal.reminders <= place, Proposal.opened_at <= moment - timedelta(days=day))
            for place, day in enumerate(days)
        )
    )


def _remind(number: int, days: Sequence[int]) -> bool:
    """One letter at most: whoever comes late skips the reminder that was missed, whoever comes second sends none."""
    with writing() as session:
        proposal = locked(session, number)
        before = proposal.reminders
        past = reminders_past(proposal, clock.now(), days) if proposal.state == "open" else 0
        if past <= before:
            return False
        mine = update(Proposal).where(Proposal.id == number, Proposal.state == "open", Proposal.reminders == before)
        once = mine.values(reminders=past).execution_options(synchronize_session=False)
        if not changed(session, once):
            return False
        session.refresh(proposal)
        letters.reminder(session, proposal)
        return True


@duty("proposals fall dormant")
def fall_dormant_due() -> int:
    """Open proposals whose term for support is over sleep from now on; the number of them."""
    due = select(Proposal.id).where(Proposal.state == "open", Proposal.support_until <= clock.now())
    numbers = db.session.execute(due.order_by(Proposal.id)).scalars().all()
    return sum(_fall_dormant(number) for number in numbers)


def _fall_dormant(number: int) -> bool:
    with writing() as session:
        proposal = locked(session, number)
        if proposal.state != "open" or not proposal.support_until or proposal.support_until > clock.now():
            return False
        sleep(session, proposal)
        return True


def sleep(session: Session, proposal: Proposal) -> None:
    """Write down that the term for support is over."""
    move(session, proposal, "dormant", ended_at=proposal.support_until)
    journal.record(
        session,
        None,
        "proposal.dormant",
        proposal.subject,
        title=proposal.title,
        supports=proposal.support_count,
        needed=proposal.threshold,
    )
    letters.fell_dormant(session, proposal)
