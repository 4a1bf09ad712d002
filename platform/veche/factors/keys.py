"""Secrets at rest: an app's secret is encrypted, a recovery code hashed, both under keys made of SECRET_KEY.

A copy of the database alone gives neither away. With another SECRET_KEY they open nothing any more: people set the
second step up anew, by a reset.
"""

import base64
import hashlib
import hmac
import logging

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

log = logging.getLogger(__name__)


def _key(purpose: str) -> bytes:
    maker = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"veche.factors.{purpose}".encode())
    return maker.derive(str(current_app.config["SECRET_KEY"]).encode())


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("app")))


def lock(person_id: int, secret: str) -> str:
    """The app's secret, encrypted for this person's row and no other."""
    return _box().encrypt(f"{person_id}:{secret}".encode()).decode()


def unlock(person_id: int, locked: str | None) -> str | None:
    """The secret; None when there is none, it is another person's, or SECRET_KEY has changed since."""
    if not locked:
        return None
    try:
        owner, _, secret = _box().decrypt(locked.encode()).decode().partition(":")
    except InvalidToken:
        log.error("a second step cannot be read: SECRET_KEY has changed, or the row was")
        return None
    return secret if owner == str(person_id) else None


def digest(person_id: int, code: str) -> str:
    """What is kept of a recovery code."""
    return hmac.new(_key("recovery"), f"{person_id}:{code}".encode(), hashlib.sha256).hexdigest()


def handle(person_id: int) -> bytes:
    """What a passkey calls its owner: the same for all passkeys of one person, and nothing that says who it is."""
    return hmac.new(_key("handle"), str(person_id).encode(), hashlib.sha256).digest()
