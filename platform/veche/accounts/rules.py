"""What an account must satisfy."""

import re

from veche.core.policy import N_

CONSENT_VERSION = "1"
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
NAME = re.compile(r"[\w][\w .,'’\-()]{1,39}")
TOO_COMMON = {"1234567890", "qwertyuiop", "password12", "йцукенгшщз", "0987654321", "1111111111", "qwerty12345"}


class Unacceptable(ValueError):
    """What was typed cannot be taken; the text says why (an English msgid)."""


def name_key(name: str) -> str:
    """Two display names are the same when they differ only in case."""
    return name.casefold()


def check_name(name: str) -> None:
    """2 to 40 characters: letters, figures, blanks and a few marks, so that nobody looks like a page of ours."""
    if not NAME.fullmatch(name):
        raise Unacceptable(N_("A display name has 2 to 40 letters, figures or blanks."))


def check_password(password: str, email: str = "") -> None:
    """10 to 128 characters of any kind, not one of the commonest, not the e-mail itself."""
    if len(password) < SHORTEST_PASSWORD:
        raise Unacceptable(N_("A password has at least 10 characters; three words in a row are a good one."))
    if len(password) > LONGEST_PASSWORD:
        raise Unacceptable(N_("A password has at most 128 characters."))
    if password.casefold() in TOO_COMMON or len(set(password)) < 4 or password.casefold() == email.casefold():
        raise Unacceptable(N_("This password is easy to guess. Three words in a row are a good one."))
