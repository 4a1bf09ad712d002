"""Keyed hashes: what proves that two identifiers are the same, and tells nobody what they are.

Without the installation's secret key a hash of a telephone number can be neither made nor guessed.
"""

from dataclasses import dataclass

from veche.core import keyed
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
    return Identity(kind, keyed.digest("residents.identity", f"{kind}|{normalised}", setting("IDENTITY_KEY")))


def still_counted(known: Identity) -> Identity:
    """What is kept when its owner has left and something of theirs still counts: it tells that it is so, and of whom no
    more than the hash it is made of."""
    return Identity(known.kind, keyed.digest("residents.still-counted", known.digest))


def code_digest(code: str) -> str:
    """What is kept of a desk's code."""
    return keyed.digest("residents.desk-code", code)


def short_digest(attempt_key: str, code: str) -> str:
    """What is kept of a six-figure code: it means something for one attempt only."""
    return keyed.digest("residents.short-code", f"{attempt_key}|{code}")
