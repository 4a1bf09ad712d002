"""Where the pages of curating hang, and the small form that every act has."""

from typing import Any

from flask import Blueprint, Response, abort, flash, url_for
from flask_login import current_user

from veche.core.pages import done, page
from veche.core.protocol import limiter
from veche.forum import queries as forum
from veche.forum import rules as talk
from veche.forum.models import Thread

blueprint = Blueprint("curating", __name__)
often = limiter.shared_limit("60 per minute", scope="curating")


def readable(number: int) -> Thread:
    """The thread, unless for this reader there is none."""
    thread = forum.thread(number)
    if thread is None or not talk.reads(current_user, thread):
        abort(404)
    return thread


def small_form(part: str, row: Any, form: Any, status: int = 200, root: str = "curate-form", **values: Any) -> Response:
    """The form of an act: in its place for htmx, on a page of its own for everybody else.

    Its fields are named after the place, because the page around it has fields of the same kinds.
    """
    for field in form:
        field.id = f"{root}-{field.name}"
    shown = {"row": row, "form": form, "small": part, "root": root, **values}
    return page("curating/act.html", part, status, **shown)


def seen(thread_id: int, words: str) -> Response:
    """Go and see the thread, with a word on what happened."""
    flash(words)
    return done(url_for("forum.thread", number=thread_id))
