"""What an indicator must say: values in, values out."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
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


# What is typed about indicators and their values

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
LARGEST_SAMPLE = 10_000_000


def missing_in_value(
    source: str, *, on: date | None, today: date, evidence: str, sample: int | None, method: str, reviewer: str
) -> list[str]:
    """What a value lacks: a day that is not ahead, evidence; of a survey its sample and method, of a review by experts
    who reviewed and what they said (kept in `method`)."""
    needed = {"on": on is not None and EARLIEST <= on <= today, "evidence": bool(evidence.strip())}
    if source == "survey":
        needed["sample"] = bool(sample and 0 < sample <= LARGEST_SAMPLE)
    if source == "expert":
        needed["reviewer"] = bool(reviewer.strip())
    if source in {"survey", "expert"}:
        needed["method"] = bool(method.strip())
    return [name for name, there in needed.items() if not there]


def next_code(codes: Iterable[str], beginning: str, width: int = 1) -> str:
    """The code after the last one that begins so: C-01, C-02 …; numbers of retired ones are not used again."""
    numbers = [int(code.removeprefix(beginning)) for code in codes if code.removeprefix(beginning).isdecimal()]
    return f"{beginning}{max(numbers, default=0) + 1:0{width}}"
