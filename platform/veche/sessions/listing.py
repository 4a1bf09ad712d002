"""The sessions of a person, for their own eyes, and the buttons that end them."""

from typing import Any

from flask import Response, abort, flash, g, render_template, request, url_for
from flask_login import current_user

from veche.accounts.services import sign_out_everywhere
from veche.core.languages import gettext as _
from veche.core.languages import ngettext
from veche.core.pages import done, page, panel, panels, under
from veche.sessions import devices, limits, queries, services
from veche.sessions.mount import blueprint
from veche.sessions.views import leave


@blueprint.before_request
def _private() -> None:
    g.private = True  # nothing of an account is kept by a browser or a cache


@blueprint.get("/my/sessions")
@under("account.own")
def mine() -> Response:
    return page("sessions/mine.html", "sessions/_list.html", **_values())


def _values(**more: Any) -> dict[str, Any]:
    lasts = limits.of(current_user)
    here = getattr(current_user.live, "id", None)
    rows = queries.of(current_user)
    return {"rows": rows, "here": here, "lasts": lasts, "device": devices.shown, "said": "", **more}


@blueprint.post("/my/sessions/<int:number>/end")
@under("account.own")
def end_one(number: int) -> Response:
    is_here = current_user.live is not None and current_user.live.id == number
    if not services.end_one(current_user, number):
        abort(404)
    if is_here:
        return _left()
    return _ended(_("The session has ended."))


@blueprint.post("/my/sessions/end")
@under("account.own")
def end_many() -> Response:
    """End every other session, or with `here` this one as well."""
    if request.form.get("here"):
        sign_out_everywhere(current_user)
        return _left()
    ended = services.end_others(current_user)
    return _ended(ngettext("%(num)s other session has ended.", "%(num)s other sessions have ended.", ended))


def _ended(said: str) -> Response:
    response = done(url_for("sessions.mine"), part="sessions/_list.html", **_values(said=said))
    if response.status_code == 303:
        flash(said, "good")
    return response


def _left() -> Response:
    leave()
    flash(_("You have signed out."), "good")
    return done(url_for("front.front"))


@panel("my", order=90)
def how_you_sign_in(person: Any) -> str:
    """The e-mail, the password and the sessions; higher features add their keys to the slot `my.sign-in`."""
    return render_template("sessions/_my.html", person=person, more=panels("my.sign-in", person))
