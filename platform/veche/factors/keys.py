"""Secrets at rest: an app's secret is encrypted, a recovery code hashed, both under keys made of SECRET_KEY.

A copy of the database alone gives neither away. With another SECRET_KEY they open nothing any more: people set the
second step up anew, by a reset.
"""

import logging

from cryptography.fernet import InvalidToken

from veche.core import keyed

APP, RECOVERY, HANDLE = "factors.app", "factors.recovery", "factors.handle"
log = logging.getLogger(__name__)


def lock(person_id: int, secret: str) -> str:
    """The app's secret, encrypted for this person's row and no other."""
    return keyed.box(APP).encrypt(f"{person_id}:{secret}".encode()).decode()


def unlock(person_id: int, locked: str | None) -> str | None:
    """The secret; None when there is none, it is another person's, or SECRET_KEY has changed since."""
    if not locked:
        return None
    try:
        owner, _, secret = keyed.box(APP).decrypt(locked.encode()).decode().partition(":")
    except InvalidToken:
        log.error("a second step cannot be read: SECRET_KEY has changed, or the row was")
        return None
    return secret if owner == str(person_id) else None


def digest(person_id: int, code: str) -> str:
    """What is kept of a recovery code."""
    return keyed.digest(RECOVERY, f"{person_id}:{code}")


def handle(person_id: int) -> bytes:
    """What a passkey calls its owner: the same for all passkeys of one person, and nothing that says who it is."""
    return bytes.fromhex(keyed.digest(HANDLE, str(person_id)))
