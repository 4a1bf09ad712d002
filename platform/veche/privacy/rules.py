"""Ages that only go up, and which changes a person makes to their own data. Values in, values out."""

from datetime import datetime, timedelta
from typing import Any

from veche.accounts.rules import BANDS, GROWN_UP

TWO_YEARS = timedelta(days=731)  # as long as one is 14 or 15
_ORDER = (*BANDS, GROWN_UP)


def later_bands(band: str | None) -> tuple[str, ...]:
    """The bands somebody of this one may say: their own, and older ones; nobody becomes younger."""
    return _ORDER[_ORDER.index(band) :] if band in _ORDER else _ORDER


def too_soon(person: Any, now: datetime) -> bool:
    """Whether somebody who was under 16 at sign-up, and whose guardian consents no longer, may still be under 16: the
    withdrawal would mean nothing if another age could just be said."""
    return bool(person.representative_withdrew_at) and now - person.joined_at < TWO_YEARS


def size_in_words(size: int) -> str:
    """«12 KB» or «3.4 MB», for a file's link."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} KB"
