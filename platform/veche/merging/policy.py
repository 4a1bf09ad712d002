"""Who may propose a merge, agree to it, stand in for a silent side, choose, undo; each refusal says why."""

from dataclasses import dataclass
from typing import Any

from veche.accounts.policy import Actor, confirmed, holds, resident, signed_in
from veche.core import clock
from veche.core.policy import N_, Refusal, act
from veche.merging import rules
from veche.proposals.policy import gathering, shown
from veche.proposals.rules import phase

TOOK_PART = N_("You took part in this yourself: another moderator decides.")
SAME = N_("These are one and the same proposal: choose another one.")
NOT_WAITING = {
    "done": N_("The two proposals are merged already."),
    "declined": N_("This merge was declined. It can be proposed anew."),
    "withdrawn": N_("This merge was taken back by whoever proposed it."),
    "undone": N_("This merge was undone."),
}


@dataclass(frozen=True)
class Silence:
    """A merge as the moderator sees it who would stand in: whether they supported one of the two or spoke about it."""

    merge: Any
    has_taken_part: bool = False


def mergeable(pair: Any) -> Refusal | None:
    """Two that everybody reads and that gather support; one that took in another must first be past its undoing."""
    if pair.source.id == pair.target.id:
        return Refusal(SAME)
    if not (pair.source.is_visible and pair.target.is_visible):
        return Refusal(N_("A moderator has hidden one of the two proposals."))
    for proposal in (pair.source, pair.target):
        if phase(proposal, clock.now()) != "open":
            return Refusal(
                N_("Only proposals that gather support are merged, and «%(title)s» does not gather it now."),
                title=proposal.title,
            )
    return settled(pair)


def settled(pair: Any) -> Refusal | None:
    """People were promised days to choose and to undo; nothing is built on top before they are over."""
    if pair.settles_at is None or clock.now() >= pair.settles_at:
        return None
    return Refusal(
        N_(
            "«%(title)s» has lately taken in another proposal, and that can still be undone. It can become part of"
            " another one when that term is over; the other way round is possible now."
        ),
        title=pair.source.title,
    )


def concerned(actor: Actor, pair: Any) -> Refusal | None:
    if rules.is_writer(actor.id, pair) or "moderator" in actor.roles:
        return None
    return Refusal(N_("Only the authors of one of the two proposals, or a moderator, propose to merge them."))


def waiting(merge: Any) -> Refusal | None:
    reason = NOT_WAITING.get(merge.state)
    return Refusal(reason) if reason else None


def asked(actor: Actor, merge: Any) -> Refusal | None:
    """A writer of the side whose word is missing."""
    own = rules.written_by(actor.id, merge)
    if set(own) & set(rules.missing(merge)):
        return None
    if own:
        return Refusal(N_("Your side has agreed already; now the authors of the other proposal have the word."))
    return Refusal(N_("Only the authors of the proposal that has not answered do this."))


def agreeing(actor: Actor, merge: Any) -> Refusal | None:
    """One who may agree for a side whose word is missing."""
    lacking = set(rules.missing(merge))
    if set(rules.consents_of(actor.id, merge)) & lacking:
        return None
    if "source" in set(rules.written_by(actor.id, merge)) & lacking:
        return Refusal(N_("The first author of the proposal that becomes part of the other agrees."))
    return asked(actor, merge)


def unconcerned(actor: Actor, silence: Silence) -> Refusal | None:
    merge = silence.merge
    if rules.ever_wrote(actor.id, merge) or merge.proposed_by_id == actor.id:
        return Refusal(N_("You take part in this merge yourself: another moderator decides."))
    return Refusal(TOOK_PART) if silence.has_taken_part else None


def silent(merge: Any) -> Refusal | None:
    if rules.is_silent(merge, clock.now()):
        return None
    return Refusal(N_("The authors still have time to answer; a moderator stands in only after that."))


@act("merge.begin")
def begin(actor: Actor, proposal: Any) -> Refusal | None:
    """Look for another proposal that this one could be merged with."""
    return confirmed(actor) or shown(proposal) or gathering(proposal)


@act("merge.propose")
def propose(actor: Actor, pair: Any) -> Refusal | None:
    return confirmed(actor) or concerned(actor, pair) or mergeable(pair)


@act("merge.agree")
def agree(actor: Actor, merge: Any) -> Refusal | None:
    return confirmed(actor) or waiting(merge) or agreeing(actor, merge) or mergeable(merge)


@act("merge.decline")
def decline(actor: Actor, merge: Any) -> Refusal | None:
    return confirmed(actor) or waiting(merge) or asked(actor, merge)


@act("merge.withdraw")
def withdraw(actor: Actor, merge: Any) -> Refusal | None:
    own = merge.proposed_by_id == actor.id
    theirs = None if own else Refusal(N_("Only the person who proposed the merge takes it back."))
    return confirmed(actor) or waiting(merge) or theirs


@act("merge.stand_in")
def stand_in(actor: Actor, silence: Silence) -> Refusal | None:
    """A moderator agrees in the place of authors who kept silent; never about one's own, or where they took part."""
    merge = silence.merge
    apart = holds(actor, "moderator") or waiting(merge) or unconcerned(actor, silence)
    return apart or silent(merge) or mergeable(merge)


def stood_in(actor: Actor, merge: Any) -> bool:
    return merge.stood_in_id == actor.id and "moderator" in actor.roles


@act("merge.undo")
def undo(actor: Actor, merge: Any) -> Refusal | None:
    """Within its term, while the target gathers support: a vote that has begun is on the supports it has."""
    if merge.state != "done":
        return signed_in(actor) or Refusal(N_("Only a merge that was done is undone."))
    own = rules.is_writer(actor.id, merge) or stood_in(actor, merge)
    theirs = None if own else Refusal(N_("Only the authors of the two proposals undo it, or the moderator who agreed."))
    return confirmed(actor) or theirs or undoable(merge)


def undoable(merge: Any) -> Refusal | None:
    if not rules.in_term(merge, clock.now()):
        return Refusal(N_("The term in which the merge could be undone is over."))
    if phase(merge.target, clock.now()) == "open":
        return None
    if not merge.target.is_visible:
        return Refusal(N_("The proposal that stayed does not gather support any more, so the merge cannot be undone."))
    return Refusal(
        N_("«%(title)s» does not gather support any more, so the merge cannot be undone."), title=merge.target.title
    )


@act("merge.choose")
def choose(actor: Actor, row: Any) -> Refusal | None:
    """A supporter of the merged proposal decides about their own support, and nobody else does."""
    theirs = None if row.person_id == actor.id else Refusal(N_("Everybody decides about their own support."))
    return signed_in(actor) or theirs or choosable(row.merge) or resident(actor)


def choosable(merge: Any) -> Refusal | None:
    if merge.state == "undone":
        return Refusal(N_("The merge was undone, so there is nothing to decide any more."))
    if not rules.in_term(merge, clock.now()):
        return Refusal(N_("The time to decide is over. Your support stays where you left it."))
    if not merge.target.is_visible:
        return shown(merge.target)  # before anything that would name it
    if phase(merge.target, clock.now()) != "open":
        return Refusal(
            N_("«%(title)s» does not gather support any more. Your support stays where you left it."),
            title=merge.target.title,
        )
    return None
