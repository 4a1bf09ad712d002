"""The staff's page: print a sheet of codes, note a document against a code, revoke."""

from flask import Response, flash, url_for
from flask_login import current_user

from veche.core import clock
from veche.core.languages import gettext as _
from veche.core.pages import done, load, page, under
from veche.core.policy import require
from veche.core.protocol import limiter
from veche.residents import desks, forms, queries, rules
from veche.residents.models import CodeSheet, Desk
from veche.residents.mount import blueprint
from veche.residents.printing import short_address, slips, until


@blueprint.get("/desk")
@under("desk.work")
def desk() -> Response:
    return _desk_page(forms.SheetForm(formdata=None))


def _desk_page(form: forms.SheetForm, status: int = 200, asked: int = 0) -> Response:
    mine = queries.desks_of(current_user)
    sheets = queries.sheets_of(mine)
    return page("residents/desk.html", desks=mine, sheets=sheets, form=form, asked=asked, status=status)


@blueprint.post("/desk/<int:number>/sheets")
@limiter.limit("20 per hour")
@under("desk.work", subject=True)
def print_sheet(number: int) -> Response:
    """The sheet itself: the one answer that ever holds the codes."""
    form = forms.SheetForm()
    require(current_user, "desk.work", load(Desk, number))
    if not form.validate():
        return _desk_page(form, 422, number)
    sheet, codes = desks.print_sheet(current_user, number, form.size.data, form.nonce.data)
    if not codes:
        flash(_("This sheet was printed already. Its codes cannot be shown again."), "wait")
        return done(url_for("residents.sheet", number=sheet.id))
    return page("residents/print.html", sheet=sheet, slips=slips(codes), address=short_address(), until=until(sheet))


@blueprint.get("/desk/sheets/<int:number>")
@under("desk.work", subject=True)
def sheet(number: int) -> Response:
    return _sheet_page(_sheet(number))


def _sheet(number: int) -> CodeSheet:
    require(current_user, "desk.work", None)  # whoever works at no desk does not learn which numbers are given
    found: CodeSheet = load(CodeSheet, number)
    require(current_user, "desk.work", found.desk)
    return found


def _sheet_page(found: CodeSheet, form: forms.RevokeForm | None = None, status: int = 200) -> Response:
    return page(
        "residents/sheet.html",
        sheet=found,
        codes=[(code, rules.state_of(code, found, clock.now())) for code in queries.codes_of(found)],
        counts=queries.counts([found])[found.id],
        form=form or forms.RevokeForm(formdata=None),
        status=status,
    )


@blueprint.post("/desk/sheets/<int:number>/revoke")
@under("desk.work", subject=True)
def revoke_sheet(number: int) -> Response:
    found, form = _sheet(number), forms.RevokeForm()
    if not form.validate():
        return _sheet_page(found, form, 422)
    desks.revoke_sheet(current_user, number, form.reason.data)
    flash(_("The sheet is revoked: its codes that nobody used are good no longer."), "good")
    return done(url_for("residents.sheet", number=number))


@blueprint.get("/desk/sheets/<int:number>/<int:code>")
@under("desk.work", subject=True)
def code(number: int, code: int) -> Response:
    """One code of the sheet, by its number: to note a document or to revoke it."""
    return _code_page(_sheet(number), code)


def _code_page(
    found: CodeSheet,
    code: int,
    revoking: forms.RevokeForm | None = None,
    binding: forms.BindForm | None = None,
    status: int = 200,
) -> Response:
    row = queries.code_of(found, code)
    return page(
        "residents/code.html",
        sheet=found,
        code=row,
        state=rules.state_of(row, found, clock.now()),
        revoking=revoking or forms.RevokeForm(formdata=None),
        binding=binding or forms.BindForm(formdata=None),
        status=status,
    )


@blueprint.post("/desk/sheets/<int:number>/<int:code>/revoke")
@under("desk.work", subject=True)
def revoke_code(number: int, code: int) -> Response:
    found, form = _sheet(number), forms.RevokeForm()
    if form.validate():
        try:
            desks.revoke_code(current_user, number, code, form.reason.data)
        except desks.Unfit as problem:
            form.reason.errors = [_(str(problem))]
        else:
            flash(_("Code %(number)s is revoked.", number=code), "good")
            return done(url_for("residents.sheet", number=number))
    return _code_page(found, code, revoking=form, status=422)


@blueprint.post("/desk/sheets/<int:number>/<int:code>/document")
@under("desk.work", subject=True)
def bind_code(number: int, code: int) -> Response:
    found, form = _sheet(number), forms.BindForm()
    if form.validate():
        try:
            desks.bind_code(current_user, number, code, form.normalised)
        except desks.Unfit as problem:
            form.document.errors = [_(str(problem))]
        else:
            flash(
                _("Noted. Only a keyed hash of the number is kept, until code %(number)s is used.", number=code), "good"
            )
            return done(url_for("residents.sheet", number=number))
    form.document.data = ""
    return _code_page(found, code, binding=form, status=422)
