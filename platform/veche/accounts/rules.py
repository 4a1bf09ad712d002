"""What an account must satisfy."""

import re

from veche.accounts import names
from veche.core.lookalikes import skeleton
from veche.core.policy import N_

# The present text of the consent (privacy/data/consent.toml), and those that ask for more than the one before.
CONSENT_VERSION = "1"
WIDENING_VERSIONS: tuple[str, ...] = ()
NAME = re.compile(r"[\w][\w .,'’\-()]{1,39}")
VOUCHED = 100  # texts let through, for those whom the city's own staff entered
# Ages as they are stored: a code and what it stands for as long as nothing else is configured.
BANDS = {"14-15": (14, 15), "16-17": (16, 17), "18-31": (18, 31)}
GROWN_UP, TOO_YOUNG = "over-31", "under-14"
NEEDS_CONSENT = "14-15"
OWN_ADDRESS = N_("This is your own e-mail: type the e-mail of a parent or guardian.")


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
    """Two display names are the same when a reader would take one for the other: case, look-alike letters of another
    alphabet and kinds of apostrophe do not tell them apart."""
    return skeleton(name)


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


def check_name(name: str, *, is_staff: bool = False) -> None:
    """2 to 40 characters: letters, figures, blanks and a few marks, so that nobody looks like a page of ours; and not
    like the staff, an address, or another person's name in mixed letters. `is_staff`: may be called what it is."""
    against = "" if not NAME.fullmatch(name) else names.against(name, is_staff=is_staff)
    if not NAME.fullmatch(name):
        against = N_("A display name has 2 to 40 letters, figures or blanks.")
    if against:
        raise Unacceptable(against)
