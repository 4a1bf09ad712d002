"""The `VECHE_*` environment variables: one declaration each, read once when the app is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app


@dataclass(frozen=True)
class Setting:
    """One variable: `VECHE_<name>` in the environment, `default` when it is absent or empty."""

    name: str
    default: Any
    parse: Callable[[str], Any]
    meaning: str


class BadSetting(ValueError):
    """A variable holds what its setting cannot read."""


declared: dict[str, Setting] = {}


def declare(name: str, default: Any, meaning: str, parse: Callable[[str], Any] | None = None) -> None:
    """Declare `VECHE_<name>`; without `parse` the type of the default reads it."""
    declared[name] = Setting(name, default, parse or _reader(default), meaning)


def _reader(default: Any) -> Callable[[str], Any]:
    if isinstance(default, bool):
        return _yes_or_no
    return type(default) if isinstance(default, int | float) else str


def _yes_or_no(text: str) -> bool:
    if text.lower() in {"1", "yes", "true", "on"}:
        return True
    if text.lower() in {"0", "no", "false", "off"}:
        return False
    raise ValueError("expected yes or no")


def read(environ: Mapping[str, str]) -> dict[str, Any]:
    """Every declared setting with its value. Raises BadSetting that names the variable and what it holds."""
    values = {}
    for setting in declared.values():
        text = environ.get(f"VECHE_{setting.name}", "").strip()
        try:
            values[setting.name] = setting.parse(text) if text else setting.default
        except ValueError as problem:
            raise BadSetting(f"VECHE_{setting.name} is {text!r}: {problem}") from problem
    return values


def setting(name: str) -> Any:
    """The value of `VECHE_<name>` in the running app."""
    return current_app.config["VECHE"][name]


declare("HOST", "127.0.0.1", "Address the server listens on.")
declare("PORT", 8000, "Port the server listens on.")
declare("SITE_URL", "", "Public address of the site, for links in letters; default http://HOST:PORT.")
declare("INSTANCE", "instance", "Folder of the database, the secret key and undelivered letters.")
declare("DATABASE_URL", "", "SQLAlchemy URL; default is SQLite in INSTANCE/veche.db. postgresql:// is supported.")
declare("SECRET_KEY", "", "Signs sessions and links; default is made once and kept in INSTANCE/secret.key.")
declare("WORKERS", 2, "Server processes.")
declare("THREADS", 4, "Threads in each server process.")
declare("WORKER", True, "Whether `veche serve` also runs the worker (letters, closing of votes) beside the server.")
declare("TRUSTED_PROXIES", 0, "How many proxies in front of the server set X-Forwarded-* headers.")
declare("MAIL_URL", "", "smtp://user:password@host:port, smtps:// or file:FOLDER; default is files in INSTANCE/mail.")
declare("MAIL_FROM", "veche@localhost", "Sender of the letters.")
declare("RATE_LIMITS", True, "Whether sign-in, sign-up and writing are limited per person and address.")
