"""Who answers: members of the committee, nobody their own proposal, nobody with an interest, and no letter alone."""

from typing import Any, NamedTuple

from veche.accounts.policy import Actor, holds
from veche.committee.rules import Standing, is_back
from veche.core import clock
from veche.core.policy import N_, Refusal, act
from veche.proposals.rules import phase

BEFORE_THE_ANSWER = frozenset({"open", "voting", "counting", "review", "deferred"})
ANOTHER_MEMBER = N_(
    "Another member of the committee is needed: a second one, without an interest, reads every letter first."
)
FOR_ANOTHER_ANSWER = {
    "accepting": N_("More members want to accept the proposal: the letter cannot say otherwise."),
    "declined": N_("More members want to decline the proposal: the letter cannot say otherwise."),
    "deferred": N_("More members want to put the answer off: the letter cannot say otherwise."),
}


class Publication(NamedTuple):
    """A letter that is to go out: what it answers, its text in work, how the committee stands now."""

    proposal: Any
    draft: Any
    standing: Standing


def unconcerned(actor: Actor, proposal: Any) -> Refusal | None:
    """Nobody decides on what they wrote, even if they have left it since, nor where they have an interest."""
    if proposal is None:
        return None
    if actor.id in proposal.ever_writer_ids:
        return Refusal(N_("You wrote this proposal: another member of the committee has to answer it."))
    if actor.id in {recusal.person_id for recusal in proposal.recusals}:
        return Refusal(N_("You have declared an interest in this proposal: the other members answer it."))
    return None


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
    """To write the letter."""
    return holds(actor, "committee") or unconcerned(actor, proposal) or readable(proposal)


@act("decision.prepare")
def prepare(actor: Actor, proposal: Any) -> Refusal | None:
    return make(actor, proposal)


@act("position.take")
def take(actor: Actor, proposal: Any) -> Refusal | None:
    return make(actor, proposal)


@act("recusal.declare")
def declare(actor: Actor, proposal: Any) -> Refusal | None:
    """While an answer is ahead, so that nobody first speaks and then steps back from what was decided."""
    return holds(actor, "committee") or unconcerned(actor, proposal) or _ahead(proposal) or readable(proposal)


def _ahead(proposal: Any) -> Refusal | None:
    if phase(proposal, clock.now()) in BEFORE_THE_ANSWER:
        return None
    return Refusal(N_("The committee has no answer to this proposal ahead of it."))


@act("decision.read")
def read(actor: Actor, draft: Any) -> Refusal | None:
    """To read a letter second: approve it, or return it with remarks."""
    return make(actor, draft.proposal) or _handed_over(draft) or _second(actor, draft)


def _handed_over(draft: Any) -> Refusal | None:
    return None if draft.stage == "ready" else Refusal(N_("This text does not wait for a second reader now."))


def _second(actor: Actor, draft: Any) -> Refusal | None:
    if draft.drafter_id != actor.id:
        return None
    return Refusal(N_("You saved this text last: a second member has to read it."))


@act("decision.publish")
def publish(actor: Actor, publication: Publication) -> Refusal | None:
    return make(actor, publication.proposal) or unfinished(publication)


def unfinished(publication: Publication) -> Refusal | None:
    """What keeps the letter from going out, whoever wants to publish it."""
    draft, standing = publication.draft, publication.standing
    if len(standing.eligible) < 2:
        return Refusal(ANOTHER_MEMBER)
    if draft is None:
        return Refusal(N_("Nobody has written the letter yet."))
    return _approved(draft, standing) or _quorate(standing) or _not_outweighed(draft, standing)


def _approved(draft: Any, standing: Standing) -> Refusal | None:
    hands = {draft.drafter_id, draft.reader_id}
    if draft.stage == "approved" and hands.isdisjoint(standing.concerned):
        return None
    return Refusal(N_("A second member has not approved this text yet."))


def _quorate(standing: Standing) -> Refusal | None:
    if standing.is_quorate:
        return None
    reason = N_("There is no quorum: positions recorded are %(count)s, and %(needed)s are needed.")
    return Refusal(reason, count=len(standing.stances), needed=standing.needed)


def _not_outweighed(draft: Any, standing: Standing) -> Refusal | None:
    stronger = standing.outweighs(draft.outcome)
    return Refusal(FOR_ANOTHER_ANSWER[stronger]) if stronger else None


# Without a vote


@act("taking.propose")
def propose_taking(actor: Actor, proposal: Any) -> Refusal | None:
    """An open proposal may be answered without a vote; the term for support still runs."""
    return holds(actor, "committee") or unconcerned(actor, proposal) or _gathers(proposal) or readable(proposal)


def _gathers(proposal: Any) -> Refusal | None:
    if phase(proposal, clock.now()) == "open":
        return None
    return Refusal(N_("Only a proposal that gathers support can be taken up without a vote."))


@act("taking.second")
def second_taking(actor: Actor, taking: Any) -> Refusal | None:
    against = propose_taking(actor, taking.proposal)
    if against or taking.proposed_by_id != actor.id:
        return against
    return Refusal(N_("You proposed this: a second member has to agree."))
