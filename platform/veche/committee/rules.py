"""What an answer needs, and whether it came on time: values in, values out.

An answer that accepts names an action with its body, its expected result and the date of its first report; without
them it is no answer. A day belongs to its deadline: an answer on the last day, by the city's calendar, is on time.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from veche.core.clock import CITY_ZONE
from veche.tracking.rules import Incomplete, missing_at_start

__all__ = ["Incomplete", "as_moment", "days_late", "missing", "on_time", "without_past"]

OUTCOMES = ("accepted", "accepted_in_part", "declined", "deferred")
ACCEPTING = frozenset({"accepted", "accepted_in_part"})
STATE_AFTER = {"accepted": "accepted", "accepted_in_part": "accepted", "declined": "declined", "deferred": "deferred"}
SHORTEST_LETTER = 80
LONGEST_LETTER = 20_000
MOST_CITED = 30


def missing(outcome: str, fields: Mapping[str, Any]) -> list[str]:
    """The names of the fields that this outcome needs and the answer lacks, in the order of the form.

    An action that exists already needs no description; a new one needs what every action needs.
    """
    if outcome not in OUTCOMES:
        return ["outcome"]
    letter = (fields.get("letter") or "").strip()
    lacking = [] if SHORTEST_LETTER <= len(letter) <= LONGEST_LETTER else ["letter"]
    if outcome == "declined" and not (fields.get("what_would_change") or "").strip():
        lacking.append("what_would_change")
    if outcome == "deferred" and not fields.get("deferred_until"):
        lacking.append("deferred_until")
    if outcome in ACCEPTING and not fields.get("action_id"):
        lacking += _missing_in_action(fields)
    return lacking


def _missing_in_action(fields: Mapping[str, Any]) -> list[str]:
    return missing_at_start(
        title=fields.get("title") or "",
        body_id=fields.get("body_id"),
        indicator_id=fields.get("indicator_id"),
        expected_result=fields.get("expected_result") or "",
        next_report_on=fields.get("next_report_on"),
    )


def without_past(fields: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The fields, where a promise for a day that is gone counts as none."""
    kept = dict(fields)
    until, report = as_moment(kept.get("deferred_until")), kept.get("next_report_on")
    if until and until <= now:
        kept["deferred_until"] = None
    if report and report < now.astimezone(CITY_ZONE).date():
        kept["next_report_on"] = None
    return kept


class Unreadable(ValueError):
    """What was typed names no argument; `word` is the first such part."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


_NUMBER = re.compile(r"(?:[§№#]|\S*(?:/arguments/|#argument-))?(\d{1,9})", re.ASCII)


def argument_numbers(typed: str) -> list[int]:
    """The numbers of arguments in «17, § 23, https://…/arguments/42», each once. Raises Unreadable."""
    numbers: list[int] = []
    for word in re.sub(r"([§№#])\s+", r"\1", typed).replace(",", " ").replace(";", " ").split():
        found = _NUMBER.fullmatch(word.rstrip("."))
        if not found:
            raise Unreadable(word)
        numbers.append(int(found[1]))
    return list(dict.fromkeys(numbers))


def days_late(due: datetime, moment: datetime) -> int:
    """Calendar days of the city from the deadline to the moment: 0 on the day itself, negative before it."""
    return (moment.astimezone(CITY_ZONE).date() - due.astimezone(CITY_ZONE).date()).days


def is_back(proposal: Any, now: datetime) -> bool:
    """Whether a deferral is over, by its date and not by a worker."""
    until = proposal.deferred_until
    return bool(proposal.state == "deferred" and until is not None and until <= now)


def on_time(due: datetime | None, moment: datetime) -> bool:
    """Whether the moment keeps the deadline; where nothing was promised, nothing is late."""
    return due is None or days_late(due, moment) <= 0


def as_moment(day: date | datetime | None) -> datetime | None:
    """The beginning of a day in the city; a moment stays what it is."""
    if day is None or isinstance(day, datetime):
        return day
    return datetime.combine(day, time(), CITY_ZONE)
