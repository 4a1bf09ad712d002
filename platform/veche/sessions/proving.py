"""Before a weighty act the person shows once more who they are, and then the act goes on.

A page is asked for again afterwards. A form loses nothing: what was typed lies in the hidden fields of the page that
asks, and goes, together with the proof, to the very address it was meant for; so one press does both, without
JavaScript and under the same token against forgery.
"""

from flask import Response, g, redirect, session, url_for
from flask_login import current_user
from htmx_flask import request

from veche.core.errors import typed
from veche.core.languages import gettext as _
from veche.core.pages import asks_for_proof, done, next_url, page, under, wants_part
from veche.sessions import limits, services, throttle, ways
from veche.sessions.mount import blueprint

OWN_FIELDS = {"way", "next"}


@asks_for_proof
def ask() -> Response | None:
    """The page that asks, or nothing when the last proof is fresh or a right one comes with the form."""
    if not current_user.is_authenticated or (current_user.live and limits.is_fresh(current_user.live.proved_at)):
        return None
    here = request.full_path.rstrip("?")
    if request.method != "POST":
        return done(url_for("sessions.asking", next=here))
    if "proof" not in request.form:
        return _page(here, 403)
    return _tried(here)


def _page(action: str, status: int = 200, why: str = "") -> Response:
    """The page; for htmx it takes the place of the whole content, because the form it came from is done with."""
    g.private = True
    kept = [(name, value) for name, value in typed() if name not in OWN_FIELDS]
    chosen = request.form.get("way", "")
    values = {"action": action, "kept": kept, "why": why, "chosen": chosen, "ways": ways.of(current_user)}
    response = page("sessions/prove.html", "sessions/_prove.html", status, next_url=next_url(), **values)
    if wants_part():
        response.headers.update({"HX-Retarget": "#main", "HX-Reswap": "innerHTML"})
    return response


def _tried(action: str) -> Response | None:
    """The page once more with the reason, or nothing when the proof is right."""
    named = request.form.get("way", "")
    way = next((one for one in ways.of(current_user) if one.name == named), None)
    if way is None:
        return _page(action, 403)
    try:
        throttle.check("prove", current_user)
    except throttle.TooMany as problem:
        return throttle.later(_page(action, 429, throttle.words(problem)), problem)
    if not way.accepts(current_user, request.form["proof"]):
        return _page(action, 422, _(way.wrong))
    throttle.passed("prove", current_user)
    prove_here()
    return None


def prove_here() -> None:
    """The person of this request has just proved who they are; their browser gets a new secret for it."""
    session["_user_id"] = services.prove(current_user)


@blueprint.get("/prove")
@under("account.own")
def asking() -> Response:
    return _page(url_for("sessions.prove"))


@blueprint.post("/prove")
@under("account.own")
def prove() -> Response:
    asked = _tried(url_for("sessions.prove")) if "proof" in request.form else _page(url_for("sessions.prove"), 422)
    return asked or redirect(next_url() or url_for("front.my"), 303)  # type: ignore[return-value]
