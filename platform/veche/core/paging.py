"""Keyset paging: a page begins after a key, never at an offset, so the thousandth page costs what the first does."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from json import dumps, loads
from math import isfinite
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the cursor after which the next page begins (None on the last page)."""

    rows: Sequence[Row]
    after: str | None


def keyset(rows: Select[Any], keys: Sequence[Any], cursor: str | None, descending: bool = False) -> Select[Any]:
    """Order the rows by the keys (the last one unique) and begin after the cursor; a damaged cursor means the start."""
    ordered = rows.order_by(*(key.desc() if descending else key.asc() for key in keys))
    values = _decode(cursor, [key.type.python_type for key in keys])
    if values is None:
        return ordered
    here = tuple_(*keys)
    return ordered.where(here < values if descending else here > values)


def cut(rows: Sequence[Row], size: int, key: Callable[[Row], Sequence[Any]]) -> Page[Row]:
    """A page out of rows fetched with limit `size + 1`."""
    if len(rows) <= size:
        return Page(rows, None)
    return Page(rows[:size], _encode(key(rows[size - 1])))


def _encode(values: Sequence[Any]) -> str:
    plain = [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    return urlsafe_b64encode(dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def _decode(cursor: str | None, types: Sequence[type]) -> tuple[Any, ...] | None:
    if not cursor or len(cursor) > 400:
        return None
    try:
        plain = loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = tuple(_value(item) for item in plain)
    except (ValueError, TypeError, KeyError, OverflowError):
        return None
    fits = len(values) == len(types) and all(isinstance(value, kind) for value, kind in zip(values, types, strict=True))
    return values if fits else None


def _value(item: Any) -> Any:
    if isinstance(item, dict):
        return datetime.fromisoformat(item["at"]).astimezone(UTC)
    if isinstance(item, bool) or not isinstance(item, int | float | str):
        raise ValueError("not a key")
    if isinstance(item, float) and not isfinite(item):
        raise ValueError("no such number")
    if isinstance(item, int) and abs(item) > 2**62:
        raise ValueError("no such number")
    if isinstance(item, str) and "\x00" in item:
        raise ValueError("no such text")
    return item
