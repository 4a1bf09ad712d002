"""What goes wrong is said in words, in the person's language, and keeps what they typed.

htmx gets a short notice that it puts at the top of the page, so the form with the text stays as it is; the browser gets
a page that holds the typed text in a form ready to be sent again.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, g, make_response, redirect, render_template, url_for
from flask_limiter.errors import RateLimitExceeded
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from htmx_flask import request
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from veche.core import clock, languages, protocol
from veche.core.database import db
from veche.core.pages import panels, wants_part
from veche.core.policy import N_, Refused

log = logging.getLogger(__name__)

SECRET_FIELDS = {
    "csrf_token",
    "altcha",
    "password",
    "old_password",
    "new_password",
    "proof",
    "credential",
    "document",
}
LONGEST_SHOWN = 100_000


@dataclass(frozen=True)
class Wording:
    title: str
    text: str
    again: bool = False  # whether sending the same form again can help


WORDS = {
    400: Wording(N_("We could not read this request"), N_("Go back, check what you typed and send it again."), True),
    403: Wording(N_("You may not do this"), N_("This page or act is open to others.")),
    404: Wording(N_("There is no such page"), N_("Check the address, or begin with the plan of the city.")),
    405: Wording(N_("This address does not work that way"), N_("Go back and use the buttons on the page.")),
    409: Wording(
        N_("Someone was faster"),
        N_("What you saw has changed in the meantime. Look at it as it is now; what you typed is below."),
    ),
    413: Wording(
        N_("This is too much at once"),
        N_("Texts here are limited to 20,000 characters. Go back: your text is still in the form; make it shorter."),
    ),
    422: Wording(N_("Something in the form is missing"), N_("Go back and look at the marked fields.")),
    429: Wording(
        N_("Too many attempts"), N_("You can go on from %(until)s. What you typed is below: send it then."), True
    ),
    500: Wording(
        N_("Something broke on our side"),
        N_("It has been written down for repair. What you typed is below: try once more in a few minutes."),
        True,
    ),
    503: Wording(
        N_("The platform is busy"),
        N_("Your words were not saved yet. They are below: send them again in a few seconds."),
        True,
    ),
}
WAIT = N_("Please wait a minute and try again. What you typed is below.")
EXPIRED = Wording(
    N_("This form has expired"),
    N_("You were signed out or the page was open for too long. What you typed is below: send it once more."),
    True,
)


SIGNED_OUT = Wording(
    N_("You are signed out"),
    N_("Your session has ended, so nothing was sent. Nothing you typed is lost: sign in, then send it from here."),
    True,
)


class TooOften(Exception):
    """Somebody did something too often; `words` say what and from when it is possible again, `until` is that moment."""

    def __init__(self, words: str, until: datetime) -> None:
        super().__init__(words)
        self.words, self.until = words, until


class Stale(Exception):
    """The row changed after the page was made; `answer` shows both texts or says who was faster."""

    def __init__(self, answer: Response | None = None) -> None:
        self.answer = answer


def init_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(TooOften, _too_often)
    app.register_error_handler(RateLimitExceeded, _rate_exceeded)
    app.register_error_handler(Stale, lambda stale: stale.answer or problem(409))
    app.register_error_handler(IntegrityError, _clash)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _broken)


def problem(
    code: int,
    words: Wording | None = None,
    text: str | None = None,
    until: datetime | None = None,
    way_on: Markup | str = "",
) -> Response:
    """The answer with this code, in words, with what was typed. until: from when it is worth trying again; way_on: what
    stands in the form (or alone without one): what else they can do."""
    db.session.rollback()
    wording = words or WORDS.get(code) or WORDS[400 if code < 500 else 500]
    said = text or (languages.gettext(wording.text) if code != 429 else languages.gettext(WAIT))
    values = {"code": code, "words": wording, "text": said, "typed": typed(), "retry": _retry(), "way_on": way_on}
    values["secrets"] = _secrets()
    if wants_part():
        response = make_response(render_template("errors/_problem.html", **values), code)
        response.headers.update({"HX-Retarget": "#problem", "HX-Reswap": "innerHTML"})
    else:
        response = make_response(render_template("errors/page.html", **values), code)
    if code in {429, 503}:
        response.headers["Retry-After"] = str(_seconds(until)) if until else "60" if code == 429 else "3"
    return response


def _seconds(until: datetime) -> int:
    return max(int((until - clock.now()).total_seconds()) + 1, 1)


def _secrets() -> list[str]:
    """The passwords of the refused form, which are to be typed again."""
    if request.method != "POST":
        return []
    try:
        return [name for name in ("password",) if request.form.get(name)]
    except HTTPException:
        return []


def _too_often(error: TooOften) -> Response:
    return problem(429, text=error.words, until=error.until)


def _rate_exceeded(_error: RateLimitExceeded) -> Response:
    """When to come back, and the work of some seconds that lets a person go on at once."""
    until = clock.now() + timedelta(seconds=protocol.seconds_to_wait())
    words = languages.gettext(WORDS[429].text, until=languages.day_time(until))
    return problem(429, text=words, until=until, way_on=panels("too-often"))


def typed() -> list[tuple[str, str]]:
    """The fields of the refused form, without secrets."""
    if request.method != "POST":
        return []
    try:
        return [
            (name, value[:LONGEST_SHOWN])
            for name, value in request.form.items(multi=True)
            if name not in SECRET_FIELDS and value
        ]
    except HTTPException:  # the body itself could not be read
        return []


def _retry() -> str:
    path: str = request.full_path.rstrip("?")
    return path


def _http(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:  # a redirect of the router
        return error
    if code == 404 and _without_language():
        return redirect(f"/{languages.preferred()}{request.full_path.rstrip('?')}", 302)
    return problem(code)


def _without_language() -> bool:
    """Whether the address lacks only its language: short links work."""
    from flask import current_app

    if (
        request.method not in {"GET", "HEAD"}
        or request.path[1:3] in languages.LANGUAGES
        and request.path[3:4] in {"", "/"}
    ):
        return False
    adapter = current_app.url_map.bind("")
    try:
        adapter.match(f"/{languages.DEFAULT}{request.path}", method="GET")
    except HTTPException as error:
        return bool(error.code and error.code < 400)
    return True


def _expired(_error: CSRFError) -> Response:
    return problem(400, EXPIRED)


def _refused(error: Refused) -> Any:
    if not current_user.is_authenticated and request.method in {"GET", "HEAD"} and not wants_part():
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    g.private = True
    if not current_user.is_authenticated and typed():
        return problem(403, SIGNED_OUT)
    return problem(403, text=languages.reason(error.refusal), way_on=panels("refused", error.refusal))


def _clash(error: IntegrityError) -> Response:
    log.warning("two acts met at one constraint: %s", error.orig)
    return problem(409)


def _database(error: OperationalError) -> Response:
    log.error("the database does not answer: %s", error.orig)
    return problem(503)


def _broken(error: Exception) -> Response:
    log.exception("unexpected", exc_info=error)
    return problem(500)
