"""Pages of the committee's members: who they are, for whom they speak, until when; an administrator seats them."""

from typing import Any

from flask import Response, abort, flash, url_for
from flask_login import current_user

from veche.accounts.rules import name_key
from veche.committee.models import Seat, Sector
from veche.core.clock import today
from veche.core.languages import gettext as _
from veche.core.languages import in_language
from veche.core.pages import done, load, page, under
from veche.sittings import member_forms as forms
from veche.sittings import member_queries as queries
from veche.sittings import members as services
from veche.sittings.mount import blueprint, writes


@blueprint.get("/committee/members")
@under("anyone")
def members() -> Response:
    return page("sittings/members.html", committee=queries.committee(), offices=forms.OFFICE_NAMES)


@blueprint.get("/committee/members/new")
@under("committee.seat")
def new_seat() -> Response:
    return _new_seat_page(forms.NewSeat(formdata=None))


@blueprint.post("/committee/members/new")
@writes
@under("committee.seat", proved=True)
def seat() -> Response:
    form = _with_sectors(forms.NewSeat())
    if form.validate():
        try:
            made = services.seat(current_user, name_key(form.name.data), **form.given)
        except services.Unseatable as problem:
            form.refuse(problem)
        else:
            flash(_("%(name)s has a seat now and knows it from a letter.", name=made.person.display_name))
            return done(url_for("sittings.members"))
    return _new_seat_page(form, 422)


def _new_seat_page(form: forms.NewSeat, status: int = 200) -> Response:
    return page("sittings/new_seat.html", form=_with_sectors(form), status=status)


def _with_sectors(form: forms.NewSeat) -> forms.NewSeat:
    form.sector_id.choices = [(row.id, in_language(row, "title")) for row in queries.sectors()]
    return form


@blueprint.get("/committee/members/<int:number>")
@under("committee.seat")
def term(number: int) -> Response:
    return _term_page(_running(number))


@blueprint.post("/committee/members/<int:number>/extend")
@writes
@under("committee.seat", proved=True)
def extend(number: int) -> Response:
    found, form = _running(number), forms.Extension()
    if form.validate():
        try:
            services.extend(current_user, number, form.until.data)
        except services.Unseatable as problem:
            form.refuse(problem)
        else:
            flash(_("The term ends on the day you named."))
            return done(url_for("sittings.members"))
    return _term_page(found, extension=form, status=422)


@blueprint.post("/committee/members/<int:number>/end")
@writes
@under("committee.seat", proved=True)
def end(number: int) -> Response:
    found, form = _running(number), forms.Ending()
    if form.validate():
        services.end(current_user, number, form.reason.data)
        flash(_("The term has ended, and the role with it."))
        return done(url_for("sittings.members"))
    return _term_page(found, ending=form, status=422)


def _running(number: int) -> Seat:
    found = queries.seat(number)
    if found is None or not (found.is_in_term(today()) or found.is_ahead(today())):
        abort(404)
    return found


def _term_page(found: Seat, status: int = 200, **given: Any) -> Response:
    extension = given.get("extension") or forms.Extension(formdata=None, data={"until": found.until})
    ending = given.get("ending") or forms.Ending(formdata=None)
    values: dict[str, Any] = {"extension": extension, "ending": ending, "offices": forms.OFFICE_NAMES}
    return page("sittings/term.html", status=status, seat=found, **values)


@blueprint.get("/committee/sectors", endpoint="sectors")
@under("committee.sectors")
def sectors_page() -> Response:
    return _sectors_page()


@blueprint.post("/committee/sectors")
@writes
@under("committee.sectors")
def add_sector() -> Response:
    form = forms.SectorName()
    if form.validate():
        try:
            services.add_sector(current_user, **form.given)
            return done(url_for("sittings.sectors"))
        except services.SectorNamed:
            form.refuse_name()
    return _sectors_page(form, status=422)


@blueprint.get("/committee/sectors/<int:number>")
@under("committee.sectors")
def sector(number: int) -> Response:
    found = load(Sector, number)
    return page("sittings/sector.html", sector=found, form=forms.SectorName(formdata=None, obj=found))


@blueprint.post("/committee/sectors/<int:number>")
@writes
@under("committee.sectors")
def rename_sector(number: int) -> Response:
    found, form = load(Sector, number), forms.SectorName()
    if form.validate():
        try:
            services.rename_sector(current_user, number, **form.given)
            return done(url_for("sittings.sectors"))
        except services.SectorNamed:
            form.refuse_name()
    return page("sittings/sector.html", sector=found, form=form, status=422)


def _sectors_page(form: forms.SectorName | None = None, status: int = 200) -> Response:
    blank = form or forms.SectorName(formdata=None)
    return page("sittings/sectors.html", sectors=queries.sectors(), form=blank, status=status)
