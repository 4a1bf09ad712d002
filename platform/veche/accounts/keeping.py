"""Keeping an unfinished text while it is written: what a form shows of it, and the routes that keep and throw away.

A form of any feature joins in four steps: `unfinished.declare_place` names it; `saving(place, form)` goes into its
page's values as `saving`; its template includes accounts/_waiting.html above the form and accounts/_keep.html inside,
after the button that sends; and the view that has sent it calls `unfinished.drop`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, render_template, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from htmx_flask import request

from veche.accounts import unfinished
from veche.accounts.models import Unfinished
from veche.accounts.rules import Unacceptable
from veche.core.clock import today
from veche.core.errors import EXPIRED, SIGNED_OUT, problem
from veche.core.languages import clock_time, day
from veche.core.languages import gettext as _
from veche.core.pages import done, panel, under, wants_part
from veche.core.policy import Refused
from veche.core.protocol import limiter

blueprint = Blueprint("unfinished", __name__)


@dataclass(frozen=True)
class Saving:
    """How a form stands to what is kept of it.

    `waiting` is an unfinished text that the form does not show yet; `known` is the stamp of the one it has seen;
    `saved_at` is when it was kept.
    """

    place: str
    known: str = ""
    waiting: Unfinished | None = None
    saved_at: datetime | None = None
    thrown: bool = False


def saving(place: str, form: Any) -> Saving:
    """What the form's page says of the text kept at the place. ?unfinished=1 fills the form with it."""
    if request.method == "POST":
        return Saving(place, request.form.get("kept", "")[:40])
    row = unfinished.take(current_user, place)
    if row is None:
        return Saving(place)
    if not request.args.get("unfinished"):
        return Saving(place, waiting=row)
    fill(form, row)
    return Saving(place, unfinished.stamp(row), saved_at=row.saved_at)


def fill(form: Any, row: Unfinished) -> None:
    """Put what was typed back into the fields of the form."""
    fields = {field.short_name: field for field in form}
    for name, value in row.fields.items():
        if name in fields:
            _fill(fields[name], value)


def _fill(field: Any, value: str) -> None:
    """A number that is none leaves the field as the page began it."""
    before = field.data
    try:
        field.process_formdata([value])
    except ValueError:
        field.data = before


def address(row: Unfinished) -> str:
    """Where the writing goes on."""
    return _address(row.place)


def _address(place: str) -> str:
    known, match = unfinished.place_of(place)
    return known.address(match)


def name(row: Unfinished) -> str:
    """What the person writes there, in words."""
    return _(unfinished.place_of(row.place)[0].name)


def saved_words(moment: datetime) -> str:
    """«12:41», with the day when it is not today's."""
    return clock_time(moment) if day(moment) == day(today()) else f"{day(moment)}, {clock_time(moment)}"


@blueprint.record_once
def _globals(state: Any) -> None:
    state.app.jinja_env.globals.update(unfinished_address=address, unfinished_name=name, saved_words=saved_words)


@blueprint.post("/unfinished")
@limiter.limit("60 per minute")
@under("account.own")
def keep() -> Response:
    """What is typed so far, kept for its writer; htmx gets the line that says when, the browser its form again."""
    return _kept()


def _kept(**values: Any) -> Response:
    place, known = request.form.get("place", ""), request.form.get("kept", "")[:40]
    try:
        row = unfinished.keep(current_user, place, request.form, known)
    except unfinished.Elsewhere as other:
        return _said(place, known, _("Another text of yours waits here, so this one is not kept."), 409, other.row)
    except Unacceptable as refused:
        return _said(place, known, _(str(refused)), 422)
    if wants_part():
        return _line(place, unfinished.stamp(row), saved_at=row.saved_at if row else None, **values)
    flash(_("What you typed is kept. Only you see it."), "good")
    return done(address(row) if row else url_for("front.my"))


def _said(place: str, known: str, why: str, status: int, waiting: Unfinished | None = None) -> Response:
    """Why it was not kept: in the form's own line for htmx, on a page with the typed text for the browser."""
    return _line(place, known, status, why=why, waiting=waiting) if wants_part() else problem(status, text=why)


def _line(place: str, known: str, status: int = 200, **values: Any) -> Response:
    given = {
        "why": "",
        "signed_out": False,
        "waiting": None,
        "saved_at": None,
        "thrown": False,
        "fresh": status in {400, 403},
    }
    return make_response(
        render_template("accounts/_saved.html", place=place, known=known, **{**given, **values}), status
    )


@blueprint.post("/unfinished/drop")
@limiter.limit("60 per minute")
@under("account.own")
def throw_away() -> Response:
    """Nothing is kept there any more; ?instead: apart from what the form that throws it away has typed."""
    place = request.form.get("place", "")
    dropped = unfinished.drop(current_user, place)
    if "instead" in request.args:
        return _kept(thrown=True)
    if wants_part():
        return make_response(render_template("accounts/_waiting.html", saving=Saving(place, thrown=True)))
    if dropped:
        flash(_("The unfinished text is thrown away."), "good")
    known = "back" not in request.form and unfinished.is_known(place)
    return done(_address(place) if known else url_for("front.my"))


@blueprint.errorhandler(CSRFError)
def _expired(_error: CSRFError) -> Response:
    """Typing goes on undisturbed: the line says what happened, and the form gets a fresh token."""
    g.private = True
    return _not_kept(400) if wants_part() else problem(400, EXPIRED)


@blueprint.errorhandler(Refused)
def _refused(_error: Refused) -> Response:
    g.private = True
    return _not_kept(403) if wants_part() else problem(403, SIGNED_OUT)


def _not_kept(status: int) -> Response:
    signed_out = not current_user.is_authenticated
    why = "" if signed_out else _("Not kept yet: press the button once more.")
    known = request.form.get("kept", "")[:40]
    return _line(request.form.get("place", "")[:60], known, status, why=why, signed_out=signed_out)


@panel("my", order=20)
def mine(person: Any) -> str:
    """Texts that the person has begun and not sent."""
    rows = [row for row in unfinished.places_of(person) if unfinished.is_known(row.place)]
    return render_template("accounts/_unfinished.html", rows=rows) if rows else ""
