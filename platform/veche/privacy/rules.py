"""Ages that only go up, and which changes a person makes to their own data. Values in, values out."""

from veche.accounts.rules import BANDS, GROWN_UP

_ORDER = (*BANDS, GROWN_UP)


def later_bands(band: str | None) -> tuple[str, ...]:
    """The bands somebody of this one may say: their own, and older ones; nobody becomes younger."""
    return _ORDER[_ORDER.index(band) :] if band in _ORDER else _ORDER


def size_in_words(size: int) -> str:
    """«12 KB» or «3.4 MB», for a file's link."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} KB"
