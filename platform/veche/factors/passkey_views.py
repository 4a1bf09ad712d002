"""My passkeys: add one, name it, remove it."""

from flask import Response, flash, url_for
from flask_login import current_user

from veche.accounts.rules import Unacceptable
from veche.core.errors import problem
from veche.core.languages import gettext as _
from veche.core.pages import done, under
from veche.core.protocol import limiter
from veche.factors import challenges, forms, passkeys, queries, services, showing, sites
from veche.factors.mount import blueprint


@blueprint.post("/my/second-step/passkeys/options")
@limiter.limit("30 per hour")
@under("second_step.own", proved=True)
def new_passkey_options() -> Response | tuple[dict[str, object], int] | dict[str, object]:
    if not sites.offered():
        return {}, 404
    known = [one.credential_id for one in queries.passkeys_of(current_user)]
    return {"publicKey": passkeys.options_to_add(current_user, challenges.make(challenges.ADD), known)}


@blueprint.post("/my/second-step/passkeys")
@limiter.limit("30 per hour")
@under("second_step.own", proved=True)
def add_passkey() -> Response:
    form, challenge = forms.NewPasskey(), challenges.take(challenges.ADD)
    if not form.validate():
        return showing.overview(form, 422)
    try:
        codes = passkeys.add(current_user, form.credential.data, challenge, form.name.data)
    except Unacceptable as why:
        form.name.errors = [_(str(why))]
        return showing.overview(form, 422)
    return showing.added(codes, "passkey")


@blueprint.post("/my/second-step/passkeys/<int:number>/rename")
@under("second_step.own", proved=True)
def rename_passkey(number: int) -> Response:
    form = forms.PasskeyName()
    try:
        if not form.validate():
            raise Unacceptable(str(form.name.errors[0]))
        services.rename_passkey(current_user, number, form.name.data)
    except Unacceptable as why:
        flash(_(str(why)), "wait")
    return done(url_for("factors.mine"))


@blueprint.post("/my/second-step/passkeys/<int:number>/remove")
@under("second_step.own", proved=True)
def remove_passkey(number: int) -> Response:
    services.remove_passkey(current_user, number)
    flash(_("The passkey is removed."), "good")
    return done(url_for("factors.mine"))


@blueprint.errorhandler(services.NoSuchPasskey)
def _no_such_passkey(_error: services.NoSuchPasskey) -> Response:
    return problem(404, text=_(services.NO_SUCH))
