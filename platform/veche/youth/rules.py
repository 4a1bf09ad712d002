"""When the council's word still counts, and by what day: values in, values out."""

from datetime import datetime
from typing import Any

STANCES = ("support", "support_if", "against")
LONGEST_OPINION = 2000
BEFORE_DECISION = ("open", "voting", "counting", "review")


def needed_by(proposal: Any) -> datetime | None:
    """The next date after which the opinion comes late: the end of support, of the vote, or of the answer's term."""
    moments = {"open": proposal.support_until, "voting": proposal.voting_closes_at, "review": proposal.answer_by}
    moment: datetime | None = moments.get(proposal.state)
    return moment
