"""Who may open threads, answer in them, edit them."""

from typing import Any

from veche.accounts.policy import Actor, confirmed, signed_in
from veche.core import clock
from veche.core.moderated import HIDDEN, PENDING, REMOVED
from veche.core.policy import N_, Refusal, act
from veche.core.settings import declare, setting
from veche.forum.rules import MOST_POSTS, edit_until
from veche.newcomers.policy import settled

declare("EDIT_MINUTES", 60, "How long an author may edit a post; earlier texts stay readable.")

HIDES = {
    HIDDEN: N_("A moderator has hidden this discussion."),
    REMOVED: N_("Moderators have removed this discussion."),
    PENDING: N_("This discussion waits for a moderator."),
}


def unlocked(thread: Any) -> Refusal | None:
    closed = Refusal(N_("A moderator has closed this discussion. It stays readable, and you can start a new one."))
    return closed if thread.is_locked else None


def in_sight(actor: Actor | None, thread: Any) -> Refusal | None:
    """Visible, or waiting for a first look and the actor's own: the author may go on writing there."""
    goes_on = thread.is_visible or (thread.visibility == PENDING and actor is not None and thread.author_id == actor.id)
    return None if goes_on else Refusal(HIDES.get(thread.visibility, HIDES[HIDDEN]))


def unmerged(thread: Any) -> Refusal | None:
    merged = Refusal(N_("This discussion was merged into another one: speak there."))
    return merged if thread.merged_into_id else None


def has_room(thread: Any) -> Refusal | None:
    return Refusal(N_("This discussion is full: start a new one.")) if thread.last_number >= MOST_POSTS else None


def own_post(actor: Actor, post: Any) -> Refusal | None:
    if post.author_id != actor.id:
        return Refusal(N_("Only the author edits a message."))
    return Refusal(N_("Moderators have removed this message.")) if getattr(post, "is_removed", False) else None


def in_time(post: Any) -> Refusal | None:
    """A text that waits for its first look may change until somebody has seen it."""
    if PENDING in (post.visibility, post.thread.visibility):
        return None
    minutes = setting("EDIT_MINUTES")
    late = Refusal(N_("The time to edit is over: %(minutes)s minutes after publishing."), minutes=minutes)
    return late if clock.now() > edit_until(post.posted_at, minutes) else None


@act("thread.open")
def open_thread(actor: Actor, _subject: Any) -> Refusal | None:
    return confirmed(actor)


@act("thread.announce")
def announce(actor: Actor, _subject: Any) -> Refusal | None:
    only = Refusal(N_("Announcements are made by moderators and members of the committee."))
    return confirmed(actor) or (None if actor.roles & {"moderator", "committee"} else only)


@act("thread.reply")
def reply(actor: Actor, thread: Any) -> Refusal | None:
    return unmerged(thread) or unlocked(thread) or in_sight(actor, thread) or has_room(thread) or confirmed(actor)


@act("post.answer")
def answer(_actor: Actor, post: Any) -> Refusal | None:
    """What is not public is neither answered nor quoted into public, not even by those who may read it."""
    withheld = Refusal(N_("This message is not shown to everybody, so it is neither answered nor quoted."))
    return None if post.is_visible else withheld


@act("thread.seen")
def seen(actor: Actor, _subject: Any) -> Refusal | None:
    return signed_in(actor)


@act("thread.solve")
def solve(actor: Actor, thread: Any) -> Refusal | None:
    other = Refusal(N_("Only a question is solved by an answer."))
    asked = thread.author_id == actor.id or "moderator" in actor.roles
    stranger = Refusal(N_("Only the person who asked, or a moderator, marks the answer."))
    return confirmed(actor) or (other if thread.sort != "question" else None if asked else stranger)


def _looked_at(post: Any) -> Any:
    """What a moderator looks at first: the opening words are seen when their thread is."""
    return post.thread if post.number == 1 else post


@act("post.edit")
def edit(actor: Actor, post: Any) -> Refusal | None:
    return (
        signed_in(actor)
        or own_post(actor, post)
        or confirmed(actor)
        or unlocked(post.thread)
        or in_time(post)
        or settled(actor, _looked_at(post))
    )
