"""Pages of the register: the bodies, one body with its officers."""

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from veche.accounts.rules import name_key
from veche.bodies import events, forms, queries, services
from veche.bodies.models import Body
from veche.core.pages import done, load, page, under

__all__ = ["blueprint", "events"]

blueprint = Blueprint("bodies", __name__)


@blueprint.get("/bodies")
@under("anyone")
def bodies() -> Response:
    return _bodies_page(forms.NewBody(formdata=None))


def _bodies_page(form: forms.NewBody, status: int = 200) -> Response:
    found = queries.bodies(request.args.get("after"))
    more = url_for("bodies.bodies", after=found.after) if found.after else None
    return page("bodies/bodies.html", found=found, more=more, form=form, status=status)


@blueprint.post("/bodies")
@under("body.add")
def add_body() -> Response:
    form = forms.NewBody()
    if form.validate():
        try:
            body = services.add_body(current_user, **form.given)
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
