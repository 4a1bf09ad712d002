"""Another e-mail for an account: asked for, confirmed by a letter to it, taken back by a letter to the old one."""

from flask import Response, flash, url_for
from flask_login import current_user

from veche.accounts.rules import Unacceptable
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.protocol import limiter
from veche.sessions import credentials, devices, throttle
from veche.sessions.forms import NewEmail
from veche.sessions.mount import blueprint


@blueprint.get("/my/email")
@under("account.own", proved=True)
def email() -> Response:
    return _email_page(NewEmail(formdata=None))


def _email_page(form: NewEmail, status: int = 200) -> Response:
    return page("sessions/email.html", form=form, status=status)


@blueprint.post("/my/email")
@limiter.limit("30 per hour")
@under("account.own", proved=True)
def ask_email() -> Response:
    form = NewEmail()
    if not form.validate():
        return _email_page(form, 422)
    try:
        throttle.check("email", current_user)
    except throttle.TooMany as problem:
        form.email.errors = [throttle.words(problem)]
        return throttle.later(_email_page(form, 429), problem)
    credentials.ask_email(current_user, form.email.data)
    return done(url_for("accounts.letter_sent", again="email"))


@blueprint.get("/email/<token>")
@under("anyone")
def new_address(token: str) -> Response:
    """A page with a button: mail scanners follow links, only people press buttons."""
    return page("sessions/new_address.html", token=token, restoring=False)


@blueprint.post("/email/<token>")
@limiter.limit("30 per hour")
@under("anyone")
def change_email(token: str) -> Response:
    try:
        person = credentials.change_email(token)
    except Unacceptable as problem:
        return _dead(problem)
    if current_user == person:
        devices.remember(throttle.account_of(person))
    flash(_("The new e-mail is confirmed: letters go there, and you sign in with it."), "good")
    return done(url_for("sessions.mine"))


@blueprint.get("/email/back/<token>")
@under("anyone")
def old_address(token: str) -> Response:
    return page("sessions/new_address.html", token=token, restoring=True)


@blueprint.post("/email/back/<token>")
@limiter.limit("30 per hour")
@under("anyone")
def restore_email(token: str) -> Response:
    try:
        credentials.restore_email(token)
    except Unacceptable as problem:
        return _dead(problem)
    flash(_("The old e-mail is back, every session has ended, and the password works no longer."), "good")
    return done(url_for("accounts.letter_sent", again="password"))


def _dead(problem: Unacceptable) -> Response:
    return page("sessions/dead_link.html", status=422, reason=_(str(problem)))
