"""A reply to a discussion that takes no more replies: the words are kept, and ways to publish them elsewhere."""

from flask import Response
from flask_login import current_user

from veche.core.pages import page
from veche.core.policy import may, refusal
from veche.forum import queries, rules
from veche.forum.forms import ReplyForm
from veche.forum.models import Thread


def is_over(thread: Thread) -> bool:
    """Whether the discussion, and nothing about the person, stands in the way of a reply."""
    return may(current_user, "thread.open") and not may(current_user, "thread.reply", thread)


def kept(thread: Thread, form: ReplyForm) -> Response:
    """Why it is not published, and the typed text: for a new discussion, or for the one in which this one goes on."""
    against = refusal(current_user, "thread.reply", thread)
    goes_on = _goes_on(thread)
    return page("forum/unsent.html", status=403, thread=thread, form=form, against=against, goes_on=goes_on)


def _goes_on(thread: Thread) -> Thread | None:
    """The discussion into which this one was merged, when the person may speak there."""
    other = queries.thread(thread.merged_into_id) if thread.merged_into_id else None
    is_open = other and rules.reads(current_user, other) and may(current_user, "thread.reply", other)
    return other if is_open else None
