"""What an operator has to see: refusals, failed sign-ins and limits, one line of JSON each, with no word about who.

The lines go to the logger `veche.security`, so to the standard error unless told otherwise. They hold the route and
the code, never an address, a name, a typed word or a token: the journal says what was done, this says what was tried.
"""

import json
import logging

from flask import Flask, Response, request
from flask_login import current_user

from veche.core import clock

log = logging.getLogger("veche.security")

EVENTS = {400: "unreadable", 403: "refused", 413: "too_large", 429: "limited"}
SIGN_IN = "accounts.enter"


def init_watching(app: Flask) -> None:
    app.after_request(_watch)


def _watch(response: Response) -> Response:
    event = EVENTS.get(response.status_code)
    if request.endpoint == SIGN_IN and request.method == "POST" and event is None:
        event = "sign_in" if current_user.is_authenticated else "sign_in_failed"
    if event:
        note(event, response.status_code)
    return response


def note(event: str, code: int) -> None:
    """One line. The values are JSON strings, so no line can be forged by what somebody sends."""
    told = {
        "at": clock.now().isoformat(timespec="seconds"),
        "event": event,
        "code": code,
        "method": request.method,
        "route": request.endpoint,
        "signed_in": bool(current_user.is_authenticated),
    }
    (log.info if event == "sign_in" else log.warning)(json.dumps(told))
