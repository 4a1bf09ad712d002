"""Who carries a short message: the console for development, or a gateway of the city's by HTTP.

Another gateway is a class with `send(number, text)` that raises NotSent, registered in SENDERS; see docs/sms.md. The
number is used for this one call and written down nowhere.
"""

import json
import logging
from typing import Protocol
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from veche.core.settings import declare, setting

log = logging.getLogger(__name__)
PATIENCE = 10  # seconds


def _sender(text: str) -> str:
    if text not in SENDERS:
        raise ValueError(f"expected one of {', '.join(SENDERS)}")
    return text


def _http_address(text: str) -> str:
    if urlsplit(text).scheme not in {"http", "https"}:
        raise ValueError("expected an address that begins with https://")
    return text


class NotSent(Exception):
    """The gateway did not take the message."""


class Sender(Protocol):
    def send(self, number: str, text: str) -> None:
        """Hand the message over, or raise NotSent; number: +375291234567."""


class Console:
    """For development: the message stands in the log, and only there does a number ever stand."""

    def send(self, number: str, text: str) -> None:
        log.warning("SMS to %s: %s", number, text)


class _NoRedirect(HTTPRedirectHandler):
    """A token is handed to the configured address and to no other."""

    def redirect_request(self, *_args: object) -> None:
        return None


class HttpGateway:
    """POST of {"to": …, "text": …} as JSON with the configured bearer token; any answer from 200 to 299 is a yes."""

    def send(self, number: str, text: str) -> None:
        body = json.dumps({"to": number, "text": text}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {setting('SMS_TOKEN')}"}
        request = Request(setting("SMS_URL"), body, headers, method="POST")  # noqa: S310 - http and https alone
        try:
            with build_opener(_NoRedirect).open(request, timeout=PATIENCE):
                return
        except (URLError, OSError, ValueError) as problem:
            log.warning("the SMS gateway did not take a message: %s", type(problem).__name__)
            raise NotSent from problem


SENDERS: dict[str, Sender] = {"console": Console(), "http": HttpGateway()}
declare("SMS", "", "Who carries short messages: console (development) or http; empty: nobody.", _sender)
declare("SMS_URL", "", "Address of the SMS gateway, for VECHE_SMS=http.", _http_address)
declare("SMS_TOKEN", "", "Bearer token for the SMS gateway.")


def sender() -> Sender | None:
    """The configured sender; none when it is not configured to the end."""
    name = setting("SMS")
    return None if not name or (name == "http" and not setting("SMS_URL")) else SENDERS[name]
