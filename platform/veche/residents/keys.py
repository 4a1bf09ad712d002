"""Keyed hashes: what proves that two identifiers are the same, and tells nobody what they are.

The keys are derived from the installation's secret key, each for its own purpose; without the key a hash of a telephone
number can be neither made nor guessed.
"""

import hashlib
import hmac
from dataclasses import dataclass

from flask import current_app

from veche.core.settings import declare, setting

declare(
    "IDENTITY_KEY",
    "",
    "Key of the hashes by which one resident has one account; default is derived from VECHE_SECRET_KEY."
    " Set it before you ever change the secret key.",
)


@dataclass(frozen=True)
class Identity:
    """A keyed hash and of what: "document", "phone" or "oidc"."""

    kind: str
    digest: str


def identity(kind: str, normalised: str) -> Identity:
    """The hash of an identifier in its normal form; the identifier itself goes no further."""
    key = setting("IDENTITY_KEY").encode() or _derived("resident identity")
    return Identity(kind, _hash(key, f"{kind}|{normalised}"))


def still_counted(known: Identity) -> Identity:
    """What is kept when its owner has left and something of theirs still counts: it tells that it is so, and of whom no
    more than the hash it is made of."""
    return Identity(known.kind, _hash(_derived("still counted"), known.digest))


def code_digest(code: str) -> str:
    """What is kept of a desk's code."""
    return _hash(_derived("desk code"), code)


def short_digest(attempt_key: str, code: str) -> str:
    """What is kept of a six-figure code: it means something for one attempt only."""
    return _hash(_derived("short code"), f"{attempt_key}|{code}")


def is_same(one: str, other: str) -> bool:
    """Compares in a time that says nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _derived(purpose: str) -> bytes:
    return hmac.new(str(current_app.secret_key).encode(), f"veche {purpose}".encode(), hashlib.sha256).digest()


def _hash(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
