"""Where it is talked about already: shown while a title is typed, and once before a thread is published."""

from collections.abc import Iterable
from typing import Any

from flask import Response, make_response
from flask_login import current_user
from htmx_flask import request

from veche.core.languages import LANGUAGES
from veche.core.languages import language as spoken
from veche.core.pages import page, under, wants_part
from veche.forum.mount import blueprint
from veche.forum.similar import Similar, similar

LONGEST_TITLE = 150


def offered(title: str | None, language: str, *, nonce: str = "") -> dict[str, Any]:
    """What forum/_similar.html needs to know of this title."""
    return {"similar": similar((title or "")[:LONGEST_TITLE], language, current_user, nonce=nonce), "asked": False}


def is_unseen(found: Iterable[Similar]) -> bool:
    """Whether a strong likeness among them was not shown beside the form that is being sent."""
    seen = request.form.get("shown", "").split()
    return any(one.is_strong and str(one.thread.id) not in seen for one in found)


@blueprint.get("/threads/similar")
@under("anyone")
def look() -> Response:
    """Threads like the typed title; nothing for htmx when the list beside the form is the same already."""
    title = " ".join(request.args.get("title", "").split())[:LONGEST_TITLE]
    given = request.args.get("language") or request.args.get("written", "")
    written = given if given in LANGUAGES else spoken()
    values = offered(title, written)
    shown = " ".join(str(one.thread.id) for one in values["similar"])
    if wants_part() and request.args.get("shown") == shown:
        same = make_response("", 204)
        same.vary.add("HX-Request")
        return same
    return page("forum/similar.html", "forum/_similar.html", title=title, written=written, **values)
