"""Who keeps failing waits longer and longer; what others fail at stops no owner."""

from datetime import UTC, datetime, timedelta

import pytest

from veche.sessions.rules import ALARM, LONGEST_PAUSE, PER_SOURCE, Limits, Tries, is_over, wait_until

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=minute) for minute in minutes]


@pytest.mark.parametrize(
    ("failed", "last", "minutes"),
    [
        (0, 0, None),
        (4, 0, None),
        (5, 0, 1),
        (5, 1, None),
        (6, 0, 2),
        (7, 0, 4),
        (8, 0, 8),
        (8, 3, 5),
        (9, 0, 15),
        (30, 0, 15),
        (30, 15, None),
    ],
)
def test_after_five_failures_the_pauses_double_up_to_a_quarter_of_an_hour(
    failed: int, last: int, minutes: int | None
) -> None:
    until = wait_until(Tries(pair=ago(*[last] * failed), account=failed), NOW)
    assert until == (None if minutes is None else NOW + timedelta(minutes=minutes))


def test_an_attack_by_others_never_stops_a_browser_that_the_owner_has_used() -> None:
    assert wait_until(Tries(account=10_000, source=ago(*[1] * 500), known=True), NOW) is None
    assert wait_until(Tries(pair=ago(1, 1, 1, 1), account=10_000, known=True), NOW) is None


def test_under_attack_every_other_source_has_its_first_try_and_then_one_each_quarter_of_an_hour() -> None:
    assert wait_until(Tries(account=10_000), NOW) is None
    assert wait_until(Tries(pair=ago(0), account=ALARM), NOW) == NOW + LONGEST_PAUSE
    assert wait_until(Tries(pair=ago(15), account=10_000), NOW) is None
    assert wait_until(Tries(pair=ago(0), account=ALARM - 1), NOW) is None


def test_a_source_tries_at_most_fifty_times_an_hour_over_all_accounts() -> None:
    minutes = [50 - number / 10 for number in range(PER_SOURCE)]
    assert wait_until(Tries(source=ago(*minutes)), NOW) == NOW + timedelta(minutes=10)
    assert wait_until(Tries(source=ago(*minutes[1:])), NOW) is None


def test_of_two_reasons_to_wait_the_longer_counts() -> None:
    tries = Tries(pair=ago(*[0] * 5), account=5, source=ago(*[20] * PER_SOURCE))
    assert wait_until(tries, NOW) == NOW + timedelta(minutes=40)


@pytest.mark.parametrize(
    ("began", "seen", "over"),
    [(0, 0, False), (7, 7, False), (8, 8, True), (11, 1, False), (12, 0, True), (30, 0, True)],
)
def test_a_session_ends_unused_or_old(began: int, seen: int, over: bool) -> None:
    limits = Limits(idle=timedelta(hours=8), absolute=timedelta(hours=12))
    assert is_over(limits, NOW - timedelta(hours=began), NOW - timedelta(hours=seen), NOW) is over
