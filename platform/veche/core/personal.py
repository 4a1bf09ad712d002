"""What the platform holds of a person: each feature says which tables, how it is shown to them, and how it goes.

A feature's `personal.py` declares its holdings; the export, the deletion, the retention jobs and the printed table of
what is kept how long are made of them, so that none of the four can forget what another knows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

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
    how many rows it was.
    """

    name: str
    tables: tuple[str, ...]
    kept: str
    export: Export | None = None
    erase: Erase | None = None
    expire: Expire | None = None


holdings: dict[str, Holding] = {}


def hold_personal(key: str, holding: Holding) -> None:
    """Declare a holding under a short key ("posts"), which names it in the export."""
    if key in holdings:
        raise ValueError(f"two holdings named {key}")
    holdings[key] = holding
