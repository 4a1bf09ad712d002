"""Who may do what with a proposal; each refusal says why, in the place of the button."""

from typing import Any

from veche.accounts.policy import Actor, confirmed, holds, resident
from veche.core import clock
from veche.core.moderated import PENDING
from veche.core.policy import N_, Refusal, act
from veche.newcomers.policy import WAITS, settled
from veche.proposals.rules import ARGUABLE, is_published, phase

NOT_OPEN = {
    "draft": N_("This is still a draft: supports are gathered after it is published."),
    "voting": N_("Support is gathered: voting is open now."),
    "counting": N_("Voting has closed; the ballots are being counted."),
    "review": N_("Support is gathered and the vote is over: the committee owes an answer."),
    "accepted": N_("The proposal is accepted already."),
    "declined": N_("The committee has declined this proposal."),
    "deferred": N_("The committee has put off its answer."),
    "not_carried": N_("The vote was not carried."),
    "dormant": N_("The term for support is over. The author can revive the proposal."),
    "withdrawn": N_("The author has withdrawn this proposal."),
    "merged": N_("This proposal is merged with another one."),
}
FROZEN = N_("The text is frozen since voting began: nobody edits it any more.")
ENDED = N_("This proposal has ended, so its text stays as it is.")


def own(actor: Actor, proposal: Any) -> Refusal | None:
    return None if proposal.author_id == actor.id else Refusal(N_("Only the author of the proposal does this."))


def writes(actor: Actor, proposal: Any) -> Refusal | None:
    """The author, and the co-authors who accepted the invitation."""
    if actor.id in proposal.writer_ids:
        return None
    return Refusal(N_("Only the authors of the proposal do this."))


def shown(proposal: Any) -> Refusal | None:
    if proposal.is_visible:
        return None
    return Refusal(WAITS if proposal.visibility == PENDING else N_("A moderator has hidden this proposal."))


def present(proposal: Any) -> Refusal | None:
    """What was removed is there for nobody to change."""
    gone = Refusal(N_("Moderators have removed this proposal."))
    return gone if getattr(proposal, "is_removed", False) else None


def gathering(proposal: Any) -> Refusal | None:
    """Supports are taken while the proposal is open and its term is not over."""
    reason = NOT_OPEN.get(phase(proposal, clock.now()))
    return Refusal(reason) if reason else None


def editable(proposal: Any) -> Refusal | None:
    now_in = phase(proposal, clock.now())
    if now_in in {"draft", "open"}:
        return None
    if now_in == "dormant":
        return Refusal(N_("The term for support is over: revive the proposal first."))
    return Refusal(FROZEN if now_in in {"voting", "counting", "review", "deferred", "accepted"} else ENDED)


def arguable(proposal: Any) -> Refusal | None:
    """Arguments help as long as a decision is ahead."""
    now_in = phase(proposal, clock.now())
    if now_in in ARGUABLE:
        return None
    if now_in == "draft":
        return Refusal(N_("Arguments are given after the proposal is published."))
    if now_in == "merged":
        return Refusal(NOT_OPEN["merged"])
    return Refusal(N_("The decision is no longer ahead, so no arguments are added."))


@act("proposal.write")
def write(actor: Actor, _subject: Any) -> Refusal | None:
    return confirmed(actor)


@act("proposal.read")
def read(actor: Actor, proposal: Any) -> Refusal | None:
    """A text that never opened belongs to those who write it and those who are invited to; a moderator reads one that
    waits for a first look."""
    if "moderator" in actor.roles and proposal.visibility == PENDING:
        return None
    return None if is_published(proposal) or actor.id in proposal.asked_ids else writes(actor, proposal)


@act("proposal.publish")
def publish(actor: Actor, proposal: Any) -> Refusal | None:
    published = None if proposal.state == "draft" else Refusal(N_("The proposal is published already."))
    return confirmed(actor) or own(actor, proposal) or published or shown(proposal)


@act("proposal.edit")
def edit(actor: Actor, proposal: Any) -> Refusal | None:
    looked_at = None if proposal.state == "draft" else settled(actor, proposal)
    return confirmed(actor) or writes(actor, proposal) or present(proposal) or editable(proposal) or looked_at


def unfrozen(proposal: Any) -> Refusal | None:
    """Who writes a text is settled when nobody edits it any more."""
    return None if phase(proposal, clock.now()) == "dormant" else editable(proposal)


@act("proposal.invite")
def invite(actor: Actor, proposal: Any) -> Refusal | None:
    return confirmed(actor) or own(actor, proposal) or unfrozen(proposal) or shown(proposal)


@act("coauthor.answer")
def answer_invitation(actor: Actor, coauthor: Any) -> Refusal | None:
    """The invited person alone, once."""
    asked = coauthor.person_id == actor.id and coauthor.is_asked
    against = None if asked else Refusal(N_("There is no invitation that waits for your answer."))
    return confirmed(actor) or against or unfrozen(coauthor.proposal)


@act("coauthor.leave")
def leave(actor: Actor, coauthor: Any) -> Refusal | None:
    """Only while the text is still being written: whoever wrote what is voted on stays named."""
    writing = coauthor.person_id == actor.id and coauthor.is_writing
    against = None if writing else Refusal(N_("You are not a co-author of this proposal."))
    return confirmed(actor) or against or unfrozen(coauthor.proposal)


@act("coauthor.part")
def part(actor: Actor, coauthor: Any) -> Refusal | None:
    """The first author takes an invitation back, or parts with a co-author while the text is still being written."""
    gone = Refusal(N_("This person is no longer a co-author.")) if coauthor.left_at else None
    return confirmed(actor) or own(actor, coauthor.proposal) or gone or unfrozen(coauthor.proposal)


@act("proposal.withdraw")
def withdraw(actor: Actor, proposal: Any) -> Refusal | None:
    early = (
        None if proposal.state in {"draft", "open"} else Refusal(N_("It can be withdrawn only before voting begins."))
    )
    return confirmed(actor) or own(actor, proposal) or early


@act("proposal.revive")
def revive(actor: Actor, proposal: Any) -> Refusal | None:
    dormant = phase(proposal, clock.now()) == "dormant"
    awake = None if dormant else Refusal(N_("Only a proposal whose term for support has run out is revived."))
    return confirmed(actor) or own(actor, proposal) or awake or shown(proposal)


@act("proposal.support")
def support(actor: Actor, proposal: Any) -> Refusal | None:
    return resident(actor) or gathering(proposal) or shown(proposal)


@act("proposal.unsupport")
def unsupport(actor: Actor, proposal: Any) -> Refusal | None:
    return resident(actor) or gathering(proposal)


@act("proposal.argue")
def argue(actor: Actor, proposal: Any) -> Refusal | None:
    return confirmed(actor) or arguable(proposal) or shown(proposal)


@act("argument.help")
def find_helpful(actor: Actor, argument: Any) -> Refusal | None:
    mine = Refusal(N_("This is your own argument.")) if argument.author_id == actor.id else None
    hidden = None if argument.is_visible else Refusal(N_("A moderator has hidden this argument."))
    return confirmed(actor) or mine or hidden or shown(argument.proposal)


@act("action.tie")
def tie(actor: Actor, proposal: Any) -> Refusal | None:
    """The committee says which further actions carry out a proposal that was accepted."""
    against = holds(actor, "committee")
    if against or proposal is None or proposal.state == "accepted":
        return against
    return Refusal(N_("Only an accepted proposal can stand behind an action."))
