"""Signing in and out."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, request, session, url_for
from flask_login import current_user, login_user, logout_user

from veche.accounts import forms
from veche.accounts.models import Person
from veche.accounts.mount import blueprint as accounts
from veche.accounts.services import check_sign_in, sign_out_everywhere
from veche.core import errors
from veche.core.languages import gettext as _
from veche.core.pages import done, next_url, page, panels, under
from veche.core.protocol import limiter
from veche.sessions import devices, services, steps, throttle
from veche.sessions.mount import blueprint


@accounts.get("/sign-in")
@under("anyone")
def sign_in() -> Response:
    return _sign_in_page(forms.SignIn(formdata=None))


def _sign_in_page(form: forms.SignIn, status: int = 200) -> Response:
    values = {"next_url": next_url(), "demo": panels("sign-in.below"), "ways": panels("sign-in.ways")}
    return page("accounts/sign_in.html", form=form, status=status, **values)


@accounts.post("/sign-in")
@limiter.limit("120 per 15 minutes")
@under("anyone")
def enter() -> Response:
    form = forms.SignIn()
    try:
        person = _by_password(form) if form.validate() else None
    except throttle.TooMany as problem:
        form.password.errors = [throttle.words(problem)]
        return throttle.later(_sign_in_page(form, 429), problem)
    if person is None:
        if not form.errors:
            form.password.errors = [
                _("E-mail and password do not fit together. Check both, or ask for a new password.")
            ]
        return _sign_in_page(form, 422)
    asks = steps.next_step(person)
    if asks:
        steps.half_way(person)
        return done(url_for(asks, next=next_url() or None))
    arrive(person)
    return done(next_url() or url_for("front.front"))


def _by_password(form: forms.SignIn) -> Person | None:
    throttle.check("sign-in", form.email.data)
    person = check_sign_in(form.email.data, form.password.data)
    if person:
        throttle.passed("sign-in", form.email.data)
    return person


def arrive(person: Person, factor: str = "password") -> None:
    """This browser is the person's from now on, under a new session; the token of a form that is open stays good."""
    services.end(session.get("_user_id", ""))
    account = throttle.account_of(person)
    familiar = bool(devices.known_here(account))
    person.secret = services.begin(person, factor=factor, device=devices.here(), familiar=familiar)
    devices.remember(account)
    person.proved_by = factor
    steps.forget()
    login_user(person)


def leave() -> None:
    """This browser's session is over, on the server too."""
    services.end(session.get("_user_id", ""))
    logout_user()
    session.clear()


@accounts.get("/sign-in/back")
@under("anyone")
def back_to_text() -> Response:
    """Where one comes out after signing in beside a page that still holds a typed text."""
    return page("accounts/back.html")


@accounts.get("/sign-out")
@under("anyone")
def leaving() -> Response:
    return page("accounts/sign_out.html")


@accounts.post("/sign-out")
@under("anyone")
def sign_out() -> Response:
    """End the session here, or with `everywhere` every session of the person."""
    if current_user.is_authenticated and request.form.get("everywhere"):
        sign_out_everywhere(current_user)
    leave()
    flash(_("You have signed out."), "good")
    response = done(url_for("front.front"))
    response.headers["Clear-Site-Data"] = (
        '"cache", "storage"'  # the cookies stay: they know the browser, not the person
    )
    return response


@blueprint.app_errorhandler(throttle.TooMany)
def _too_many(problem: throttle.TooMany) -> Response:
    """Where no form says it itself: the page «too many attempts» with the time."""
    return throttle.later(errors.problem(429, text=throttle.words(problem)), problem)


@blueprint.record_once
def _set_age(state: Any) -> None:
    """A signed cookie is good for as long as a session lasts at most; the row on the server says more exactly."""
    hours = state.app.config["VECHE"]["SESSION_LONGEST_HOURS"]
    state.app.permanent_session_lifetime = timedelta(hours=hours)


from veche.sessions import addresses, listing, passwords, proving  # noqa: E402 - pages of the same feature

__all__ = ["addresses", "blueprint", "listing", "passwords", "proving"]
