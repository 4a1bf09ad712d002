"""Who may enter for whom: the staff of the desk, during the visit, for somebody else."""

from typing import Any

from veche.accounts.policy import Actor, holds
from veche.core import clock
from veche.core.journal import verbs
from veche.core.policy import N_, Refusal, act, refusal

verbs.update(
    {
        "assist.received": N_("A person without internet received at a desk"),
        "assist.support": N_("Support entered at a desk"),
        "assist.unsupport": N_("Support taken back at a desk"),
        "assist.ballot": N_("Ballot entered at a desk"),
        "assist.proposal": N_("Proposal entered at a desk"),
        "assist.withdrawal": N_("Proposal withdrawn at a desk"),
        "vote.assisted": N_("Ballots of a vote that were entered at desks, counted"),
    }
)
NOT_YOURS = N_("Another member of staff has received this person.")
OVER = N_("This visit is over. Receive the person anew with their document.")
YOURSELF = N_("Nobody enters anything for themselves at a desk: use your own account.")
NOT_ASSISTED = N_("This person takes part with an account of their own.")


@act("assist.enter")
def enter(actor: Actor, visit: Any) -> Refusal | None:
    """The same member of staff who saw the document, while the visit lasts; without a visit, who works at any desk."""
    if visit is None:
        return holds(actor, "desk")
    return refusal(actor, "desk.work", visit.desk) or _during(actor, visit)


def _during(actor: Actor, visit: Any) -> Refusal | None:
    if visit.staff_id != actor.id:
        return Refusal(NOT_YOURS)
    if visit.person_id == actor.id:
        return Refusal(YOURSELF)
    if not visit.person.is_assisted:
        return Refusal(NOT_ASSISTED)
    return Refusal(OVER) if visit.ends_at <= clock.now() else None
