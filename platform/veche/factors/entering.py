"""Signing in: the second step after a right password, or a passkey alone."""

from flask import Response, flash, url_for

from veche.accounts.models import Person
from veche.accounts.rules import Unacceptable
from veche.core.languages import gettext as _
from veche.core.languages import ngettext
from veche.core.pages import done, next_url, page, panels, under
from veche.core.protocol import limiter
from veche.factors import challenges, forms, passkeys, queries, services, sites
from veche.factors.mount import blueprint
from veche.sessions import attempts, steps, throttle
from veche.sessions.rules import FREE
from veche.sessions.views import arrive

CODE = "code"  # what tries at the second step are counted under


@steps.step
def _asks(person: Person) -> str | None:
    return "factors.second" if queries.means(person).is_on else None


@blueprint.get("/sign-in/second")
@under("anyone")
def second() -> Response:
    person = steps.who_is_half_way()
    return _from_the_beginning() if person is None else _second_page(person, forms.Code(formdata=None))


def _second_page(person: Person, form: forms.Code, status: int = 200) -> Response:
    found = queries.means(person)
    return page(
        "factors/second.html",
        status=status,
        form=form,
        means=found,
        offered=sites.offered() and found.passkeys,
        next_url=next_url(),
        below=panels("second-step.below", person),
    )


def _from_the_beginning() -> Response:
    flash(_("The second step follows the password, within ten minutes: begin here."), "wait")
    return done(url_for("accounts.sign_in", next=next_url() or None))


@blueprint.post("/sign-in/second")
@limiter.limit("120 per 15 minutes")
@under("anyone")
def enter() -> Response:
    person, form = steps.who_is_half_way(), forms.Code()
    if person is None:
        return _from_the_beginning()
    if not form.validate():
        return _second_page(person, form, 422)
    try:
        factor = _accepted(person, form.code.data)
    except throttle.TooMany as wait:
        form.code.errors = [throttle.words(wait)]
        return throttle.later(_second_page(person, form, 429), wait)
    except Unacceptable as problem:
        form.code.errors = [_(str(problem))]
        return _second_page(person, form, 422)
    return _arrived(person, factor)


def _accepted(person: Person, typed: str) -> str:
    throttle.check(CODE, person)
    try:
        factor = services.accept(person, typed)
    except Unacceptable:
        if attempts.how_many(CODE, throttle.account_of(person)) == FREE:
            services.warn(person)
        raise
    throttle.passed(CODE, person)
    return factor


def _arrived(person: Person, factor: str) -> Response:
    if factor == "recovery":
        left = queries.means(person).codes_left
        used = _("You have used a recovery code.")
        said = ngettext("%(num)s recovery code is left.", "%(num)s recovery codes are left.", left)
        flash(f"{used} {said}", "wait")
    arrive(person, factor)
    return done(next_url() or url_for("front.front"))


@blueprint.post("/sign-in/passkey/options")
@limiter.limit("240 per 15 minutes")
@under("anyone")
def passkey_options() -> Response | tuple[dict[str, object], int] | dict[str, object]:
    if not sites.offered():
        return {}, 404
    return {"publicKey": passkeys.options_to_enter(challenges.make(challenges.ENTER))}


@blueprint.post("/sign-in/passkey")
@limiter.limit("120 per 15 minutes")
@under("anyone")
def enter_with_passkey() -> Response:
    """A passkey that has asked for a PIN, a finger or a face is a full sign-in, for staff as well."""
    form, challenge = forms.Answer(), challenges.take(challenges.ENTER)
    try:
        if not form.validate():
            raise Unacceptable(passkeys.NO_FIT)
        person = passkeys.enter(form.credential.data, challenge)
    except Unacceptable as problem:
        return page("factors/no_fit.html", status=422, why=_(str(problem)), next_url=next_url())
    return _arrived(person, "passkey")
