"""Who amends a text, who answers, and who supports under a condition; each refusal says why."""

from typing import Any

from veche.accounts.policy import Actor, confirmed, resident, unmuted
from veche.amending.rules import answer_due, standing
from veche.core import clock
from veche.core.moderated import HIDDEN, PENDING, REMOVED
from veche.core.policy import N_, Refusal, act
from veche.core.settings import declare, setting
from veche.newcomers.policy import WAITS
from veche.proposals.policy import editable, gathering, shown, writes
from veche.proposals.policy import read as read_proposal
from veche.proposals.rules import phase

declare("AMENDMENT_DAYS", 14, "Days the authors have to answer an amendment before its author may go an own way.")

ANSWERED = {
    "accepted": N_("This amendment is taken up already."),
    "declined": N_("This amendment is declined already."),
    "withdrawn": N_("Its author has withdrawn this amendment."),
    "not_taken_up": N_("Voting has begun: the amendment was not taken up before."),
    "unanswered": N_("The proposal ended before the amendment was answered."),
}


def not_its_writer(actor: Actor, proposal: Any) -> Refusal | None:
    mine = Refusal(N_("You write this proposal: change its text directly."))
    return None if writes(actor, proposal) else mine


def own(actor: Actor, text: Any) -> Refusal | None:
    return None if text.author_id == actor.id else Refusal(N_("Only the one who wrote it does this."))


def in_sight(amendment: Any) -> Refusal | None:
    if amendment.is_visible:
        return None
    return Refusal(WAITS if amendment.visibility == PENDING else N_("A moderator has hidden this amendment."))


def standing_of(amendment: Any) -> str:
    return standing(amendment.state, phase(amendment.proposal, clock.now()))


def waiting(amendment: Any) -> Refusal | None:
    reason = ANSWERED.get(standing_of(amendment))
    return Refusal(reason) if reason else None


def _sees(actor: Actor, text: Any) -> bool:
    if getattr(text, "is_removed", False):
        return False
    return bool(text.is_visible or text.author_id == actor.id or "moderator" in actor.roles)


@act("amendment.propose")
def propose(actor: Actor, proposal: Any) -> Refusal | None:
    return confirmed(actor) or not_its_writer(actor, proposal) or gathering(proposal) or shown(proposal)


@act("amendment.read")
def read(actor: Actor, amendment: Any) -> Refusal | None:
    """It stands as open as its proposal; hidden it is seen by its author and moderators."""
    proposal = amendment.proposal
    hidden = None if _sees(actor, proposal) else shown(proposal)
    return read_proposal(actor, proposal) or hidden or (None if _sees(actor, amendment) else in_sight(amendment))


@act("amendment.accept")
def accept(actor: Actor, amendment: Any) -> Refusal | None:
    proposal = amendment.proposal
    return (
        confirmed(actor) or writes(actor, proposal) or waiting(amendment) or editable(proposal) or in_sight(amendment)
    )


@act("amendment.decline")
def decline(actor: Actor, amendment: Any) -> Refusal | None:
    return confirmed(actor) or writes(actor, amendment.proposal) or waiting(amendment) or in_sight(amendment)


@act("amendment.withdraw")
def withdraw(actor: Actor, amendment: Any) -> Refusal | None:
    return confirmed(actor) or own(actor, amendment) or waiting(amendment)


@act("amendment.make_own")
def make_own(actor: Actor, amendment: Any) -> Refusal | None:
    """Once, when the authors declined, or did not answer in time, or cannot answer any more."""
    done = Refusal(N_("This amendment is a proposal of its own already.")) if amendment.own_proposal_id else None
    sight = read_proposal(actor, amendment.proposal) or in_sight(amendment) or shown(amendment.proposal)
    return confirmed(actor) or own(actor, amendment) or done or _free_to_go(amendment) or sight


def _free_to_go(amendment: Any) -> Refusal | None:
    now_in, days = standing_of(amendment), setting("AMENDMENT_DAYS")
    if now_in in {"accepted", "withdrawn"}:
        return Refusal(ANSWERED[now_in])
    if now_in != "open" or clock.now() >= answer_due(amendment.made_at, days):
        return None
    return Refusal(N_("The authors have %(days)s days to answer: wait for them first."), days=days)


@act("condition.write")
def write_condition(actor: Actor, proposal: Any) -> Refusal | None:
    return (
        resident(actor) or unmuted(actor) or not_its_writer(actor, proposal) or gathering(proposal) or shown(proposal)
    )


def rewritable(condition: Any) -> Refusal | None:
    """New words do not bring a hidden text back, not even after it was taken back."""
    if condition is None or condition.visibility not in {HIDDEN, REMOVED}:
        return None
    if condition.taken_back_at:
        return Refusal(
            N_("A moderator has hidden the condition that you took back: you cannot write another one here.")
        )
    return Refusal(N_("A moderator has hidden your condition: it can be taken back, not changed."))


@act("condition.read")
def read_condition(actor: Actor, condition: Any) -> Refusal | None:
    """Its words are for those who write the text, for moderators and for whoever wrote it."""
    if getattr(condition, "is_removed", False):
        return Refusal(N_("A moderator has hidden this condition."))
    if condition.author_id == actor.id or "moderator" in actor.roles:
        return None
    hidden = None if condition.is_visible else Refusal(N_("A moderator has hidden this condition."))
    return writes(actor, condition.proposal) or hidden


@act("condition.meet")
def meet(actor: Actor, condition: Any) -> Refusal | None:
    """Whoever wrote it says that it is met, while supports are gathered: that is a support."""
    proposal = condition.proposal
    return resident(actor) or own(actor, condition) or _unmet(condition) or gathering(proposal) or shown(proposal)


@act("condition.take_back")
def take_back(actor: Actor, condition: Any) -> Refusal | None:
    return confirmed(actor) or own(actor, condition) or _unmet(condition) or gathering(condition.proposal)


def _unmet(condition: Any) -> Refusal | None:
    return Refusal(N_("You have said already that the condition is met.")) if condition.met_at else None
