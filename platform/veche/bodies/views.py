"""Pages of the register: the bodies, one body with its office and officers, its entry as a form."""

from flask import Blueprint, Response, flash, request, url_for
from flask_login import current_user

from veche.accounts.rules import name_key
from veche.bodies import events, forms, queries, services
from veche.bodies.models import Body
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.languages import gettext as _
from veche.core.pages import done, load, page, under
from veche.core.policy import require

__all__ = ["blueprint", "events"]

blueprint = Blueprint("bodies", __name__)
LONGEST_SOUGHT = 80


@blueprint.get("/bodies")
@under("anyone")
def bodies() -> Response:
    return _bodies_page(forms.Entry(formdata=None))


def _bodies_page(form: forms.Entry, status: int = 200) -> Response:
    sought = " ".join(request.args.get("q", "").split())[:LONGEST_SOUGHT]
    found = queries.bodies(request.args.get("after"), sought)
    more = url_for("bodies.bodies", after=found.after, q=sought or None) if found.after else None
    values = {"found": found, "more": more, "sought": sought, "total": queries.count()}
    return page("bodies/bodies.html", "bodies/_list.html", status, form=form, **values)


@blueprint.post("/bodies")
@under("body.add")
def add_body() -> Response:
    form = forms.Entry()
    if form.validate():
        try:
            body = services.add_body(current_user, **form.given)
            flash(_("The body stands in the register now."))
            return done(url_for("bodies.body", number=body.id))
        except services.NameTaken:
            form.refuse_name()
    return _bodies_page(form, status=422)


@blueprint.get("/bodies/<int:number>")
@under("anyone")
def body(number: int) -> Response:
    return _body_page(number, forms.NewOfficer(formdata=None))


def _body_page(number: int, form: forms.NewOfficer, status: int = 200) -> Response:
    return page("bodies/body.html", body=queries.load_body(number), form=form, status=status)


@blueprint.get("/bodies/<int:number>/edit")
@under("body.edit")
def edit(number: int) -> Response:
    found = load(Body, number)
    return _edit_page(found, forms.Entry.of(found))


def _edit_page(body: Body, form: forms.Entry, status: int = 200, newer: Body | None = None) -> Response:
    return page("bodies/edit.html", body=body, form=form, newer=newer, status=status)


@blueprint.post("/bodies/<int:number>/edit")
@under("body.edit")
def save(number: int) -> Response:
    found = load(Body, number)
    require(current_user, "body.edit", found)
    form = forms.Entry()
    if not form.validate():
        return _edit_page(found, form, 422)
    try:
        services.edit_body(current_user, number, seen=form.seen.data, **form.given)
    except services.NameTaken:
        form.refuse_name()
        return _edit_page(load(Body, number), form, 422)
    except Stale:
        return _overtaken(number, form)
    flash(_("The entry is changed; the journal keeps what it said before."))
    return done(url_for("bodies.body", number=number))


def _overtaken(number: int, form: forms.Entry) -> Response:
    """Both texts: what was typed, and beside it what somebody else has written meanwhile; sent again, it holds."""
    db.session.expire_all()
    newer = load(Body, number)
    form.seen.data = newer.seen
    return _edit_page(newer, form, 409, newer=newer)


@blueprint.post("/bodies/<int:number>/officers")
@under("body.officers")
def name_officer(number: int) -> Response:
    load(Body, number)
    form = forms.NewOfficer()
    if form.validate():
        try:
            services.name_officer(current_user, number, name_key(form.name.data))
            return done(url_for("bodies.body", number=number, _anchor="officers"))
        except services.NoOfficer:
            form.refuse_name()
    return _body_page(number, form, status=422)


@blueprint.post("/bodies/<int:number>/officers/<int:person>/dismiss")
@under("body.officers")
def dismiss_officer(number: int, person: int) -> Response:
    load(Body, number)
    services.dismiss_officer(current_user, number, person)
    return done(url_for("bodies.body", number=number, _anchor="officers"))
