"""Pages of sittings: the list, one sitting, its calendar's file; to convene, to move and to cancel it."""

from typing import Any

from flask import Response, abort, flash, make_response, request, url_for
from flask_login import current_user

from veche.core import clock
from veche.core.clock import CITY_ZONE
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.sittings import (
    agendas,
    batch,
    calendar,
    events,
    forms,
    panels,
    queries,
    records,
    rules,
    seating,
    services,
    written,
)
from veche.sittings.models import Sitting
from veche.sittings.mount import blueprint, writes

__all__ = ["agendas", "batch", "blueprint", "events", "panels", "records", "seating", "written"]


@blueprint.get("/committee/sittings")
@under("anyone")
def sittings() -> Response:
    cursor = request.args.get("after")
    found = queries.past(cursor)
    more = url_for("sittings.sittings", after=found.after) if found.after else None
    ahead = [] if cursor else queries.coming()
    values: dict[str, Any] = {"coming": ahead, "past": found.rows, "more": more, "begun": bool(cursor)}
    return page("sittings/sittings.html", phase=phase_now, **values)


def phase_now(found: Sitting) -> str:
    return rules.phase(found, clock.now())


@blueprint.get("/committee/sittings/<int:number>")
@under("anyone")
def sitting(number: int) -> Response:
    return agendas.sitting_page(number)


@blueprint.get("/committee/sittings/<int:number>.ics", endpoint="calendar")
@under("anyone")
def calendar_file(number: int) -> Response:
    response = make_response(calendar.as_calendar(_found(number)))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="sitting-{number}.ics"'
    return response


def _found(number: int) -> Sitting:
    found = queries.sitting(number)
    if found is None:
        abort(404)
    return found


# To convene


@blueprint.get("/committee/sittings/new")
@under("sitting.convene")
def new_sitting() -> Response:
    return _new_page(_new_form(formdata=None))


@blueprint.post("/committee/sittings/new")
@writes
@under("sitting.convene")
def convene() -> Response:
    form = _new_form()
    if form.validate():
        try:
            made = services.convene(current_user, **form.given)
        except services.Untimely as problem:
            form.refuse_time(problem.field)
        except services.FullAgenda:
            form.proposals.errors = [str(forms.FULL)]
        else:
            flash(_("The members get a letter with the agenda."))
            return done(url_for("sittings.sitting", number=made.id))
    return _new_page(form, 422)


def _new_form(**options: Any) -> forms.NewSitting | forms.NewProcedure:
    form = (forms.NewProcedure if request.values.get("sort") == "written" else forms.NewSitting)(**options)
    form.proposals.choices = [(proposal.id, proposal.title) for proposal in queries.candidates()]
    return form


def _new_page(form: forms.NewSitting | forms.NewProcedure, status: int = 200) -> Response:
    ticked = set(form.proposals.data or [])
    return page("sittings/new.html", form=form, candidates=queries.candidates(), ticked=ticked, status=status)


# To move and to cancel


@blueprint.get("/committee/sittings/<int:number>/change")
@under("sitting.change", subject=True)
def change_form(number: int) -> Response:
    found = _found(number)
    require(current_user, "sitting.change", found)
    local = found.begins_at.astimezone(CITY_ZONE)
    data = {"day": local.date(), "hour": local.time(), "place": found.place, "note": found.note}
    form = forms.Change(formdata=None, data={**data, "revision": found.revision})
    return page("sittings/change.html", sitting=found, form=form)


@blueprint.post("/committee/sittings/<int:number>/change")
@writes
@under("sitting.change", subject=True)
def change(number: int) -> Response:
    found, form = _found(number), forms.Change()
    require(current_user, "sitting.change", found)
    if form.validate():
        try:
            services.change(current_user, number, **form.given)
        except services.Untimely as problem:
            form.refuse_time(problem.field)
        else:
            flash(_("The members get a letter about the new time and place."))
            return done(url_for("sittings.sitting", number=number))
    return page("sittings/change.html", sitting=found, form=form, status=422)


@blueprint.get("/committee/sittings/<int:number>/cancel")
@under("sitting.cancel", subject=True)
def cancel_form(number: int) -> Response:
    found = _found(number)
    require(current_user, "sitting.cancel", found)
    return page("sittings/cancel.html", sitting=found, form=forms.Cancelling(formdata=None))


@blueprint.post("/committee/sittings/<int:number>/cancel")
@writes
@under("sitting.cancel", subject=True)
def cancel(number: int) -> Response:
    found, form = _found(number), forms.Cancelling()
    require(current_user, "sitting.cancel", found)
    if form.validate():
        services.cancel(current_user, number, form.reason.data)
        flash(_("It is cancelled, and the members get a letter."))
        return done(url_for("sittings.sitting", number=number))
    return page("sittings/cancel.html", sitting=found, form=form, status=422)
