"""Who may cast a ballot: a verified resident, while the vote is open. Its receipt is its owner's alone."""

from typing import Any

from veche.accounts.policy import Actor, resident, signed_in
from veche.core import clock
from veche.core.policy import N_, Refusal, act
from veche.proposals.policy import shown
from veche.proposals.rules import phase
from veche.voting.rules import LATE

NOT_YET = N_("Voting has not begun.")


def voting_open(proposal: Any) -> Refusal | None:
    now_in = phase(proposal, clock.now())
    if now_in == "voting":
        return None
    return Refusal(NOT_YET if proposal.voting_opened_at is None else LATE)


@act("ballot.cast")
def cast(actor: Actor, proposal: Any) -> Refusal | None:
    return resident(actor) or voting_open(proposal) or shown(proposal)


@act("receipt.read")
def read_receipt(actor: Actor, ballot: Any) -> Refusal | None:
    mine = (
        None
        if ballot.person_id == actor.id
        else Refusal(N_("A receipt is shown to nobody but the owner of the ballot."))
    )
    return signed_in(actor) or mine
