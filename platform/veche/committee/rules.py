"""What an answer needs, who may give it, and whether it came on time: values in, values out.

An answer that accepts names an action with its body, its expected result and the date of its first report; without
them it is no answer. A day belongs to its deadline: an answer on the last day, by the city's calendar, is on time.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from veche.core.clock import CITY_ZONE
from veche.core.incomplete import Incomplete
from veche.tracking.rules import missing_at_start

__all__ = ["Incomplete", "as_moment", "days_late", "missing", "on_time", "without_past"]

OUTCOMES = ("accepted", "accepted_in_part", "declined", "deferred")
ACCEPTING = frozenset({"accepted", "accepted_in_part"})
NOT_WHOLLY = frozenset({"accepted_in_part", "declined"})
STATE_AFTER = {"accepted": "accepted", "accepted_in_part": "accepted", "declined": "declined", "deferred": "deferred"}
SHORTEST_LETTER = 80
LONGEST_LETTER = 20_000
SHORTEST_PART = 20  # what was not followed, the answer to the youth council
SHORTEST_REASON, LONGEST_REASON = 20, 2_000  # of a position, of an interest
SHORTEST_TAKING_UP = 40
MOST_CITED = 30


def missing(outcome: str, fields: Mapping[str, Any], *, arguments: bool, opinion: bool) -> list[str]:
    """The names of the fields that this outcome needs and the letter lacks, in the order of the form.

    arguments: whether the proposal has any that everybody can read. opinion: whether the youth council gave one. An
    action that exists already needs no description; a new one needs what every action needs.
    """
    if outcome not in OUTCOMES:
        return ["outcome"]
    needs = {
        "letter": not SHORTEST_LETTER <= _length(fields, "letter") <= LONGEST_LETTER,
        "cited": arguments and not fields.get("cited"),
        "not_followed": outcome in NOT_WHOLLY and _length(fields, "not_followed") < SHORTEST_PART,
        "youth_reply": opinion and _length(fields, "youth_reply") < SHORTEST_PART,
        "what_would_change": outcome == "declined" and not _length(fields, "what_would_change"),
        "deferred_until": outcome == "deferred" and not fields.get("deferred_until"),
    }
    lacking = [name for name, is_missing in needs.items() if is_missing]
    if outcome in ACCEPTING and not fields.get("action_id"):
        lacking += _missing_in_action(fields)
    return lacking


def _length(fields: Mapping[str, Any], name: str) -> int:
    return len((fields.get(name) or "").strip())


def group(outcome: str) -> str:
    """Accepting wholly and in part is one answer in two measures."""
    return "accepting" if outcome in ACCEPTING else outcome


@dataclass(frozen=True)
class Standing:
    """How the committee stands to one proposal in this round: by their numbers, who is in office, who has an interest,
    and which stance each of those who spoke takes."""

    members: frozenset[int]
    concerned: frozenset[int] = frozenset()
    spoken: Mapping[int, str] = field(default_factory=dict)

    @property
    def eligible(self) -> frozenset[int]:
        return self.members - self.concerned

    @property
    def stances(self) -> dict[int, str]:
        """Only of those who are in office and have no interest: the others count for nothing."""
        return {person: stance for person, stance in self.spoken.items() if person in self.eligible}

    @property
    def needed(self) -> int:
        return quorum(len(self.members), len(self.eligible))

    @property
    def is_quorate(self) -> bool:
        return len(self.stances) >= self.needed

    @property
    def groups(self) -> dict[str, int]:
        return dict(Counter(group(stance) for stance in self.stances.values()))

    def outweighs(self, outcome: str) -> str | None:
        """The kind of answer that more members want than this outcome's; None when there is none."""
        counts = self.groups
        most = max(counts, key=lambda name: counts[name], default=None)
        return most if most and counts[most] > counts.get(group(outcome), 0) else None


def quorum(members: int, eligible: int) -> int:
    """Half of the members in office, rounded up; where interests leave fewer, all who are left, and one at least."""
    return max(1, min((members + 1) // 2, eligible))


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
