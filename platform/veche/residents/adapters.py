"""Ways to show that one lives in the city: replaceable, and apart from the public pseudonym.

A way is an object with this small interface, registered under its name; VECHE_VERIFY_BY says which are open here. The
rest of the product knows that somebody is a verified resident, and nothing of how.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session

from veche.core.settings import declare, setting
from veche.residents import rules
from veche.residents.keys import Identity

NAMES = ("desk", "oidc", "sms")


def _ways(text: str) -> str:
    return ",".join(rules.ways(text, NAMES))


declare("VERIFY_BY", "desk", "Ways to become a verified resident, in this order: desk, oidc, sms.", _ways)


class Unproved(Exception):
    """The way did not show who it is; the text says why (an English msgid)."""

    def __init__(self, why: str, field: str = "", **values: Any) -> None:
        super().__init__(why)
        self.why, self.field, self.values = why, field, values


class TooMany(Unproved):
    """So many tries that one has to wait."""


@dataclass(frozen=True)
class Begun:
    """What a way has to remember until it ends, for how long, and whose identifier is claimed.

    allow: raises Unproved when that is too often, inside the transaction that remembers it, so that of many at once
    each is counted. send: what goes out to the person once it is remembered; when it raises Unproved, it is forgotten.
    """

    kept: dict[str, Any]
    lasts: timedelta
    identity: Identity | None = None
    allow: Callable[[Session], None] = field(default=lambda _session: None)
    send: Callable[[], None] = field(default=lambda: None)


@dataclass(frozen=True)
class Proof:
    """What a way found out: whose it is, as a keyed hash, or nothing but that somebody lives here.

    take: uses up what proved it, inside the transaction of the verification; raises Unproved when another was faster.
    """

    identity: Identity | None = None
    desk_id: int | None = None
    take: Callable[[Session], None] = field(default=lambda _session: None)


class Way(Protocol):
    """An adapter. title, about, kept: msgids, what it is called, what it asks, and what is stored of it.

    tries_again: whether a last step that failed can be repeated; otherwise the attempt is over.
    """

    name: str
    tries_again: bool
    title: str
    about: str
    kept: str

    def is_ready(self) -> bool:
        """Whether all that it needs is configured."""

    def begin(self, person: Any, typed: Mapping[str, str]) -> Begun:
        """The first step, outside any transaction. Raises Unproved."""

    def finish(self, person: Any, attempt: Any, typed: Mapping[str, str]) -> Proof:
        """The last step, outside any transaction. Raises Unproved."""


_ways_by_name: dict[str, Way] = {}


def register(way: Way) -> Way:
    """Make a way known by its name."""
    _ways_by_name[way.name] = way
    return way


def open_ways() -> list[Way]:
    """The ways open here, in the configured order; one that is not configured to the end is left out."""
    chosen = [_ways_by_name[name] for name in setting("VERIFY_BY").split(",") if name in _ways_by_name]
    return [way for way in chosen if way.is_ready()]


def open_way(name: str) -> Way | None:
    """The way of this name, when it is open here."""
    return next((way for way in open_ways() if way.name == name), None)
