"""What a parent or guardian opens from a letter: a page that says what is consented to, and a button."""

from flask import Response, flash, g, url_for

from veche.accounts import consent
from veche.accounts.models import Person
from veche.accounts.mount import blueprint
from veche.accounts.rules import Unacceptable
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.protocol import limiter


def _page(token: str, person: Person, withdrawing: bool) -> Response:
    g.private = True  # it names a child, and nobody keeps it but the reader
    return page("accounts/represent.html", token=token, person=person, withdrawing=withdrawing)


def _dead(problem: Unacceptable) -> Response:
    return page("accounts/dead_link.html", status=422, reason=_(str(problem)), represents=True)


@blueprint.get("/represent/<token>")
@under("anyone")
def representation(token: str) -> Response:
    try:
        return _page(token, consent.whose(token), withdrawing=False)
    except Unacceptable as problem:
        return _dead(problem)


@blueprint.post("/represent/<token>")
@limiter.limit("30 per hour")
@under("anyone")
def represent(token: str) -> Response:
    try:
        consent.give(token)
    except Unacceptable as problem:
        return _dead(problem)
    flash(
        _("Thank you: your consent is written down. A letter with the way to withdraw it is on its way to you."), "good"
    )
    return done(url_for("accounts.representation", token=token))


@blueprint.get("/represent/<token>/withdraw")
@under("anyone")
def withdrawal(token: str) -> Response:
    try:
        return _page(token, consent.whose(token, withdrawing=True), withdrawing=True)
    except Unacceptable as problem:
        return _dead(problem)


@blueprint.post("/represent/<token>/withdraw")
@limiter.limit("30 per hour")
@under("anyone")
def withdraw_consent(token: str) -> Response:
    try:
        consent.withdraw(token)
    except Unacceptable as problem:
        return _dead(problem)
    flash(_("Your consent is withdrawn. From now on this participant can only read."), "good")
    return done(url_for("accounts.withdrawal", token=token))
