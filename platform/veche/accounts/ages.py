"""Ages: which bands an installation offers, what they are called, who counts as young. The stored codes stay."""

from typing import Any

from veche.accounts import rules
from veche.core.languages import ngettext
from veche.core.settings import declare, setting


def _between(least: int, most: int) -> Any:
    def parse(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(f"expected {least} to {most}")
        return number

    return parse


declare(
    "YOUTH_MIN_AGE",
    14,
    "From which age one may have an account (14 to 18); up to 15 a representative consents.",
    _between(14, 18),
)
declare("YOUTH_MAX_AGE", 31, "Up to which age one counts as young (18 to 45).", _between(18, 45))


def least() -> int:
    """From which age one may have an account here."""
    age: int = setting("YOUTH_MIN_AGE")
    return age


def most() -> int:
    """Up to which age one counts as young here."""
    age: int = setting("YOUTH_MAX_AGE")
    return age


def bands() -> dict[str, tuple[int, int]]:
    """The bands of young people that are offered here: the stored code and the ages that it stands for."""
    return rules.youth_bands(least(), most())


def label(code: str) -> str:
    """What a band is called here, in the page's language."""
    if code == rules.TOO_YOUNG:
        return ngettext("under %(num)s year", "under %(num)s years", least())
    if code == rules.GROWN_UP:
        return ngettext("over %(num)s year", "over %(num)s years", most())
    low, high = rules.youth_bands(least(), most()).get(code) or rules.BANDS[code]
    if low == high:
        return ngettext("%(num)s year old", "%(num)s years old", low)
    return ngettext("%(low)s to %(num)s year", "%(low)s to %(num)s years", high, low=low)


def choices() -> list[tuple[str, str]]:
    """What one may choose from at sign-up; who is too young is told so in words."""
    return [(code, label(code)) for code in (rules.TOO_YOUNG, *bands(), rules.GROWN_UP)]


def in_years() -> str:
    """Whom the youth council speaks for: «14 to 31 years»."""
    return ngettext("%(low)s to %(num)s year", "%(low)s to %(num)s years", most(), low=least())
