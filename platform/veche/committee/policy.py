"""Who answers: members of the committee, and nobody their own proposal."""

from typing import Any

from veche.accounts.policy import Actor, holds
from veche.committee.rules import is_back
from veche.core import clock
from veche.core.policy import N_, Refusal, act


def unconcerned(actor: Actor, proposal: Any) -> Refusal | None:
    """Nobody decides on what they wrote themselves, even if they have left it since."""
    if proposal is None or actor.id not in proposal.ever_writer_ids:
        return None
    return Refusal(N_("You wrote this proposal: another member of the committee has to answer it."))


def readable(proposal: Any) -> Refusal | None:
    if proposal is None or proposal.is_visible:
        return None
    return Refusal(N_("A moderator has hidden this proposal; it can be answered when it is shown again."))


def awaited(proposal: Any) -> Refusal | None:
    """An answer is owed in review, and from the day on which a deferral ends, written down or not."""
    if proposal.state == "review" or is_back(proposal, clock.now()):
        return None
    return Refusal(N_("The committee owes no answer to this proposal now."))


@act("decision.make")
def make(actor: Actor, proposal: Any) -> Refusal | None:
    return holds(actor, "committee") or unconcerned(actor, proposal) or readable(proposal)


@act("decision.prepare")
def prepare(actor: Actor, proposal: Any) -> Refusal | None:
    return make(actor, proposal)
