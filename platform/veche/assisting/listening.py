"""What follows from others' acts: at the close of a vote the journal says how many ballots desks have entered."""

from typing import Any

from sqlalchemy.orm import object_session

from veche.assisting.queries import ballots_cast
from veche.core import journal
from veche.voting.events import closed


@closed.connect
def count_at_the_close(tally: Any, *, proposal: Any, **_values: Any) -> None:
    """In the transaction of the close, so that the number is the tally's."""
    session = object_session(proposal)
    if session is None:
        return
    number = ballots_cast(session, proposal.id)
    if number:
        journal.record(session, None, "vote.assisted", proposal.subject, ballots=number)
