"""Pages on which a moderator writes on top of a talk: its summary, its conclusion, and what takes them back."""

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_login import current_user

from veche.core.database import db
from veche.core.errors import Stale
from veche.core.languages import gettext as _
from veche.core.pages import under
from veche.core.policy import require
from veche.curating import forms, queries, services
from veche.curating.mount import blueprint, often, readable, seen, small_form
from veche.forum.models import Thread


@blueprint.get("/threads/<int:number>/curating/summary")
@under("thread.summarise", subject=True)
def summary(number: int) -> Response:
    thread = readable(number)
    require(current_user, "thread.summarise", queries.talk(current_user, thread))
    return small_form("curating/_note.html", thread, _begun(queries.notes(thread).summary), sort="summary")


@blueprint.post("/threads/<int:number>/curating/summary")
@often
@under("thread.summarise", subject=True)
def summarise(number: int) -> Response:
    thread = readable(number)
    require(current_user, "thread.summarise", queries.talk(current_user, thread))
    return _write(thread, "summary", services.summarise, _("The summary stands above the talk."))


@blueprint.get("/threads/<int:number>/curating/conclusion")
@under("thread.conclude", subject=True)
def conclusion(number: int) -> Response:
    thread = readable(number)
    require(current_user, "thread.conclude", queries.talk(current_user, thread))
    return small_form("curating/_note.html", thread, _begun(queries.notes(thread).conclusion), sort="conclusion")


@blueprint.post("/threads/<int:number>/curating/conclusion")
@often
@under("thread.conclude", subject=True)
def conclude(number: int) -> Response:
    thread = readable(number)
    require(current_user, "thread.conclude", queries.talk(current_user, thread))
    return _write(thread, "conclusion", services.conclude, _("The discussion is closed with its conclusion."))


def _begun(note: Any) -> forms.Noting:
    """The form with the words that are shown now, to be gone on with."""
    data = {"text": note.text, "language": note.language, "version": note.version} if note else {"version": 0}
    return forms.Noting(formdata=None, data=data)


def _write(thread: Thread, sort: str, service: Callable[..., Any], words: str) -> Response:
    form = forms.Noting()
    if not form.validate():
        return small_form("curating/_note.html", thread, form, 422, sort=sort)
    values = {"text": form.text.data, "language": form.language.data, "version": form.seen}
    number = thread.id
    try:
        service(current_user, number, **values)
    except Stale as stale:
        raise Stale(_both_texts(number, form, sort)) from stale
    return seen(number, words)


def _both_texts(number: int, form: forms.Noting, sort: str) -> Response:
    """The words as they are now beside those just typed; sending these again replaces the first."""
    db.session.rollback()
    thread = readable(number)
    notes = queries.notes(thread)
    present = notes.summary if sort == "summary" else notes.conclusion
    form.version.data = present.version if present else 0
    return small_form("curating/_note.html", thread, form, 409, sort=sort, present=present, is_stale=True)


@blueprint.get("/threads/<int:number>/curating/reopen")
@under("thread.conclude", subject=True)
def reopening(number: int) -> Response:
    thread = readable(number)
    require(current_user, "thread.conclude", queries.talk(current_user, thread))
    return small_form("curating/_reopen.html", thread, forms.Reasoned(formdata=None))


@blueprint.post("/threads/<int:number>/curating/reopen")
@often
@under("thread.conclude", subject=True)
def reopen(number: int) -> Response:
    thread, form = readable(number), forms.Reasoned()
    require(current_user, "thread.conclude", queries.talk(current_user, thread))
    if not form.validate():
        return small_form("curating/_reopen.html", thread, form, 422)
    services.reopen(current_user, number, reason=form.reason.data)
    return seen(number, _("The discussion is open again."))


@blueprint.get("/threads/<int:number>/curating/take-back")
@under("thread.summarise", subject=True)
def taking_back(number: int) -> Response:
    thread = readable(number)
    require(current_user, "thread.summarise", queries.talk(current_user, thread))
    return small_form("curating/_take_back.html", thread, forms.Reasoned(formdata=None))


@blueprint.post("/threads/<int:number>/curating/take-back")
@often
@under("thread.summarise", subject=True)
def take_back(number: int) -> Response:
    thread, form = readable(number), forms.Reasoned()
    require(current_user, "thread.summarise", queries.talk(current_user, thread))
    if not form.validate():
        return small_form("curating/_take_back.html", thread, form, 422)
    services.take_back(current_user, number, reason=form.reason.data)
    return seen(number, _("The summary is taken back. Its versions stay readable."))
