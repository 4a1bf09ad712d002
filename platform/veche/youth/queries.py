"""What the youth council's pages read, each with a fixed number of statements."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, case, select
from sqlalchemy.orm import joinedload

from veche.accounts.models import Person, RoleGrant, in_office
from veche.core import clock
from veche.core.database import db
from veche.core.moderated import shown_to
from veche.proposals.models import Proposal, Version
from veche.youth.models import Opinion
from veche.youth.rules import BEFORE_DECISION

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


def members() -> Sequence[str]:
    """The names of the council's members; most are pseudonyms."""
    rows = select(Person.display_name).join(RoleGrant, RoleGrant.person_id == Person.id)
    rows = rows.where(in_office("youth_council")).order_by(RoleGrant.granted_at, Person.id)
    return db.session.execute(rows.limit(LONGEST_LIST)).scalars().all()


def present_text(proposal: Proposal) -> Version:
    rows = select(Version).where(Version.proposal_id == proposal.id, Version.number == proposal.version)
    return db.session.execute(rows).scalar_one()
