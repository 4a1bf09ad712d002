"""What an indicator must say: values in, values out."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SOURCES = ("official", "survey", "expert")


@dataclass(frozen=True)
class IndicatorText:
    """One entry of the file of indicators."""

    code: str
    feature: str
    source: str
    wording: Mapping[str, str]


def parse_indicators(content: bytes) -> list[IndicatorText]:
    """The indicators of a TOML file. Raises ValueError that names the entry that is wrong."""
    found = [_indicator(row) for row in tomllib.loads(content.decode())["indicator"]]
    if len({one.code for one in found}) != len(found):
        raise ValueError("an indicator's code is there twice")
    return found


def _indicator(row: Mapping[str, Any]) -> IndicatorText:
    lacking = [key for key in ("code", "feature", "source", "ru", "be", "en") if not row.get(key)]
    if lacking or row["source"] not in SOURCES:
        raise ValueError(f"indicator {row.get('code')!r}: {', '.join(lacking) or 'unknown source'}")
    words = {language: row[language] for language in ("ru", "be", "en")}
    return IndicatorText(row["code"], row["feature"], row["source"], words)
