"""How the committee stands to a proposal in the present round: read for pages, and anew inside an act's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from veche.accounts.models import RoleGrant, in_office
from veche.committee.models import Decision, Draft, Position, Recusal
from veche.committee.rules import Standing
from veche.proposals.models import Coauthor, Proposal


def members(session: Session) -> frozenset[int]:
    """The numbers of the members in office today."""
    rows = select(RoleGrant.person_id).where(in_office("committee"))
    return frozenset(session.execute(rows).scalars())


def rounds(session: Session, numbers: Sequence[int]) -> dict[int, int]:
    """By proposal, the number of the decision that is prepared now."""
    rows = select(Decision.proposal_id, func.max(Decision.number)).where(Decision.proposal_id.in_(numbers))
    last = {row[0]: row[1] for row in session.execute(rows.group_by(Decision.proposal_id))}
    return {number: last.get(number, 0) + 1 for number in numbers}


def present_round(session: Session, proposal_id: int) -> int:
    return rounds(session, [proposal_id])[proposal_id]


def live_draft(session: Session, proposal_id: int) -> Draft | None:
    """The letter in work of the present round, as it is now."""
    here = select(Draft).where(Draft.proposal_id == proposal_id, Draft.round == present_round(session, proposal_id))
    return session.execute(here.execution_options(populate_existing=True)).scalar_one_or_none()


def standing(session: Session, proposal: Proposal) -> Standing:
    return standings(session, [proposal])[proposal.id]


def standings(session: Session, proposals: Sequence[Proposal]) -> dict[int, Standing]:
    """How the committee stands to each of the proposals: five statements for any number."""
    numbers = [proposal.id for proposal in proposals]
    in_work = members(session)
    spoken = _spoken(session, rounds(session, numbers))
    concerned = _concerned(session, proposals, numbers)
    return {number: Standing(in_work, frozenset(concerned[number]), spoken[number]) for number in numbers}


def _spoken(session: Session, present: Mapping[int, int]) -> dict[int, dict[int, str]]:
    rows = select(Position.proposal_id, Position.round, Position.person_id, Position.stance)
    found: dict[int, dict[int, str]] = {number: {} for number in present}
    for number, of_round, person, stance in session.execute(rows.where(Position.proposal_id.in_(present))):
        if of_round == present[number]:
            found[number][person] = stance
    return found


def _concerned(session: Session, proposals: Iterable[Any], numbers: Sequence[int]) -> dict[int, set[int]]:
    """Who wrote each of them at any time, and who declared an interest."""
    found = {proposal.id: {proposal.author_id} for proposal in proposals}
    writers = select(Coauthor.proposal_id, Coauthor.person_id).where(Coauthor.joined_at.is_not(None))
    declared = select(Recusal.proposal_id, Recusal.person_id).where(Recusal.proposal_id.in_(numbers))
    for rows in (writers.where(Coauthor.proposal_id.in_(numbers)), declared):
        for number, person in session.execute(rows):
            found[number].add(person)
    return found
