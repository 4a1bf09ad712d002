"""What a reader marks: how far they have read, and which answer solved the question."""

from flask import Response, flash, url_for
from flask_login import current_user
from htmx_flask import request

from veche.core.languages import gettext as _
from veche.core.pages import done, under
from veche.core.policy import require
from veche.forum import forms, readings, solving
from veche.forum.mount import blueprint, often, quietly, readable


@blueprint.post("/threads/<int:number>/seen")
@quietly
@under("thread.seen")
def seen(number: int) -> Response:
    thread = readable(number)
    readings.mark_seen(current_user, thread.id, forms.whole(request.form.get("number")))
    return done(url_for(".thread", number=number), part="forum/_seen.html", thread=thread, through=None)


@blueprint.post("/threads/seen")
@often
@under("thread.seen")
def all_seen() -> Response:
    readings.mark_all_seen(current_user)
    flash(_("Everything is marked as read."))
    return done(url_for(".threads"))


@blueprint.post("/threads/<int:number>/solved")
@often
@under("thread.solve", subject=True)
def solved(number: int) -> Response:
    require(current_user, "thread.solve", readable(number))
    answer, is_solved = forms.whole(request.form.get("number")), request.form.get("solved") == "1"
    solving.mark_solved(current_user, number, answer, solved=is_solved)
    flash(_("The question is marked as solved.") if is_solved else _("The question is open again."))
    return done(url_for(".thread", number=number))
