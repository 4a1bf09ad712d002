"""Work of some seconds that a browser does when a rate is exceeded, so that a person can go on and a flood cannot.

The challenge is ALTCHA's: find the number whose SHA-256 with the salt is the one told. Each is signed, bound to one
route, good for ten minutes and for one request; a request that carries a solved one is let past the rates, not past
the limits of newcomers, which are counted in the database.
"""

import base64
import binascii
import json
from datetime import timedelta
from typing import Any, cast

from altcha import v1
from flask import g, render_template, request

from veche.core import clock, keyed
from veche.core.database import writing
from veche.core.pages import panel
from veche.core.protocol import limiter
from veche.core.settings import setting
from veche.core.spent import spend

FIELD = "altcha"
LIVES = timedelta(minutes=10)
LONGEST = 2_000


def _key() -> str:
    return keyed.key("newcomers.proof").hex()


def challenge(route: str) -> dict[str, Any]:
    """A fresh challenge for one route, as ALTCHA writes them."""
    options = v1.ChallengeOptions(
        algorithm="SHA-256",
        max_number=int(setting("PROOF_COST")),
        hmac_key=_key(),
        expires=clock.now() + LIVES,
        params={"route": route},
    )
    made = v1.create_challenge(options)
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": made.max_number,
        "salt": made.salt,
        "signature": made.signature,
    }


@limiter.request_filter
def is_proved() -> bool:
    """Whether this request carries a solved challenge of this route that nobody has used before; asked once."""
    if request.method != "POST":
        return False
    if "proved" not in g:
        payload = request.form.get(FIELD, "")
        g.proved = bool(payload) and len(payload) <= LONGEST and _spend(payload, request.endpoint or "")
    return bool(g.proved)


def _spend(payload: str, route: str) -> bool:
    try:
        told = json.loads(base64.b64decode(payload, validate=True))
        is_solved, _problem = v1.verify_solution(told, _key(), check_expires=True)
    except (ValueError, TypeError, KeyError, binascii.Error, AttributeError):
        return False
    if not is_solved or _route_of(told) != route:
        return False
    with writing() as session:
        return spend(session, "proof", str(told["signature"]).encode(), clock.now() + LIVES)


def _route_of(told: dict[str, Any]) -> str:
    return str(v1.extract_params(cast(Any, told)).get("route", [""])[0])


@panel("too-often")
def offer(_subject: Any, **_values: Any) -> str:
    """In the form of the page «too many attempts»: go on after some seconds of work."""
    if request.method != "POST" or not request.endpoint:
        return ""
    return render_template("newcomers/_proof.html", challenge=challenge(request.endpoint))
