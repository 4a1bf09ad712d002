"""Keys for purposes: what is made under one is worth nothing under another, and nothing without SECRET_KEY.

Each purpose ("residents.desk-code") has a key of its own, derived from SECRET_KEY by HKDF. Under it stand

    digest    shows that two texts are the same, and tells nobody what they are
    box       encrypts what has to be read again
    signer    signs what goes out and comes back: a link, a cookie, a hidden field

and nothing else makes a key of SECRET_KEY. With another SECRET_KEY every key is another, so that what was made before
fits no longer: links in letters are dead, second steps are set up anew, printed codes are void, tries are counted from
nought. Only a purpose that was given a secret of its own goes on.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from veche.core import clock


def key(purpose: str, secret: str = "") -> bytes:
    """The 32 bytes of a purpose, derived from SECRET_KEY, or from a secret of its own."""
    of = secret or str(current_app.config["SECRET_KEY"])
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"veche.{purpose}".encode()).derive(of.encode())


def digest(purpose: str, text: str, secret: str = "") -> str:
    """HMAC-SHA-256 of a text in 64 figures; any text has one, also what no person can type."""
    return hmac.new(key(purpose, secret), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compares in a time that says nothing of where they differ."""
    return hmac.compare_digest(*(text.encode("utf-8", "surrogatepass") for text in (one, other)))


def box(purpose: str) -> Fernet:
    """Encrypts, and decrypts what was encrypted for the same purpose; anything else is an InvalidToken."""
    return Fernet(base64.urlsafe_b64encode(key(purpose)))


class _Signer(TimestampSigner):
    """Dates by the platform's clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def signer(purpose: str) -> URLSafeTimedSerializer:
    """`dumps` JSON values into a text for addresses and cookies, `loads` them, with `max_age` in seconds where they
    die of age; a text of another purpose, key or hand is a BadSignature."""
    how = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeTimedSerializer(key(purpose), signer=_Signer, signer_kwargs=how)
