"""Pages on which one becomes a verified resident."""

from typing import Any

from flask import Response, flash, g, request, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound

from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import refusal
from veche.core.protocol import limiter
from veche.residents import (
    adapters,
    by_desk,
    by_oidc,
    by_sms,
    desk_views,
    forms,
    identities,
    panels,
    queries,
    services,
    sheet_views,
)
from veche.residents.adapters import TooMany, Unproved
from veche.residents.mount import blueprint
from veche.sessions import throttle

__all__ = ["blueprint", "by_desk", "by_sms", "desk_views", "panels", "sheet_views"]

CODE = "desk code"  # what tries at codes of desks are counted under
FORMS: dict[str, type[forms._WayForm]] = {"desk": forms.CodeForm, "sms": forms.PhoneForm, "oidc": forms.BeginForm}


@blueprint.before_request
def _private() -> None:
    g.private = True  # codes and numbers are kept by no browser and no cache


@blueprint.get("/my/verify")
@under("anyone")
def verify() -> Response:
    """The ways that are open here, for everybody to read."""
    return _ways_page()


def _ways_page(status: int = 200, taken: bool = False, **typed: Any) -> Response:
    ways = adapters.open_ways()
    shown = {way.name: typed.get(way.name) or FORMS[way.name](formdata=None) for way in ways}
    found, kinds = queries.verification_of(current_user) if current_user.is_authenticated else (None, [])
    return page(
        "residents/verify.html",
        ways=ways,
        forms_of=shown,
        desks=queries.open_desks(),
        against=refusal(current_user, "resident.become"),
        verification=found,
        kinds=kinds,
        taken=taken,
        barring=current_user.is_authenticated and identities.is_barring(current_user),
        provider=by_oidc.provider_name(),
        status=status,
    )


def _way(name: str) -> adapters.Way:
    found = adapters.open_way(name)
    if found is None:
        raise NotFound
    return found


def _status(problem: Unproved) -> int:
    return 429 if isinstance(problem, TooMany) else 422


def _welcome() -> Response:
    flash(_("You are a verified resident now: you may support and vote."), "good")
    return done(url_for("residents.verify"))


@blueprint.post("/my/verify/code")
@limiter.limit("20 per hour")
@under("resident.become")
def redeem() -> Response:
    way, form = _way("desk"), forms.CodeForm()
    if not form.validate():
        return _ways_page(422, desk=form)
    try:
        throttle.check(CODE, current_user)
        services.finish(current_user, way, form.data, move=bool(request.form.get("move")))
    except throttle.TooMany as wait:
        form.code.errors = [throttle.words(wait)]
        return throttle.later(_ways_page(429, desk=form), wait)
    except Unproved as problem:
        form.refuse(problem)
        return _ways_page(422, desk=form)
    except identities.Taken:
        throttle.passed(CODE, current_user)
        return _ways_page(409, taken=True, desk=form)
    throttle.passed(CODE, current_user)
    return _welcome()


@blueprint.post("/my/verify/<any(sms, oidc):name>")
@limiter.limit("10 per hour")
@under("resident.become")
def begin(name: str) -> Response:
    way, form = _way(name), FORMS[name]()
    if not form.validate():
        return _ways_page(422, **{name: form})
    try:
        attempt = services.begin(current_user, way, form.data)
    except Unproved as problem:
        if not problem.field:
            return _over(problem)
        form.refuse(problem)
        return _ways_page(_status(problem), **{name: form})
    return done(url_for("residents.step", name=name, number=attempt.id))


@blueprint.get("/my/verify/<any(sms, oidc):name>/<int:number>")
@under("resident.become")
def step(name: str, number: int) -> Response:
    """The second step: the code that was sent, or the way to the identity provider."""
    return _step_page(name, number, forms.ShortCodeForm(formdata=None))


def _step_page(name: str, number: int, form: forms._WayForm, status: int = 200, **values: Any) -> Response:
    way = _way(name)
    try:
        attempt = services.attempt_of(current_user, number, name)
    except Unproved as problem:
        return _over(problem)
    return page(
        "residents/step.html",
        way=way,
        attempt=attempt,
        form=form,
        taken=attempt.proved_at is not None,
        provider=by_oidc.provider_name(),
        status=status,
        **values,
    )


def _over(problem: Unproved) -> Response:
    """The attempt cannot go on: the ways stand there again, with the reason."""
    return page("residents/over.html", why=_(problem.why, **problem.values), status=_status(problem))


@blueprint.post("/my/verify/<any(sms, oidc):name>/<int:number>")
@limiter.limit("30 per hour")
@under("resident.become")
def finish(name: str, number: int) -> Response:
    """The code from the message; or, after another account turned out to be the same resident's, the move."""
    way, form, move = _way(name), forms.ShortCodeForm(), bool(request.form.get("move"))
    if not move and not form.validate():
        return _step_page(name, number, form, 422)
    try:
        services.finish(current_user, way, {"code": form.code.data or ""}, number, move=move)
    except (TooMany, identities.Withheld) as problem:
        return _over(problem)
    except Unproved as problem:
        if not problem.field:
            return _over(problem)
        form.refuse(problem)
        return _step_page(name, number, form, 422)
    except identities.Taken:
        return _step_page(name, number, form, 409)
    return _welcome()


@blueprint.get("/my/verify/back")
@under("resident.become")
def back() -> Response:
    """Where the identity provider sends people back to. Nothing happens yet: the button below does it."""
    answer = {name: request.args.get(name, "")[:2000] for name in ("state", "code", "error")}
    return page("residents/back.html", answer=answer, provider=by_oidc.provider_name())


@blueprint.post("/my/verify/back")
@limiter.limit("20 per hour")
@under("resident.become")
def come_back() -> Response:
    answer = {name: request.form.get(name, "")[:2000] for name in ("state", "code", "error")}
    try:
        attempt = services.attempt_by_state(current_user, answer["state"])
        services.finish(current_user, _way("oidc"), answer, attempt.id)
    except Unproved as problem:
        return _over(problem)
    except identities.Taken:
        return _step_page("oidc", attempt.id, forms.ShortCodeForm(formdata=None), 409)
    return _welcome()


@blueprint.get("/my/verify/withdraw")
@under("resident.withdraw")
def withdrawal() -> Response:
    return page("residents/withdraw.html", barring=identities.is_barring(current_user))


@blueprint.post("/my/verify/withdraw")
@under("resident.withdraw", proved=True)
def withdraw() -> Response:
    services.withdraw(current_user)
    if identities.is_barring(current_user):
        flash(_("Your verification is withdrawn. A keyed hash stays until the measure against you ends."), "good")
    else:
        flash(_("Your verification is withdrawn, and nothing is kept of it."), "good")
    return done(url_for("residents.verify"))
