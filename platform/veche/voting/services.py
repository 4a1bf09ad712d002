"""Ballots and their counting: one person, one ballot, counted if and only if it was committed before the close."""

import secrets
from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import db, upsert, writing
from veche.core.policy import Refusal, Refused, require
from veche.core.worker import duty
from veche.proposals.models import Proposal
from veche.proposals.services import begin_review, end_not_carried
from veche.voting import events
from veche.voting.check import ballots_digest
from veche.voting.models import Ballot, Tally
from veche.voting.queries import ballots as ballots_of
from veche.voting.queries import entitled, nameless
from veche.voting.rules import CHOICES, LATE, commitment, is_open, outcome
from veche.voting.sheets import figures
from veche.voting.turnout import count_voter


def cast(actor: Person, proposal_id: int, choice: str) -> Ballot:
    """The person's one ballot: voting again replaces the earlier choice, until the close. Raises Refused, NotFound.

    The proposal is locked against closing first, and only then is the clock asked; so no ballot slips in after the
    count, whether or not a worker has run.
    """
    if choice not in CHOICES:
        raise ValueError(choice)
    with writing() as session:
        hold(session, actor)
        proposal = session.get(Proposal, proposal_id, with_for_update={"read": True}, populate_existing=True)
        if proposal is None:
            raise NotFound
        require(actor, "ballot.cast", proposal)
        moment = clock.now_locked(session)
        if not is_open(proposal.voting_closes_at, moment):
            raise Refused(Refusal(LATE))
        is_new = _write_ballot(session, proposal.id, actor.id, choice, moment)
        if is_new:
            count_voter(session, proposal.id)
        events.cast.send(proposal, person=actor, is_new=is_new)
        return _ballot(session, proposal.id, actor.id)


def _write_ballot(session: Session, proposal_id: int, person_id: int, choice: str, moment: datetime) -> bool:
    """Whether it is a first ballot: the row that comes back says how often it was changed."""
    secret = secrets.token_hex(16)
    values: dict[str, Any] = {"choice": choice, "cast_at": moment, "secret": secret}
    values["commitment"] = commitment(proposal_id, choice, secret)
    row = upsert(session, Ballot).values(proposal_id=proposal_id, person_id=person_id, changes=0, **values)
    anew = row.on_conflict_do_update(
        index_elements=["proposal_id", "person_id"], set_={**values, "changes": Ballot.changes + 1}
    )
    changes: int = session.execute(anew.returning(Ballot.changes)).scalar_one()
    return changes == 0


def _ballot(session: Session, proposal_id: int, person_id: int) -> Ballot:
    rows = select(Ballot).where(Ballot.proposal_id == proposal_id, Ballot.person_id == person_id)
    return session.execute(rows.execution_options(populate_existing=True)).scalar_one()


@duty("close votes")
def close_due() -> int:
    """Write down every vote whose time is over, each in a transaction of its own; how many were closed."""
    due = select(Proposal.id).where(Proposal.state == "voting", Proposal.voting_closes_at <= clock.now())
    numbers = db.session.execute(due.order_by(Proposal.voting_closes_at, Proposal.id)).scalars().all()
    return sum(_close(number) for number in numbers)


def _close(number: int) -> bool:
    with writing() as session:
        proposal = session.get_one(Proposal, number, with_for_update=True, populate_existing=True)
        moment = clock.now_locked(session)
        if proposal.state != "voting" or is_open(proposal.voting_closes_at, moment):
            return False
        tally = _write_tally(session, proposal, moment)
        if tally.carried:
            begin_review(session, proposal, moment)
        else:
            end_not_carried(session, proposal, moment)
        events.closed.send(tally, proposal=proposal)
        return True


def _write_tally(session: Session, proposal: Proposal, moment: datetime) -> Tally:
    """The counts and the digest of the list of ballots, in the journal and beside it, once and for all."""
    ballots = ballots_of(session, proposal.id)
    counted = Counter(choice for _mark, choice in ballots)
    votes_for, votes_against, votes_abstain = (counted[choice] for choice in CHOICES)
    tally = Tally(
        proposal_id=proposal.id,
        votes_for=votes_for,
        votes_against=votes_against,
        votes_abstain=votes_abstain,
        entitled=entitled(session) + nameless(session, proposal.id),
        carried=outcome(votes_for, votes_against, votes_abstain, proposal.quorum).carried,
        closed_at=moment,
        sheet_digest=ballots_digest(proposal.id, ballots),
    )
    entry = journal.record(session, None, "vote.closed", proposal.subject, **figures(proposal, tally))
    tally.journal_seq, tally.journal_hash = entry.seq, entry.hash
    session.add(tally)
    session.flush()
    return tally
