"""Pages of accounts."""

from typing import Any

from flask import Response, abort, flash, g, redirect, request, url_for
from flask_login import current_user

from veche.accounts import ages, display, forms, keeping, queries, representing, services
from veche.accounts.models import Person
from veche.accounts.mount import blueprint
from veche.accounts.policy import restraint, why_unconfirmed
from veche.accounts.rules import OWN_ADDRESS, Unacceptable, masked
from veche.core.languages import gettext as _
from veche.core.pages import done, load, next_url, page, site_url, under
from veche.core.protocol import limiter

__all__ = ["blueprint", "representing"]

blueprint.register_blueprint(keeping.blueprint)


@blueprint.record_once
def _globals(state: Any) -> None:
    state.app.jinja_env.globals.update(
        look_attributes=display.look_attributes,
        site_url=site_url,
        ages=ages,
        masked=masked,
        restraint=restraint,
        why_unconfirmed=why_unconfirmed,
    )


@blueprint.before_request
def _private() -> None:
    g.private = True  # nothing of an account is kept by a browser or a cache


@blueprint.get("/sign-up")
@under("anyone")
def sign_up() -> Response:
    return page("accounts/sign_up.html", form=forms.SignUp(formdata=None))


@blueprint.post("/sign-up")
@limiter.limit("20 per hour")
@under("anyone")
def create() -> Response:
    form = forms.SignUp()
    if form.validate() and _signed_up(form):
        return done(url_for("accounts.letter_sent", again="sign-up"))
    return page("accounts/sign_up.html", form=form, status=422)


def _signed_up(form: forms.SignUp) -> bool:
    try:
        services.sign_up(
            email=form.email.data,
            name=form.name.data,
            password=form.password.data,
            age_band=form.age_band.data,
            language=g.language,
            district=form.district.data or None,
            representative=form.representative.data or None if form.representative else None,
        )
    except Unacceptable as problem:
        _refuse(form, problem)
        return False
    return True


def _refuse(form: Any, problem: Unacceptable) -> None:
    """Put the reason beside the field it speaks of."""
    field = form.name if "name" in str(problem) and "name" in form else form.password
    if str(problem) == OWN_ADDRESS:
        field = form.representative
    field.errors = [*field.errors, _(str(problem))]


@blueprint.get("/sign-up/letter")
@under("anyone")
def letter_sent() -> Response:
    """again: which letter it is, so that the page leads back to where another one is asked for."""
    return page("accounts/letter_sent.html", again=request.args.get("again"))


@blueprint.get("/confirm/<token>")
@under("anyone")
def confirmation(token: str) -> Response:
    """A page with a button: mail scanners follow links, only people press buttons."""
    return page("accounts/confirm.html", token=token)


@blueprint.post("/confirm/<token>")
@limiter.limit("30 per hour")
@under("anyone")
def confirm(token: str) -> Response:
    try:
        person = services.confirm(token)
    except Unacceptable as problem:
        return page("accounts/dead_link.html", status=422, reason=_(str(problem)))
    flash(_("Your e-mail is confirmed. Welcome, %(name)s!", name=person.display_name), "good")
    return done(url_for("accounts.sign_in" if not current_user.is_authenticated else "front.my"))


@blueprint.get("/display", endpoint="display")
@under("anyone")
def display_form() -> Response:
    now = {"print_size": display.chosen("print"), "contrast": display.chosen("contrast")}
    form = forms.Display(formdata=None, data={**now, "scheme": display.chosen("scheme")})
    return page("accounts/display.html", form=form, next_url=next_url())


@blueprint.post("/display")
@under("anyone")
def change_display() -> Response:
    form = forms.Display()
    if not form.validate():
        return page("accounts/display.html", form=form, next_url=next_url(), status=422)
    response = redirect(next_url() or url_for("front.front"), 303)
    for name, field in (("print", form.print_size), ("contrast", form.contrast), ("scheme", form.scheme)):
        display.keep(response, name, field.data)  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


@blueprint.get("/personal-data")
@under("anyone")
def personal_data() -> Response:
    """The address of old letters and books; the page is the one of the feature that knows the data."""
    return redirect(url_for("privacy.notice"), 302)  # type: ignore[return-value]


@blueprint.get("/people")
@under("account.administer")
def people() -> Response:
    text = request.args.get("text", "")[:100]
    values: dict[str, Any] = {"waiting": queries.waiting_for_verification(), "text": text}
    return page("accounts/people.html", people=queries.people(request.args.get("after"), text), **values)


@blueprint.get("/people/<int:number>")
@under("account.administer")
def person(number: int) -> Response:
    return _person_page(load(Person, number), forms.RoleChange(formdata=None))


def _person_page(
    subject: Person, form: forms.RoleChange, status: int = 200, look: forms.LookUp | None = None, email: str = ""
) -> Response:
    values: dict[str, Any] = {"look": look or forms.LookUp(formdata=None), "email": email}
    return page("accounts/person.html", person=subject, form=form, status=status, **values)


@blueprint.post("/people/<int:number>/email")
@limiter.limit("60 per hour")
@under("account.administer")
def look_up(number: int) -> Response:
    """The address, once, on this very page; looking again is another entry of the journal."""
    subject, look = load(Person, number), forms.LookUp()
    if not look.validate():
        return _person_page(subject, forms.RoleChange(formdata=None), 422, look)
    try:
        email = services.look_up(current_user, subject.id, look.reason.data)
    except Unacceptable as problem:
        look.reason.errors = [_(str(problem))]
        return _person_page(subject, forms.RoleChange(formdata=None), 422, look)
    return _person_page(load(Person, number), forms.RoleChange(formdata=None), email=email)


@blueprint.post("/people/<int:number>/verify")
@under("account.administer", proved=True)
def verify(number: int) -> Response:
    services.verify(current_user, load(Person, number).id)
    flash(_("Verified: this person may support and vote now."), "good")
    return done(url_for("accounts.person", number=number))


@blueprint.post("/people/<int:number>/roles")
@under("account.administer", proved=True)
def change_role(number: int) -> Response:
    subject, form = load(Person, number), forms.RoleChange()
    if not form.validate():
        return _person_page(subject, form, 422)
    try:
        if request.form.get("take"):
            services.take_role(current_user, number, form.role.data)
        else:
            services.give_role(current_user, number, form.role.data, until=form.until.data)
    except Unacceptable as problem:
        form.role.errors = [_(str(problem))]
        return _person_page(subject, form, 422)
    return done(url_for("accounts.person", number=number))


@blueprint.get("/letters")
@under("anyone")
def letters() -> Response:
    """The letters of a demonstration, which has no mail server; no such page anywhere else."""
    from flask import current_app

    if not current_app.jinja_env.globals["is_demo_town"]():  # type: ignore[operator]
        abort(404)
    return page("accounts/letters.html", letters=queries.letters())
