"""When the council's word counts, when its backing opens a vote, what may be shown of how the young voted, whose texts
wait for a moderator. Values in, values out."""

from datetime import datetime, timedelta
from typing import Any

from veche.core.policy import N_

STANCES = ("support", "support_if", "against")
LONGEST_OPINION = 2000
BEFORE_DECISION = ("open", "voting", "counting", "review")
OPINION_DAYS = 14
SOON = timedelta(days=3)

FEWEST_BACKERS = 2
FEWEST_SHOWN = 10

LONGEST_TITLE, LONGEST_POST = 150, 5000
LOOKED_AT_FIRST = 3
OWN_NAME = N_("Choose a name that is not your display name: nobody outside should know who writes here.")
TAKEN = N_("This name is taken on the board. Choose another one.")


def needed_by(proposal: Any) -> datetime | None:
    """The next date after which the opinion comes late: the end of support, of the vote, or of the answer's term."""
    moments = {"open": proposal.support_until, "voting": proposal.voting_closes_at, "review": proposal.answer_by}
    moment: datetime | None = moments.get(proposal.state)
    return moment


def due_on(proposal: Any, days: int = OPINION_DAYS) -> datetime | None:
    """By when the council owes its opinion: so many days after the review began, and never after the answer itself.

    A review begins when the committee's term does, whether a vote, a deferral or the committee itself began it. Nothing
    is owed in any other state.
    """
    if proposal.state != "review" or proposal.answer_by is None:
        return None
    begun = proposal.answer_by - timedelta(days=proposal.answer_days)
    due: datetime = min(begun + timedelta(days=days), proposal.answer_by)
    return due


def speak_by(proposal: Any, days: int = OPINION_DAYS) -> datetime | None:
    """The day on the council's clock: when the opinion is owed, before a review when the next step comes."""
    return due_on(proposal, days) or needed_by(proposal)


def reminder(due: datetime, now: datetime) -> str:
    """Which of the letters about an owed opinion is the one to send now."""
    if now > due:
        return "missed"
    return "soon" if now >= due - SOON else "began"


def backers_needed(members: int) -> int:
    """Two thirds of the members in office, rounded up, and at least two people."""
    return max(FEWEST_BACKERS, -(-2 * members // 3))


def is_backed(backers: int, members: int) -> bool:
    """Whether so many of the members send a proposal to the vote."""
    return backers >= backers_needed(members)


def shows_tally(young: int, others: int) -> bool:
    """Whether the ballots of the young may be shown: neither they nor all the others are few enough to be guessed."""
    return young >= FEWEST_SHOWN and others >= FEWEST_SHOWN


def waits_for_look(seen: int) -> bool:
    """Whether a member's next text on the board waits for a moderator: until three of theirs stand there."""
    return seen < LOOKED_AT_FIRST
