"""How the young voted: counted in the transaction that closes the vote; nothing that changes later alters it."""

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from veche.accounts.models import Person
from veche.accounts.rules import is_young
from veche.core.database import db
from veche.voting import events
from veche.voting.models import Ballot, Tally
from veche.voting.rules import CHOICES
from veche.youth.models import YouthTally


@events.closed.connect
def count(tally: Tally, **_values: Any) -> None:
    """The ballots by choice of everybody in a young age band, and the number of all the others."""
    session = db.session()
    rows = select(Person.age_band, Ballot.choice, func.count()).join(Ballot, Ballot.person_id == Person.id)
    rows = rows.where(Ballot.proposal_id == tally.proposal_id).group_by(Person.age_band, Ballot.choice)
    young: Counter[str] = Counter()
    for age_band, choice, number in session.execute(rows):
        if is_young(age_band):
            young[choice] += number
    votes = {f"votes_{choice}": young[choice] for choice in CHOICES}
    others = tally.voters - young.total()
    session.add(YouthTally(proposal_id=tally.proposal_id, others=others, **votes))
    session.flush()
