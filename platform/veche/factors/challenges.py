"""The challenge that a passkey is asked to answer: random, five minutes old at most, kept in the signed session."""

import secrets

from flask import session

from veche.core import clock
from veche.factors.rules import CHALLENGE

ADD, ENTER = "add", "enter"
_NOTE = "passkey"


def make(purpose: str) -> bytes:
    """A fresh one for this browser; an earlier one is forgotten."""
    challenge = secrets.token_bytes(32)
    session[_NOTE] = [purpose, challenge.hex(), int(clock.now().timestamp())]
    return challenge


def take(purpose: str) -> bytes | None:
    """The one that waits, no longer waiting; None when it is too old or was made for something else."""
    made_for, text, moment = session.pop(_NOTE, None) or ("", "", 0)
    fresh = 0 <= clock.now().timestamp() - moment < CHALLENGE.total_seconds()
    return bytes.fromhex(text) if made_for == purpose and fresh else None
