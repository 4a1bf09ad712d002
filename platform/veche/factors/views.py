"""My second step: what I have, setting up an app, recovery codes."""

from flask import Response, abort, flash, make_response, request, url_for
from flask_login import current_user

from veche.accounts.rules import Unacceptable
from veche.core.languages import gettext as _
from veche.core.pages import done, under
from veche.core.protocol import limiter
from veche.factors import (
    entering,
    forms,
    listening,
    panels,
    passkey_views,
    proving,
    recovery,
    reset_views,
    rules,
    services,
    showing,
)
from veche.factors.mount import blueprint

__all__ = ["blueprint", "entering", "listening", "panels", "passkey_views", "proving", "reset_views"]


@blueprint.get("/my/second-step")
@under("second_step.own")
def mine() -> Response:
    return showing.overview()


@blueprint.post("/my/second-step/app")
@limiter.limit("30 per hour")
@under("second_step.own", proved=True)
def begin() -> Response:
    services.begin_app(current_user)
    return done(url_for("factors.setting_up"))


@blueprint.get("/my/second-step/app")
@under("second_step.own", proved=True)
def setting_up() -> Response:
    return showing.set_up_page(forms.Code(formdata=None))


@blueprint.post("/my/second-step/app/confirm")
@limiter.limit("20 per 15 minutes")
@under("second_step.own", proved=True)
def confirm() -> Response:
    form = forms.Code()
    if not form.validate():
        return showing.set_up_page(form, 422)
    try:
        codes = services.confirm_app(current_user, form.code.data)
    except Unacceptable as problem:
        form.code.errors = [_(str(problem))]
        return showing.set_up_page(form, 422)
    return showing.added(codes, "totp")


@blueprint.post("/my/second-step/app/remove")
@under("second_step.own", proved=True)
def remove_app() -> Response:
    try:
        services.remove_app(current_user)
    except Unacceptable as problem:
        flash(_(str(problem)), "wait")
    else:
        flash(_("The app of codes is removed."), "good")
    return done(url_for("factors.mine"))


@blueprint.post("/my/second-step/codes")
@limiter.limit("20 per hour")
@under("second_step.own", proved=True)
def renew_codes() -> Response:
    try:
        return showing.codes_page(recovery.renew(current_user))
    except Unacceptable as problem:
        flash(_(str(problem)), "wait")
        return done(url_for("factors.mine"))


@blueprint.post("/my/second-step/codes.txt")
@under("second_step.own", proved=True)
def codes_file() -> Response:
    """The codes that the page shows, as a file: only what is a code of one's own comes back."""
    codes = request.form.getlist("code")[: rules.RECOVERY_CODES]
    if not recovery.are_unused(current_user, codes):
        abort(404)
    words = "\r\n".join([_("Veche: recovery codes. Each is good for one sign-in."), "", *codes, ""])
    file = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Disposition": 'attachment; filename="veche-recovery-codes.txt"',
    }
    return make_response(words, 200, file)
