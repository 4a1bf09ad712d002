"""What a passkey is bound to: the configured address of the site, never the Host header."""

from functools import cache
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

from veche.core.settings import setting


@cache
def _installed() -> bool:
    return find_spec("webauthn") is not None


def offered() -> bool:
    """Whether passkeys work here: the extra is installed, and browsers allow them at the site's address."""
    return _installed() and allows(str(setting("SITE_URL")))


def allows(url: str) -> bool:
    """A name over https, or this very machine by its name; an address of figures is no name."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return not _is_address(host) and bool(host) and (parts.scheme == "https" or host == "localhost")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def name() -> str:
    """The name that passkeys are bound to."""
    return urlsplit(str(setting("SITE_URL"))).hostname or ""


def origin() -> str:
    """What a browser calls this site in a passkey's answer."""
    parts = urlsplit(str(setting("SITE_URL")))
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != usual else ""
    return f"{parts.scheme}://{parts.hostname}{port}"
