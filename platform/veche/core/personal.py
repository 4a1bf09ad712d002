"""What the platform holds of a person: each feature says which tables, how it is shown to them, and how it goes.

A feature's `personal.py` declares its holdings; the export, the deletion, the retention jobs and the printed table of
what is kept how long are made of them, so that none of the four can forget what another knows.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from veche.core.languages import gettext, ngettext, speaking
from veche.core.policy import N_, Refusal

Rows = Iterable[dict[str, Any]]
Export = Callable[[Any], Rows]
Erase = Callable[[Session, Any], None]
Expire = Callable[[Session, datetime], int]


@dataclass(frozen=True)
class Holding:
    """One kind of data about people.

    name, kept: msgids, what it is and how long it is kept and why. tables: the tables it answers for. export: the
    person's own rows as JSON values. erase: what happens when the person leaves, inside the transaction; None when
    nothing in the rows tells who it was any more. expire: deletes at a moment what need not be kept longer, and answers
    how many rows it was. goes: a msgid, what leaving does to it; '' for what goes at once.
    terms: the terms in `kept` that the operator sets, in words.

    Leaving erases the holdings in the reverse order of their declaration, the account itself last: what is higher up
    refers to what is below it.
    """

    name: str
    tables: tuple[str, ...]
    kept: str
    export: Export | None = None
    erase: Erase | None = None
    expire: Expire | None = None
    goes: str = ""
    terms: Callable[[], dict[str, str]] = dict

    @property
    def how_long(self) -> str:
        """How long it is kept and why, in the reader's language, with the terms that are set here."""
        return gettext(self.kept, **self.terms())

    @property
    def on_leaving(self) -> str:
        """What leaving does to it, a msgid."""
        return self.goes or (N_("It goes at once.") if self.erase else N_("It stays; your name is not in it."))


def hours_or_days(hours: int) -> str:
    """A term in words: whole days as days."""
    if hours % 24 or hours <= 72:
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    return ngettext("%(num)s day", "%(num)s days", hours // 24)


holdings: dict[str, Holding] = {}


def hold_personal(key: str, holding: Holding) -> None:
    """Declare a holding under a short key ("posts"), which names it in the export."""
    if key in holdings:
        raise ValueError(f"two holdings named {key}")
    holdings[key] = holding


@dataclass(frozen=True)
class OpenMatter:
    """What still counts when a person leaves, so that they decide: it stays counted without them, or is taken back.

    name: a msgid. found: the texts it is about, with `title` and `language`. take_back: inside the transaction, before
    anything is erased. until: when it is decided what counts for one of these texts; a human who had something counted
    there is not counted by another account before.
    """

    name: str
    found: Callable[[Any], Sequence[Any]]
    take_back: Callable[[Session, Any], None]
    until: Callable[[Any], datetime]


open_matters: dict[str, OpenMatter] = {}

# What a person has to hand over before they may leave, each with its reason in words.
Hindrance = Callable[[Session, Any], Iterable[Refusal]]
hindrances: list[Hindrance] = []


def hinders_leaving(function: Hindrance) -> Hindrance:
    """Register what keeps a person from leaving until it is handed over."""
    hindrances.append(function)
    return function


def without_name(text: str, person: Any, language: str) -> str:
    """What others wrote about the person: where the name or the address stood as a word of its own, in whatever
    letters, stands a former participant."""
    words = "|".join(re.escape(word) for word in (person.display_name, person.email) if word)
    if not words:
        return text
    with speaking(language):
        former = gettext("a former participant")
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda _found: former, text, flags=re.IGNORECASE)


def plain(row: Any, *names: str) -> dict[str, Any]:
    """These attributes of a row as JSON values; moments and days in ISO 8601, numbers with a fraction as words."""
    return {name.rpartition(".")[2]: _plain(_reached(row, name)) for name in names}


def _reached(row: Any, name: str) -> Any:
    for part in name.split("."):
        row = getattr(row, part, None)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
