"""Who speaks for the youth council, who sends a proposal to the vote, and who sees the board."""

from typing import Any

from veche.accounts.policy import Actor, confirmed, holds, signed_in
from veche.accounts.rules import is_young
from veche.core import clock
from veche.core.policy import N_, Refusal, act
from veche.proposals.policy import gathering, own, shown
from veche.proposals.rules import is_published, phase
from veche.youth.rules import BEFORE_DECISION

NOT_THERE = N_("There is no such page for you.")


def serves(actor: Actor) -> Refusal | None:
    """A member in office who may write at all: a term that is over or a consent that was withdrawn ends it."""
    return holds(actor, "youth_council") or confirmed(actor)


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
    return serves(actor) or undecided(proposal) or readable(proposal)


@act("backing.give")
def back(actor: Actor, proposal: Any) -> Refusal | None:
    """While supports are gathered: afterwards the proposal has gone to the vote or further."""
    return serves(actor) or gathering(proposal) or shown(proposal)


@act("backing.take_back")
def take_back(actor: Actor, proposal: Any) -> Refusal | None:
    return serves(actor) or gathering(proposal)


def young(actor: Any) -> Refusal | None:
    if is_young(getattr(actor, "age_band", None)) or "youth_council" in actor.roles:
        return None
    return Refusal(N_("Only the young mark their proposals so, and members of the youth council."))


@act("youth_mark.set")
def mark(actor: Actor, proposal: Any) -> Refusal | None:
    """The first author alone, because the mark says something about the author."""
    return confirmed(actor) or own(actor, proposal) or young(actor) or published(proposal) or shown(proposal)


@act("youth_mark.remove")
def unmark(actor: Actor, proposal: Any) -> Refusal | None:
    """It can always be taken off."""
    return signed_in(actor) or own(actor, proposal)


def published(proposal: Any) -> Refusal | None:
    return None if is_published(proposal) else Refusal(N_("Publish it first: nobody but you sees a draft."))


# The board: whoever may not see it learns nothing, not even that something is there.


@act("board.read")
def read_board(actor: Actor, _subject: Any) -> Refusal | None:
    return holds(actor, "youth_council", "moderator")


@act("board.write")
def write(actor: Actor, _subject: Any) -> Refusal | None:
    return serves(actor)


def _seen(actor: Any, text: Any) -> Refusal | None:
    """Visible texts, one's own, and for moderators all of them; removed ones nobody."""
    if getattr(text, "is_removed", False):
        return Refusal(NOT_THERE)
    if text.is_visible or text.author_id == actor.id or "moderator" in actor.roles:
        return None
    return Refusal(NOT_THERE)


@act("youth_thread.read")
def read_thread(actor: Actor, thread: Any) -> Refusal | None:
    return read_board(actor, None) or _seen(actor, thread)


@act("youth_post.read")
def read_post(actor: Actor, post: Any) -> Refusal | None:
    return read_thread(actor, post.thread) or _seen(actor, post)


@act("youth_thread.reply")
def reply(actor: Actor, thread: Any) -> Refusal | None:
    return serves(actor) or read_thread(actor, thread) or _answerable(thread)


def _answerable(thread: Any) -> Refusal | None:
    if thread.is_visible:
        return None
    if thread.visibility == "pending":
        return Refusal(N_("This talk waits for a moderator. As soon as others see it, you can go on."))
    return Refusal(N_("A moderator has hidden this talk."))
