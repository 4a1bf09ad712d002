"""Pages of the record: who was there, the draft of the minutes, their publication, the addendum."""

from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask_login import current_user

from veche.core.errors import Stale
from veche.core.forms import whole
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.sittings import forms, minutes, queries, rules
from veche.sittings.mount import blueprint, writes


def _room(number: int, act: str) -> queries.Room:
    """The sitting whose record this member may write. Raises Refused."""
    room = queries.room(number)
    if room is None:
        abort(404)
    require(current_user, act, room.desk)
    return room


@blueprint.get("/committee/sittings/<int:number>/attendance")
@under("sitting.attendance", subject=True)
def attendance(number: int) -> Response:
    room = _room(number, "sitting.attendance")
    chosen = {member.person.id: member.presence for member in room.roster}
    return page("sittings/attendance.html", room=room, sitting=room.sitting, chosen=chosen, missing=[])


@blueprint.post("/committee/sittings/<int:number>/attendance")
@writes
@under("sitting.attendance", subject=True)
def record_attendance(number: int) -> Response:
    room = _room(number, "sitting.attendance")
    chosen = {member.person.id: request.form.get(f"presence-{member.person.id}", "") for member in room.roster}
    missing = [member for member in room.roster if chosen[member.person.id] not in rules.PRESENCES]
    if missing:
        values: dict[str, Any] = {"room": room, "sitting": room.sitting, "chosen": chosen, "missing": missing}
        return page("sittings/attendance.html", status=422, **values)
    minutes.record_attendance(current_user, number, chosen)
    flash(_("It is written down who was there."))
    return done(url_for("sittings.sitting", number=number, _anchor="attendance"))


@blueprint.get("/committee/sittings/<int:number>/minutes", endpoint="minutes")
@under("minutes.write", subject=True)
def minutes_form(number: int) -> Response:
    room = _room(number, "minutes.write")
    found = room.sitting
    data = {"text": found.minutes, "revision": found.minutes_revision}
    if found.minutes_language:
        data["language"] = found.minutes_language
    return page("sittings/minutes.html", room=room, sitting=found, form=forms.Minutes(formdata=None, data=data))


@blueprint.post("/committee/sittings/<int:number>/minutes")
@writes
@under("minutes.write", subject=True)
def draft_minutes(number: int) -> Response:
    room = _room(number, "minutes.write")
    form = forms.Minutes()
    if not form.validate():
        return page("sittings/minutes.html", room=room, sitting=room.sitting, form=form, status=422)
    try:
        minutes.draft(current_user, number, **form.given)
    except Stale as stale:
        raise Stale(_both_texts(number, form)) from stale
    flash(_("The draft is saved. Only the committee sees it."))
    return done(url_for("sittings.sitting", number=number, _anchor="minutes"))


def _both_texts(number: int, form: forms.Minutes) -> Response:
    """The other draft beside what was typed, which goes on from there."""
    room = _room(number, "minutes.write")
    form.revision.data = str(room.sitting.minutes_revision)
    values = {"room": room, "sitting": room.sitting, "form": form, "other": room.sitting.minutes}
    return make_response(render_template("sittings/minutes.html", **values), 409)


@blueprint.post("/committee/sittings/<int:number>/minutes/publish")
@writes
@under("minutes.publish", subject=True)
def publish_minutes(number: int) -> Response:
    _room(number, "minutes.publish")
    minutes.publish(current_user, number, whole(request.form.get("revision")))
    flash(_("The minutes are published."))
    return done(url_for("sittings.sitting", number=number, _anchor="minutes"))


@blueprint.get("/committee/sittings/<int:number>/addenda")
@under("minutes.correct", subject=True)
def addendum(number: int) -> Response:
    room = _room(number, "minutes.correct")
    return page("sittings/addendum.html", room=room, sitting=room.sitting, form=forms.Addendum(formdata=None))


@blueprint.post("/committee/sittings/<int:number>/addenda")
@writes
@under("minutes.correct", subject=True)
def add_addendum(number: int) -> Response:
    room = _room(number, "minutes.correct")
    form = forms.Addendum()
    if not form.validate():
        return page("sittings/addendum.html", room=room, sitting=room.sitting, form=form, status=422)
    values = {"text": form.text.data, "language": form.language.data, "nonce": form.nonce.data}
    minutes.correct(current_user, number, **values)
    flash(_("The addendum stands below the minutes."))
    return done(url_for("sittings.sitting", number=number, _anchor="minutes"))
