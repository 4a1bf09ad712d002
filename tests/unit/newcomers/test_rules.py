"""Whose texts wait, how limits stand, and when they fall away."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from veche.newcomers import rules

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@dataclass
class Someone:
    passed: int = 0
    is_resident: bool = False
    roles: frozenset[str] = field(default_factory=frozenset)
    confirmed_at: datetime | None = NOW - timedelta(days=30)


@pytest.mark.parametrize(
    ("person", "looks", "waits"),
    [
        (Someone(), 2, True),
        (Someone(passed=1), 2, True),
        (Someone(passed=2), 2, False),
        (Someone(is_resident=True), 2, True),
        (Someone(is_resident=True, passed=1), 2, False),
        (Someone(roles=frozenset({"moderator"})), 2, False),
        (Someone(), 0, False),
        (Someone(is_resident=True), 0, False),
    ],
)
def test_whose_texts_wait(person: Someone, looks: int, waits: bool) -> None:
    assert rules.waits(person, looks) is waits


@pytest.mark.parametrize(
    ("person", "is_newcomer"),
    [
        (Someone(), True),
        (Someone(passed=2), False),
        (Someone(passed=2, confirmed_at=NOW - timedelta(days=6)), True),
        (Someone(passed=2, confirmed_at=NOW - timedelta(days=7)), False),
        (Someone(passed=2, confirmed_at=None), True),
        (Someone(passed=100, confirmed_at=NOW), False),
        (Someone(confirmed_at=NOW, roles=frozenset({"desk"})), False),
    ],
)
def test_who_is_a_newcomer(person: Someone, is_newcomer: bool) -> None:
    assert rules.is_newcomer(person, 2, 7, NOW) is is_newcomer


def test_the_next_one_is_free_when_the_oldest_counted_leaves_the_window() -> None:
    hours = [NOW - timedelta(hours=ago) for ago in (30, 20, 10, 1)]
    full = rules.limit("thread", 3, hours, NOW, rules.DAY)
    assert (full.used, full.left, full.again) == (3, 0, NOW + timedelta(hours=4))
    near = rules.limit("thread", 4, hours, NOW, rules.DAY)
    assert (near.used, near.left, near.again, near.is_near) == (3, 1, None, True)
    assert not rules.limit("thread", 4, [], NOW, rules.DAY).is_near
    lowered = rules.limit("thread", 2, hours, NOW, rules.DAY)
    assert lowered.again == NOW + timedelta(hours=14), "until only one is left in the window"


@pytest.mark.parametrize("text", ["thread", "thread:0", "thread:x", "talk:3", "thread:-1"])
def test_a_setting_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected kind:number"):
        rules.daily(text)


def test_a_setting_changes_what_it_names() -> None:
    assert rules.daily("thread:7, post:20") == {**rules.DAILY, "thread": 7, "post": 20}
    assert rules.daily(rules.described(rules.DAILY)) == rules.DAILY


def test_the_first_text_goes_without_links() -> None:
    assert [rules.links_allowed(Someone(passed=passed), 2) for passed in (0, 1)] == [0, 2]
