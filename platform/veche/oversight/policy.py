"""Who may appeal, who may decide on it, who may review: never the one who decided, nor anybody with a part in it."""

from dataclasses import dataclass
from datetime import datetime

from veche.accounts.policy import Actor, signed_in
from veche.core.journal import verbs
from veche.core.policy import N_, Refusal, act
from veche.moderation.policy import Matter, review
from veche.oversight import rules

verbs["appeal.lodged"] = N_("A moderator’s decision appealed")
verbs["appeal.upheld"] = N_("Appeal decided: the measure stands")
verbs["appeal.overturned"] = N_("Appeal decided: the measure is overturned")
verbs["appeal.settled"] = N_("Appeal closed: the measure was taken back before")
verbs["review.made"] = N_("A decision reviewed by a second moderator who did not know it")


@dataclass(frozen=True)
class Lodging:
    """An act as the person sees it whom it restrained."""

    affected_id: int
    state: str
    acted_at: datetime
    now: datetime
    days: int
    is_appealed: bool = False


@dataclass(frozen=True)
class Stake:
    """The matter of an appeal or a review as a moderator would judge it.

    has_decided_here: they took or confirmed some act on the same text, this one or another. has_reviewed: they said
    already, not knowing the decision, what they would have done. has_appealed: the appeal is their own.
    """

    matter: Matter
    has_decided_here: bool = False
    has_reviewed: bool = False
    has_appealed: bool = False


@act("appeal.lodge")
def lodge(actor: Actor, lodging: Lodging) -> Refusal | None:
    """The person whom it restrained, once, in time; also somebody silenced or banned: that is what it is for."""
    return signed_in(actor) or _theirs(actor, lodging) or _open_to_appeal(lodging)


def _theirs(actor: Actor, lodging: Lodging) -> Refusal | None:
    return (
        None if actor.id == lodging.affected_id else Refusal(N_("Only the person whom a measure concerns appeals it."))
    )


def _open_to_appeal(lodging: Lodging) -> Refusal | None:
    if lodging.is_appealed:
        return Refusal(N_("You have appealed this decision already: each can be appealed once."))
    if lodging.state == "proposed":
        return Refusal(N_("A second moderator still looks at this measure. When they agree, you can appeal it."))
    if lodging.state != "done":
        return Refusal(N_("This measure does not hold any more, so there is nothing to appeal."))
    if rules.is_too_late(lodging.acted_at, lodging.days, lodging.now):
        return Refusal(N_("A decision can be appealed within %(days)s days, and they are over."), days=lodging.days)
    return None


@act("appeal.judge")
def judge(actor: Actor, stake: Stake) -> Refusal | None:
    """Another moderator than the first, with no part of any sort in the matter."""
    return review(actor, stake.matter) or _uninvolved(stake)


def _uninvolved(stake: Stake) -> Refusal | None:
    if stake.has_appealed:
        return Refusal(N_("This is your own appeal: another moderator decides."))
    if stake.has_decided_here:
        return Refusal(N_("You decided about this text before: another moderator decides now."))
    if stake.has_reviewed:
        return Refusal(N_("You said in a blind review what you would have done: another moderator decides."))
    return None


@act("review.make")
def make_review(actor: Actor, stake: Stake) -> Refusal | None:
    """A moderator who does not know the decision from having a part in it."""
    return review(actor, stake.matter) or _uninvolved(stake)
