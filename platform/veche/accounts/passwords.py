"""Passwords: what is asked of one (ASVS 6.2: length, and nothing about its composition), and how it is kept."""

import re
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy.orm import Session

from veche.accounts.links import write_letter
from veche.accounts.models import Person
from veche.accounts.rules import Unacceptable
from veche.core import journal
from veche.core.policy import N_

SHORTEST, LONGEST = 10, 128
EASY = N_("This password is easy to guess. Three words in a row are a good one.")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_hasher = PasswordHasher()

journal.verbs["password.changed"] = N_("Password changed")


@cache
def commonest() -> frozenset[str]:
    """The commonest passwords and what they are made of, in small letters; a packaged list, nobody is asked."""
    text = (files("veche.accounts") / "commonest.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def check_password(password: str, *about: str) -> None:
    """10 to 128 characters of any kind that nobody guesses first. Raises Unacceptable.

    about: what is known of the person (the e-mail, the display name), which is guessed as early as the common ones.
    """
    if len(password) < SHORTEST:
        raise Unacceptable(N_("A password has at least 10 characters; three words in a row are a good one."))
    if len(password) > LONGEST:
        raise Unacceptable(N_("A password has at most 128 characters."))
    if is_easy(password.casefold(), _context(about)):
        raise Unacceptable(EASY)


def is_easy(password: str, context: frozenset[str] = frozenset()) -> bool:
    """Whether it is a common one, with figures and marks at its ends or repeated, or has next to no characters."""
    known = commonest() | context
    core = _EDGES.sub("", password)
    return len(set(password)) < 4 or any(_unit(text) in known for text in (password, core)) or _is_row(password)


def _unit(text: str) -> str:
    """What the text repeats: «qwerty» of «qwertyqwerty»; else the text itself."""
    at = (text + text).find(text, 1) if text else 0
    return text[:at] if at else text


_ROWS = ("0123456789" * 3, "abcdefghijklmnopqrstuvwxyz", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя")


def _is_row(text: str) -> bool:
    """Whether it only counts up or down, or says the alphabet."""
    return any(text in row or text in row[::-1] for row in _ROWS)


def _context(about: tuple[str, ...]) -> frozenset[str]:
    """The whole of each text, its parts before and after an @, and the same without what stands between words."""
    whole = {part.casefold() for text in about for part in (text, *text.split("@"))}
    return frozenset(form for text in whole for form in (text, re.sub(r"[\W_]", "", text)) if len(form) > 3)


def hashed(password: str) -> str:
    """The password as it is kept. It takes its time, so never inside a write transaction."""
    return _hasher.hash(password)


def is_password_of(person: Person, password: str) -> bool:
    """Whether this is the person's password. Never inside a write transaction."""
    return fits(person.password_hash, password)


def fits(kept: str | None, password: str) -> bool:
    """Whether the kept hash is of this password; without one the same work is done, so that time tells nothing."""
    try:
        return _hasher.verify(kept or _nobodys(), password) and kept is not None
    except Argon2Error:
        return False


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


def set_password(session: Session, person: Person, password_hash: str) -> None:
    """In an open transaction: the locked person's password from now on; they are told by a letter."""
    person.password_hash = password_hash
    journal.record(session, person.id, "password.changed", f"person:{person.id}")
    write_letter(session, person.email, person.language, "password_changed", {})
