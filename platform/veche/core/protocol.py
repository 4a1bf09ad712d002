"""The browser's side of trust: headers, cookies, CSRF, limits, and what a request may hold."""

import hashlib
import time
from functools import cache, partial
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask_limiter import ApplicationLimit, Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf import CSRFProtect
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter
from werkzeug.sansio.utils import host_is_trusted
from whitenoise import WhiteNoise

from veche.core import keyed
from veche.core.settings import declare
from veche.resources import folder

LARGEST_BODY = 400_000
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " img-src 'self' data:"
)
EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
YEAR = 365 * 24 * 3600
# By these the machine itself asks: a check of health, a tunnel, a developer.
OWN_HOSTS = ["localhost", "127.0.0.1"]
EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 - nothing is bound here

csrf = CSRFProtect()


declare("LIMITS_URL", "memory://", "Where the limits per person and source count; redis://… for several servers.")
declare("SOURCE_RATE", "600 per hour", "How many forms one network source may send; a school may be one source.")


def network(address: str, ipv4_bits: int = 32) -> str:
    """The /64 of an IPv6 address, so many bits of an IPv4 one; what is no address is a network of its own."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed  # else all of IPv4 would be one network
    return str(ip_network(f"{parsed}/{ipv4_bits if parsed.version == 4 else 64}", strict=False))


def source() -> str:
    """The network that a request comes from, told by a keyed digest. The address itself is kept nowhere, and the digest
    only for as long as a limit counts."""
    return "source:" + keyed.digest("core.source", network(get_remote_address()))[:24]


def _who() -> str:
    return f"person:{current_user.id}" if current_user.is_authenticated else source()


def only_reads() -> bool:
    return request.method in {"GET", "HEAD", "OPTIONS"}


def seconds_to_wait() -> int:
    """How long whoever met a limit just now waits until it lets them through again."""
    met = limiter.current_limit
    return max(int(met.reset_at - time.time()) + 1, 1) if met else 60


def _source_rate() -> str:
    return str(current_app.config["VECHE"]["SOURCE_RATE"])


# Every write stands under some limit: its route's own or the default, each per person (or per source where nobody is
# signed in), and beside it one for all writes of a source together.
limiter = Limiter(
    _who,
    strategy="moving-window",
    headers_enabled=False,
    default_limits=["120 per minute"],
    default_limits_exempt_when=only_reads,
    application_limits=[ApplicationLimit(_source_rate, key_function=source, exempt_when=only_reads)],
    in_memory_fallback_enabled=True,
)


class Number(IntegerConverter):
    """Numbers in addresses have at most nine digits, so that both databases can look them up."""

    regex = r"\d{1,9}"


class VecheRequest(HtmxAwareRequest):
    max_content_length = LARGEST_BODY
    max_form_memory_size = LARGEST_BODY
    max_form_parts = 200


@cache
def static_digest() -> str:
    """Twelve digits that change when any static file does; they stand in the path, so files may be kept for good."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder("static").rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder("static")).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a file of static/."""
    return f"/static/{static_digest()}/{name}"


def init_protocol(app: Flask, site_url: str, proxies: int, limits_url: str = "memory://") -> None:
    https = site_url.startswith("https://")
    app.request_class = VecheRequest
    app.url_map.converters["int"] = Number
    app.config.update(
        SESSION_COOKIE_NAME="__Host-veche" if https else "veche",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_DURATION=0,
        WTF_CSRF_TIME_LIMIT=None,  # a citizen writes longer than an hour; the token lives with the session
        WTF_CSRF_SSL_STRICT=False,  # the origin is compared below with the configured site, not with Host
        RATELIMIT_STORAGE_URI=limits_url,
    )
    app.before_request(partial(_refuse_foreign_hosts, hosts_of(site_url)))
    app.before_request(_refuse_broken_input)
    app.before_request(_refuse_foreign_forms)
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_headers)
    app.jinja_env.globals["static_url"] = static_url
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    app.wsgi_app = _static(app.wsgi_app)  # type: ignore[method-assign]


def _static(wsgi_app: Any) -> Any:
    return WhiteNoise(
        wsgi_app,
        root=str(Path(folder("static"))),
        prefix=f"static/{static_digest()}/",
        max_age=YEAR,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_mark_static,
    )


def _mark_static(headers: Any, _path: str, _url: str) -> None:
    for name, value in EVERYWHERE.items():
        headers[name] = value


def hosts_of(site_url: str) -> list[str]:
    """By which names this site may be asked for; none are named where it listens everywhere without an address."""
    name = urlsplit(site_url).hostname or ""
    return [] if name in EVERY_ADDRESS else [name, *OWN_HOSTS]


def _refuse_foreign_hosts(hosts: list[str]) -> None:
    """Nothing is ever built from the Host header; who asks for another site gets nothing that a cache keeps."""
    if hosts and not host_is_trusted(request.environ.get("HTTP_HOST", ""), hosts):
        abort(400)


def _refuse_broken_input() -> None:
    """NUL and broken UTF-8 in an address are refused; in a form the field says so itself."""
    if "\x00" in request.path or any("\x00" in value for _, value in request.args.items(multi=True)):
        abort(400)


def _refuse_foreign_forms() -> None:
    """A form of another site is refused by what the browser says of it, whatever token it carries."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    for name, value in EVERYWHERE.items():
        headers.setdefault(name, value)
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    response.vary.add("Cookie")
    if current_user.is_authenticated or g.get("private"):
        headers.setdefault("Cache-Control", "no-store")
    return response
