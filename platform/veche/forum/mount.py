"""Where the forum's pages hang, and how each of them finds its thread and its post."""

from flask import Blueprint, abort
from flask_login import current_user

from veche.core.protocol import limiter
from veche.forum import queries, rules, talk
from veche.forum.models import Post, Thread

blueprint = Blueprint("forum", __name__)
often = limiter.shared_limit("30 per minute", scope="forum")
quietly = limiter.shared_limit("120 per minute", scope="forum.seen")  # the page itself says how far it was read


def present(number: int) -> Thread:
    """The thread, unless for this reader there is none; a hidden one is there, but only its tombstone is shown."""
    thread = queries.thread(number)
    if thread is None or rules.is_absent(current_user, thread):
        abort(404)
    return thread


def readable(number: int) -> Thread:
    thread = present(number)
    if not rules.reads(current_user, thread):
        abort(404)
    return thread


def reply_place(thread: Thread) -> str:
    """Where an unfinished reply to the thread is kept."""
    return f"thread:{thread.id}"


def post_of(number: int, post_number: int) -> Post:
    """The post, unless this reader may not know of it or of its thread."""
    return known(talk.post(number, post_number))


def known(post: Post | None) -> Post:
    if post is None or rules.is_absent(current_user, post) or not rules.reads(current_user, post.thread):
        abort(404)
    return post
