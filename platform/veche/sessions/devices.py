"""The browser somebody uses: its name in words, and a signed cookie by which it is known again.

The cookie says for which accounts a sign-in succeeded in this browser. It proves nothing by itself: it only lets its
owner go on while strangers try passwords, and tells a new browser from a familiar one.
"""

import re
import secrets
from typing import Any

from flask import Response, after_this_request, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from veche.core import keyed
from veche.core.languages import gettext as _
from veche.core.policy import N_

YEAR = 365 * 24 * 3600
MOST_ACCOUNTS = 5
# The first that stands in the User-Agent is taken: most browsers claim to be Chrome and Safari as well.
BROWSERS = (
    ("YaBrowser/", "Yandex"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
UNKNOWN = N_("unknown browser")


def words(user_agent: str) -> str:
    """«Firefox, Linux»: only names from the two lists, so nothing that a browser sends is kept or shown."""
    found = (_first(names, user_agent[:400]) for names in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in names if mark in text), "")


def shown(device: str) -> str:
    """The device of a session for its owner's eyes."""
    return device or _(UNKNOWN)


def here() -> str:
    """The browser of this request, in words."""
    return words(request.headers.get("User-Agent", ""))


def known_here(account: str) -> str:
    """The number of this browser, when the account's owner has signed in here before; else ''."""
    number, accounts = _read()
    return number if account in accounts else ""


def remember(account: str) -> None:
    """From now on this browser is known to the account (a digest), for a year."""
    number, accounts = _read()
    number = number or secrets.token_hex(8)
    kept = [account, *(one for one in accounts if one != account)][:MOST_ACCOUNTS]
    g.device = (number, kept)

    @after_this_request
    def _keep(response: Response) -> Response:
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        value = str(_signer().dumps([number, kept]))
        response.set_cookie(_cookie(), value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
        return response


def _cookie() -> str:
    return "__Host-veche-device" if current_app.config["SESSION_COOKIE_SECURE"] else "veche-device"


def _signer() -> URLSafeTimedSerializer:
    return keyed.signer("sessions.device")


def _read() -> tuple[str, list[str]]:
    """The number and the accounts of this browser; a cookie that is damaged, forged or old says nothing."""
    if "device" not in g:
        g.device = _from_cookie(request.cookies.get(_cookie(), "")[:2000])
    number, accounts = g.device
    return number, accounts


def _from_cookie(text: str) -> tuple[str, list[str]]:
    try:
        value: Any = _signer().loads(text, max_age=YEAR)
        number, accounts = value
    except (BadSignature, ValueError, TypeError):
        return "", []
    fits = isinstance(accounts, list) and all(isinstance(one, str) for one in accounts)
    return (number, accounts) if fits and re.fullmatch("[0-9a-f]{16}", str(number)) else ("", [])
