"""/.well-known/security.txt (RFC 9116): where to report a hole, before anybody else finds it."""

from datetime import timedelta

from flask import Flask, Response

from veche.core import clock
from veche.core.languages import LANGUAGES
from veche.core.pages import under
from veche.core.settings import declare, setting

PATH = "/.well-known/security.txt"


def _days(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 364:
        raise ValueError("expected 1 to 364 days")
    return number


declare("SECURITY_CONTACT", "", "Where to report a hole: mailto: or https:; default is the sender of the letters.")
declare("SECURITY_POLICY", "", "Address of a page that says how reports of holes are handled; left out when empty.")
declare("SECURITY_DAYS", 180, "Days until security.txt expires, counted from today; less than a year.", _days)


def init_contact(app: Flask) -> None:
    app.add_url_rule(PATH, "security_txt", under("anyone")(_security_txt))


def _security_txt() -> Response:
    contact = str(setting("SECURITY_CONTACT")) or f"mailto:{setting('MAIL_FROM')}"
    ends = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=setting("SECURITY_DAYS"))
    lines = [
        f"Contact: {contact}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {str(setting('SITE_URL')).rstrip('/')}{PATH}",
    ]
    if setting("SECURITY_POLICY"):
        lines.append(f"Policy: {setting('SECURITY_POLICY')}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
