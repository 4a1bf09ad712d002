"""Who speaks for the youth council, and until when."""

from typing import Any

from veche.accounts.policy import Actor, holds
from veche.core import clock
from veche.core.policy import N_, Refusal, act
from veche.proposals.rules import phase
from veche.youth.rules import BEFORE_DECISION


def undecided(proposal: Any) -> Refusal | None:
    """An opinion helps to decide; afterwards it stays as it was."""
    now_in = phase(proposal, clock.now()) if proposal is not None else "open"
    if now_in in BEFORE_DECISION:
        return None
    if now_in == "draft":
        return Refusal(N_("This proposal is still a draft: wait until it is published."))
    return Refusal(N_("The matter is closed, so the opinion of the council stays as it is."))


def readable(proposal: Any) -> Refusal | None:
    if proposal is None or proposal.is_visible:
        return None
    return Refusal(N_("A moderator has hidden this proposal, so there is nothing to give an opinion on."))


@act("opinion.publish")
def publish(actor: Actor, proposal: Any) -> Refusal | None:
    return holds(actor, "youth_council") or undecided(proposal) or readable(proposal)
