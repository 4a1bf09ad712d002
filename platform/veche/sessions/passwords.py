"""A new password: chosen by who is here, or by who reads the letter with the link."""

from flask import Response, flash, url_for
from flask_login import current_user

from veche.accounts import forms
from veche.accounts import services as accounts
from veche.accounts.mount import blueprint as accounts_pages
from veche.accounts.rules import Unacceptable
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.protocol import limiter
from veche.sessions import credentials, throttle
from veche.sessions.mount import blueprint


@blueprint.get("/my/password")
@under("account.own", proved=True)
def password() -> Response:
    return _password_page(forms.NewPassword(formdata=None))


def _password_page(form: forms.NewPassword, status: int = 200) -> Response:
    return page("sessions/password.html", form=form, status=status)


@blueprint.post("/my/password")
@limiter.limit("30 per hour")
@under("account.own", proved=True)
def change_password() -> Response:
    form = forms.NewPassword()
    if not form.validate():
        return _password_page(form, 422)
    try:
        credentials.change_password(current_user, form.password.data)
    except Unacceptable as problem:
        form.password.errors = [_(str(problem))]
        return _password_page(form, 422)
    flash(_("The new password is set. Every other session has ended."), "good")
    return done(url_for("sessions.mine"))


@accounts_pages.get("/password")
@under("anyone")
def forgotten() -> Response:
    return _forgotten_page(forms.AskReset(formdata=None))


def _forgotten_page(form: forms.AskReset, status: int = 200) -> Response:
    return page("accounts/forgotten.html", form=form, status=status)


@accounts_pages.post("/password")
@limiter.limit("60 per hour")
@under("anyone")
def ask_reset() -> Response:
    form = forms.AskReset()
    if not form.validate():
        return _forgotten_page(form, 422)
    try:
        throttle.check("reset", form.email.data)
    except throttle.TooMany as problem:
        form.email.errors = [throttle.words(problem)]
        return throttle.later(_forgotten_page(form, 429), problem)
    if not throttle.are_many("reset", form.email.data):
        accounts.ask_reset(form.email.data)
    return done(url_for("accounts.letter_sent", again="password"))


@accounts_pages.get("/password/<token>")
@under("anyone")
def new_password(token: str) -> Response:
    return page("accounts/new_password.html", form=forms.NewPassword(formdata=None), token=token)


@accounts_pages.post("/password/<token>")
@limiter.limit("30 per hour")
@under("anyone")
def reset(token: str) -> Response:
    form = forms.NewPassword()
    if form.validate():
        try:
            accounts.reset_password(token, form.password.data)
        except Unacceptable as problem:
            form.password.errors = [_(str(problem))]
        else:
            flash(_("The new password is set; sign in with it."), "good")
            return done(url_for("accounts.sign_in"))
    return page("accounts/new_password.html", form=form, token=token, status=422)


@accounts_pages.post("/confirm")
@limiter.limit("20 per hour")
@under("account.own")
def send_again() -> Response:
    throttle.check("confirm", current_user)
    accounts.send_confirmation(current_user)
    flash(_("We have sent the letter once more."), "good")
    return done(url_for("front.my"))
