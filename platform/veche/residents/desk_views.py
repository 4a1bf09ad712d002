"""Pages on which administrators keep the desks and their staff."""

from flask import Response, flash, url_for
from flask_login import current_user

from veche.accounts.rules import name_key
from veche.core.languages import gettext as _
from veche.core.pages import done, load, page, under
from veche.residents import desks, forms, queries
from veche.residents.models import Desk
from veche.residents.mount import blueprint


@blueprint.get("/desks")
@under("desk.administer")
def all_desks() -> Response:
    return _all_page(forms.DeskForm(formdata=None))


def _all_page(form: forms.DeskForm, status: int = 200) -> Response:
    return page("residents/desks.html", desks=queries.all_desks(), form=form, status=status)


@blueprint.post("/desks")
@under("desk.administer")
def open_desk() -> Response:
    form = forms.DeskForm()
    if not form.validate():
        return _all_page(form, 422)
    desk = desks.open_desk(current_user, **form.told)
    return done(url_for("residents.desk_settings", number=desk.id))


@blueprint.get("/desks/<int:number>")
@under("desk.administer")
def desk_settings(number: int) -> Response:
    desk: Desk = load(Desk, number)
    return _desk_page(desk, forms.DeskForm(formdata=None, obj=desk), forms.StaffForm(formdata=None))


def _desk_page(desk: Desk, form: forms.DeskForm, staff: forms.StaffForm, status: int = 200) -> Response:
    sheets = queries.sheets_of([desk])
    return page("residents/desk_settings.html", desk=desk, form=form, staff=staff, sheets=sheets, status=status)


@blueprint.post("/desks/<int:number>")
@under("desk.administer")
def change_desk(number: int) -> Response:
    desk, form = load(Desk, number), forms.DeskForm()
    if not form.validate():
        return _desk_page(desk, form, forms.StaffForm(formdata=None), 422)
    desks.change_desk(current_user, number, **form.told)
    flash(_("Saved."), "good")
    return done(url_for("residents.desk_settings", number=number))


@blueprint.post("/desks/<int:number>/staff")
@under("desk.administer", proved=True)
def name_staff(number: int) -> Response:
    desk, form = load(Desk, number), forms.StaffForm()
    if form.validate():
        try:
            desks.name_staff(current_user, number, name_key(form.name.data))
        except desks.Unfit as problem:
            form.name.errors = [_(str(problem))]
        else:
            return done(url_for("residents.desk_settings", number=number))
    return _desk_page(desk, forms.DeskForm(formdata=None, obj=desk), form, 422)


@blueprint.post("/desks/<int:number>/staff/<int:person>/dismiss")
@under("desk.administer", proved=True)
def dismiss_staff(number: int, person: int) -> Response:
    desks.dismiss_staff(current_user, load(Desk, number).id, person)
    return done(url_for("residents.desk_settings", number=number))


@blueprint.post("/desks/<int:number>/close")
@under("desk.administer", proved=True)
def close_desk(number: int) -> Response:
    desks.close_desk(current_user, load(Desk, number).id)
    flash(_("The desk is closed. Codes in people’s hands stay good until they expire."), "good")
    return done(url_for("residents.desk_settings", number=number))
