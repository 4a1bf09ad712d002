"""Who curates: a moderator who has no part in the talk; each refusal says why, in the place of the button."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from veche.accounts.policy import Actor, holds
from veche.core import clock
from veche.core.policy import N_, Refusal, act
from veche.curating.rules import MOST_PINNED, fits
from veche.forum.policy import in_sight
from veche.proposals.policy import shown
from veche.proposals.rules import phase

OWN = N_("Another moderator decides about your own texts.")
TOOK_PART = N_("You took part in this yourself: another moderator decides.")
AREA_STAYS = {
    "draft": N_("This is a draft: its author chooses the action area."),
    "open": None,
    "voting": N_("Voting is open: the action area stays what it was when the vote began."),
    "counting": N_("The ballots are being counted: the action area stays what it was when the vote began."),
    "review": N_("The vote is over: the action area stays what it was when the vote began."),
    "deferred": N_("The vote is over: the action area stays what it was when the vote began."),
}
ENDED = N_("This proposal is no longer open, so its action area stays as it is.")


@dataclass(frozen=True)
class Talk:
    """A thread as its moderator sees it: whether they speak in it themselves."""

    thread: Any
    has_taken_part: bool = False


@dataclass(frozen=True)
class Placed:
    """A proposal as the moderator sees it who would move it: whether they supported it or spoke about it."""

    proposal: Any
    has_taken_part: bool = False


@dataclass(frozen=True)
class Pair:
    """A thread that is to go into another one; the other may not be chosen yet. The part is one in either."""

    source: Any
    target: Any = None
    has_taken_part: bool = False


@dataclass(frozen=True)
class Cut:
    """Posts that are to leave a thread for one of their own, in the order of their numbers; none chosen yet is fine."""

    thread: Any
    posts: Sequence[Any] = ()
    has_taken_part: bool = False


@dataclass(frozen=True)
class Done:
    """An act of curating as its undoer sees it: whose texts it moved, and what stands in the way.

    One's own act is undone whatever part one took since.
    """

    author_ids: frozenset[int]
    is_undone: bool = False
    is_rested_on: bool = False
    hidden: Any = None  # a thread or proposal of the act that a moderator has hidden since
    is_gone: bool = False  # a thread of the act was merged away since
    has_taken_part: bool = False  # in what another moderator curated


def apart(actor: Actor, *authors: int) -> Refusal | None:
    """Nobody curates their own texts."""
    return Refusal(OWN) if actor.id in authors else None


def uninvolved(has_taken_part: bool) -> Refusal | None:
    """Nobody acts as a moderator where they speak as a citizen."""
    return Refusal(TOOK_PART) if has_taken_part else None


def standing(thread: Any) -> Refusal | None:
    """A thread that is there for everybody and has not gone into another one."""
    gone = Refusal(N_("This discussion was merged with another one. It goes on there."))
    return (gone if thread.merged_into_id else None) or in_sight(None, thread)


def curable(actor: Actor, talk: Talk) -> Refusal | None:
    apart_from = apart(actor, talk.thread.author_id) or uninvolved(talk.has_taken_part)
    return holds(actor, "moderator") or apart_from or standing(talk.thread)


def room_to_pin(pinned: int) -> Refusal | None:
    """At most three discussions are pinned in an action area."""
    full = Refusal(N_("Three discussions are pinned in this action area already: unpin one of them first."))
    return full if pinned >= MOST_PINNED else None


@act("thread.move")
def move(actor: Actor, talk: Talk) -> Refusal | None:
    return curable(actor, talk)


@act("thread.merge")
def merge(actor: Actor, pair: Pair) -> Refusal | None:
    return curable(actor, Talk(pair.source, pair.has_taken_part)) or (_takes(actor, pair) if pair.target else None)


def _takes(actor: Actor, pair: Pair) -> Refusal | None:
    """Whether the other discussion can take the messages of this one."""
    target = pair.target
    if target.id == pair.source.id:
        return Refusal(N_("This is the same discussion: name another one."))
    if target.is_locked:
        return Refusal(N_("The other discussion is closed: open it again first."))
    if not fits(target.last_number, pair.source.post_count):
        return Refusal(N_("The other discussion is too full for these messages."))
    return apart(actor, target.author_id) or standing(target)


@act("thread.split")
def split(actor: Actor, cut: Cut) -> Refusal | None:
    return curable(actor, Talk(cut.thread, cut.has_taken_part)) or _leaves(actor, cut.posts)


def _leaves(actor: Actor, posts: Sequence[Any]) -> Refusal | None:
    """Whether these messages can become a discussion of their own."""
    if any(post.number == 1 for post in posts):
        return Refusal(N_("The first message stays where it is: the discussion begins with it."))
    if posts and not posts[0].is_visible:
        return Refusal(N_("The first of these messages is not shown to everybody: nothing can begin with it."))
    return apart(actor, *(post.author_id for post in posts))


@act("thread.pin")
def pin(actor: Actor, talk: Talk) -> Refusal | None:
    return curable(actor, talk)


@act("thread.feature")
def feature(actor: Actor, talk: Talk) -> Refusal | None:
    return curable(actor, talk)


@act("thread.summarise")
def summarise(actor: Actor, talk: Talk) -> Refusal | None:
    return curable(actor, talk)


@act("thread.conclude")
def conclude(actor: Actor, talk: Talk) -> Refusal | None:
    return curable(actor, talk)


@act("proposal.move")
def move_proposal(actor: Actor, placed: Placed) -> Refusal | None:
    proposal = placed.proposal
    reason = AREA_STAYS.get(phase(proposal, clock.now()), ENDED)
    settled = Refusal(reason) if reason else None
    apart_from = apart(actor, *proposal.ever_writer_ids) or uninvolved(placed.has_taken_part)
    return holds(actor, "moderator") or apart_from or settled or shown(proposal)


@act("curation.undo")
def undo(actor: Actor, done: Done) -> Refusal | None:
    if done.is_undone:
        return holds(actor, "moderator") or Refusal(N_("This was undone already."))
    later = Refusal(N_("Later acts rest on this one: undo them first.")) if done.is_rested_on else None
    hidden = Refusal(N_("A moderator has hidden what this was done to.")) if done.hidden else None
    gone = None
    if done.is_gone:
        gone = Refusal(N_("The discussion was merged with another one since: undo that first."))
    apart_from = apart(actor, *done.author_ids) or uninvolved(done.has_taken_part)
    return holds(actor, "moderator") or apart_from or hidden or later or gone
