"""The pages about one's own second step that several routes answer with."""

from typing import Any

from flask import Response, flash, url_for
from flask_login import current_user

from veche.accounts.offices import ALONE
from veche.core.languages import gettext as _
from veche.core.pages import done, page
from veche.core.policy import refusal
from veche.factors import forms, pictures, queries, rules, services, sites
from veche.sessions.views import arrive


def overview(form: Any = None, status: int = 200) -> Response:
    """What the person has, and what each button would do; `form` is a passkey's that was refused."""
    found = queries.means(current_user)
    return page(
        "factors/mine.html",
        status=status,
        means=found,
        app=queries.app_of(current_user),
        passkeys=queries.passkeys_of(current_user),
        against=refusal(current_user, "second_step.remove", queries.held(current_user, found)),
        offered=sites.offered(),
        form=form or forms.NewPasskey(formdata=None),
        rules=rules,
    )


def set_up_page(form: forms.Code, status: int = 200) -> Response:
    """The secret as a picture and in groups, as long as it waits for its first code."""
    secret = services.pending_secret(queries.app_of(current_user))
    if secret is None:
        return done(url_for("factors.mine"))
    account = rules.address(secret, current_user.email or current_user.display_name, _("Veche, Vitebsk"))
    values = {"picture": pictures.qr(account), "secret": rules.grouped(secret), "account": account}
    return page("factors/set_up.html", form=form, status=status, **values)


def added(codes: list[str], factor: str) -> Response:
    """A means is there: first codes are shown once, and this session is as good as one begun with the second step."""
    if current_user.proved_by == ALONE:
        arrive(current_user._get_current_object(), factor)
    if codes:
        return codes_page(codes)
    flash(_("Your second step is set up."), "good")
    return done(url_for("factors.mine"))


def codes_page(codes: list[str]) -> Response:
    return page("factors/codes.html", codes=codes)
