"""Pages of curating: a small form for each act, and what moderators did with a talk; see also `noting`."""

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_login import current_user

from veche.core.languages import gettext as _
from veche.core.languages import reason
from veche.core.markup import safe
from veche.core.pages import done, page, under
from veche.core.policy import refusal, require
from veche.curating import forms, noting, panels, queries, services
from veche.curating.mount import blueprint, often, readable, seen, small_form
from veche.forum import queries as forum
from veche.forum import rules as talk
from veche.forum import talk as talks
from veche.forum.forms import whole
from veche.forum.models import Thread
from veche.plan.models import ActionArea
from veche.plan.queries import area_by_code
from veche.proposals.mount import of_path

__all__ = ["blueprint", "noting", "panels"]


@blueprint.get("/threads/<int:number>/curating")
@under("anyone")
def history(number: int) -> Response:
    thread = readable(number)
    told = queries.history(thread, current_user, request.args.get("after"))
    notes = [] if "after" in request.args else [(note, safe(note.html)) for note in queries.versions(thread)]
    return page("curating/history.html", thread=thread, told=told, notes=notes)


@blueprint.get("/threads/<int:number>/curating/move")
@under("thread.move", subject=True)
def moving(number: int) -> Response:
    thread = readable(number)
    require(current_user, "thread.move", queries.talk(current_user, thread))
    return small_form("curating/_move.html", thread, forms.Moving(thread.area.code, formdata=None))


@blueprint.post("/threads/<int:number>/curating/move")
@often
@under("thread.move", subject=True)
def move(number: int) -> Response:
    thread = readable(number)
    require(current_user, "thread.move", queries.talk(current_user, thread))
    form = forms.Moving(thread.area.code)
    if not form.validate():
        return small_form("curating/_move.html", thread, form, 422)
    services.move_thread(current_user, number, _area(form).id, reason=form.reason.data)
    return seen(number, _("The discussion stands in another action area now."))


def _area(form: Any) -> ActionArea:
    return area_by_code(form.area.data) or abort(404)


@blueprint.get("/proposals/<int:number>/curating/move")
@under("proposal.move", subject=True)
def moving_proposal(number: int) -> Response:
    proposal = of_path(number)
    require(current_user, "proposal.move", queries.placed(current_user, proposal))
    return small_form("curating/_move.html", proposal, forms.Moving(proposal.area.code, formdata=None))


@blueprint.post("/proposals/<int:number>/curating/move")
@often
@under("proposal.move", subject=True)
def move_proposal(number: int) -> Response:
    proposal = of_path(number)
    require(current_user, "proposal.move", queries.placed(current_user, proposal))
    form = forms.Moving(proposal.area.code)
    if not form.validate():
        return small_form("curating/_move.html", proposal, form, 422)
    services.move_proposal(current_user, number, _area(form).id, reason=form.reason.data)
    flash(_("The proposal stands in another action area now."))
    return done(url_for("proposals.proposal", number=number))


@blueprint.get("/threads/<int:number>/curating/merge")
@under("thread.merge", subject=True)
def merging(number: int) -> Response:
    thread = readable(number)
    require(current_user, "thread.merge", queries.pair(current_user, thread))
    return small_form(
        "curating/_merge.html", thread, forms.Merging(queries.candidates(thread, current_user), formdata=None)
    )


@blueprint.post("/threads/<int:number>/curating/merge")
@often
@under("thread.merge", subject=True)
def merge(number: int) -> Response:
    thread = readable(number)
    require(current_user, "thread.merge", queries.pair(current_user, thread))
    form = forms.Merging(queries.candidates(thread, current_user))
    if not form.validate():
        return small_form("curating/_merge.html", thread, form, 422)
    target = forum.thread(form.number or 0)
    against = _against_target(thread, target)
    if target is None or against:
        form.address.errors = [against]
        return small_form("curating/_merge.html", thread, form, 422)
    services.merge(current_user, number, target.id, reason=form.reason.data)
    return seen(target.id, _("The two discussions are one now. The old addresses lead here."))


def _against_target(thread: Thread, target: Thread | None) -> str:
    """Why the messages cannot go there, in words beside the field."""
    if target is None or not talk.reads(current_user, target):
        return _("There is no such discussion.")
    return reason(refusal(current_user, "thread.merge", queries.pair(current_user, thread, target)))


@blueprint.get("/threads/<int:number>/curating/split")
@under("thread.split", subject=True)
def splitting(number: int) -> Response:
    """«This message and its answers» for one post, else the messages of a page of the talk to choose from."""
    thread = readable(number)
    one = _one_post(thread)
    require(current_user, "thread.split", queries.cut_of(current_user, thread, [one] if one else []))
    form = forms.Splitting(formdata=None, data={"sort": _sort(thread), "area": thread.area.code})
    form.post.data = [str(one.number)] if one else []
    return _split_page(thread, form, one)


def _sort(thread: Thread) -> str:
    return "discussion" if thread.sort == "announcement" else thread.sort


def _one_post(thread: Thread) -> Any:
    """The post that the form is for, when it was asked for beside a post."""
    number = whole(request.values.get("head"))
    return (talks.post(thread.id, number) or abort(404)) if number else None


def _split_page(thread: Thread, form: forms.Splitting, one: Any, status: int = 200) -> Response:
    if one:
        return small_form(
            "curating/_split.html", thread, form, status, one=one, root=f"curate-p{one.number}", found=None
        )
    found = talks.posts(thread, current_user, start=whole(request.args.get("from")))
    return small_form("curating/_split.html", thread, form, status, one=None, found=found)


@blueprint.post("/threads/<int:number>/curating/split")
@often
@under("thread.split", subject=True)
def split(number: int) -> Response:
    thread, form = readable(number), forms.Splitting()
    require(current_user, "thread.split", queries.cut_of(current_user, thread))
    if not form.validate():
        return _split_page(thread, form, _one_post(thread), 422)
    new = services.split(
        current_user,
        number,
        numbers=form.numbers,
        answers_too=form.answers.data,
        title=form.title.data,
        sort=form.sort.data,
        area_id=_area(form).id,
        reason=form.reason.data,
        nonce=form.nonce.data,
    )
    return seen(new.id, _("The messages have a discussion of their own now. The old addresses lead here."))


@blueprint.post("/threads/<int:number>/curating/pin")
@often
@under("thread.pin", subject=True)
def pin(number: int) -> Response:
    on = request.form.get("on") == "1"
    services.pin(current_user, readable(number).id, pinned=on)
    return seen(number, _("The discussion is pinned.") if on else _("The discussion is no longer pinned."))


@blueprint.post("/threads/<int:number>/curating/feature")
@often
@under("thread.feature", subject=True)
def feature(number: int) -> Response:
    on = request.form.get("on") == "1"
    services.feature(current_user, readable(number).id, featured=on)
    return seen(number, _("The discussion is featured.") if on else _("The discussion is no longer featured."))


@blueprint.post("/curating/<int:number>/undo")
@often
@under("curation.undo", subject=True)
def undo(number: int) -> Response:
    found = services.undo(current_user, number)
    flash(_("It is undone."))
    where = "proposals.proposal" if found.kind == "proposal" else "forum.thread"
    return done(url_for(where, number=found.subject_id))
