"""What an account must satisfy."""

import re

from veche.core.policy import N_

# The present text of the consent (privacy/data/consent.toml), and those that ask for more than the one before.
CONSENT_VERSION = "1"
WIDENING_VERSIONS: tuple[str, ...] = ()
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
NAME = re.compile(r"[\w][\w .,'’\-()]{1,39}")
# Ages as they are stored: a code and what it stands for as long as nothing else is configured.
BANDS = {"14-15": (14, 15), "16-17": (16, 17), "18-31": (18, 31)}
GROWN_UP, TOO_YOUNG = "over-31", "under-14"
NEEDS_CONSENT = "14-15"
OWN_ADDRESS = N_("This is your own e-mail: type the e-mail of a parent or guardian.")
TOO_COMMON = {"1234567890", "qwertyuiop", "password12", "йцукенгшщз", "0987654321", "1111111111", "qwerty12345"}


class Unacceptable(ValueError):
    """What was typed cannot be taken; the text says why (an English msgid)."""


def masked(email: str | None) -> str:
    """Enough of an address to tell two apart, too little to write to: «a…@e….org»."""
    if not email:
        return ""
    local, _, domain = email.rpartition("@")
    host, dot, ending = domain.rpartition(".")
    return f"{local[:1]}…@{host[:1]}…{dot}{ending}"


def name_key(name: str) -> str:
    """Two display names are the same when they differ only in case."""
    return name.casefold()


def is_young(age_band: str | None) -> bool:
    """Whether a band is one of the young, whatever ages it stands for here."""
    return age_band in BANDS


def youth_bands(least: int, most: int) -> dict[str, tuple[int, int]]:
    """The bands that are left when accounts begin at one age and youth ends at another, with their ages."""
    upper = {code: most if code == "18-31" else high for code, (_low, high) in BANDS.items()}
    return {code: (max(low, least), upper[code]) for code, (low, _high) in BANDS.items() if upper[code] >= least}


def own_address(email: str, representative: str | None) -> bool:
    """Whether the representative's address is the young person's own, in whatever case it was typed."""
    return bool(representative) and email.strip().casefold() == str(representative).strip().casefold()


def widens(version: str) -> bool:
    """Whether a text that came after this version asks for more, so that nobody writes before they answer it."""
    given = int(version) if version.isdigit() else 0
    return any(int(later) > given for later in WIDENING_VERSIONS)


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
