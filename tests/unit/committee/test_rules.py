"""What each outcome needs, and when an answer is on time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from veche.committee import rules

LETTER = "We looked at the rooms, the hours and the costs, and heard the library. These are our reasons, in full."
ACTION = {
    "title": "Eight groups in two libraries",
    "body_id": 1,
    "indicator_id": None,
    "expected_result": "160 people finish",
    "next_report_on": date(2027, 3, 1),
}
NOW = datetime(2026, 12, 8, 9, tzinfo=UTC)


WORDS = "Not on Sundays, because it is closed."


def lacks(outcome: str, arguments: bool = False, opinion: bool = False, **fields: object) -> list[str]:
    given = {"letter": LETTER, "not_followed": WORDS, **fields}
    return rules.missing(outcome, given, arguments=arguments, opinion=opinion)


@pytest.mark.parametrize("outcome", ["accepted", "accepted_in_part"])
def test_an_acceptance_with_a_whole_new_action_lacks_nothing(outcome: str) -> None:
    assert lacks(outcome, **ACTION) == []


@pytest.mark.parametrize("outcome", ["accepted", "accepted_in_part"])
def test_an_acceptance_without_an_action_names_all_that_an_action_needs(outcome: str) -> None:
    assert lacks(outcome) == ["title", "body_id", "expected_result", "next_report_on"]


@pytest.mark.parametrize("name", ["title", "body_id", "expected_result", "next_report_on"])
def test_each_gap_of_the_new_action_is_named(name: str) -> None:
    assert lacks("accepted", **{**ACTION, name: None}) == [name]


def test_an_indicator_stands_for_the_expected_result() -> None:
    assert lacks("accepted", **{**ACTION, "expected_result": "", "indicator_id": 7}) == []


def test_an_existing_action_needs_no_description() -> None:
    assert lacks("accepted", action_id=3) == []


def test_declining_needs_what_would_change_the_decision() -> None:
    assert lacks("declined") == ["what_would_change"]
    assert lacks("declined", what_would_change="  ") == ["what_would_change"]
    assert lacks("declined", what_would_change="A count for one month") == []


def test_deferring_needs_a_date() -> None:
    assert lacks("deferred") == ["deferred_until"]
    assert lacks("deferred", deferred_until=NOW) == []


@pytest.mark.parametrize("outcome", rules.OUTCOMES)
@pytest.mark.parametrize("letter", ["", None, "Too short.", " " * 200, "a" * 20_001])
def test_every_outcome_needs_a_letter_of_80_to_20000_characters(outcome: str, letter: str | None) -> None:
    assert "letter" in lacks(outcome, letter=letter)


@pytest.mark.parametrize("outcome", rules.OUTCOMES)
def test_what_is_not_wholly_accepted_says_what_was_not_followed(outcome: str) -> None:
    needs = outcome in {"accepted_in_part", "declined"}
    for words in ("", None, "Too short."):
        assert ("not_followed" in lacks(outcome, not_followed=words)) is needs


@pytest.mark.parametrize("outcome", rules.OUTCOMES)
def test_a_letter_cites_where_there_is_something_to_cite(outcome: str) -> None:
    assert "cited" in lacks(outcome, arguments=True, cited=[])
    assert "cited" not in lacks(outcome, arguments=True, cited=[7])
    assert "cited" not in lacks(outcome, arguments=False)


@pytest.mark.parametrize("outcome", rules.OUTCOMES)
def test_an_opinion_of_the_youth_council_is_answered(outcome: str) -> None:
    assert "youth_reply" in lacks(outcome, opinion=True)
    assert "youth_reply" not in lacks(outcome, opinion=True, youth_reply=WORDS)
    assert "youth_reply" not in lacks(outcome)


def test_an_unknown_outcome_is_a_missing_outcome() -> None:
    assert lacks("postponed") == ["outcome"]


def test_a_promise_for_a_day_that_is_gone_counts_as_none() -> None:
    kept = rules.without_past({"deferred_until": date(2026, 12, 8), "next_report_on": date(2026, 12, 7)}, NOW)
    assert kept == {"deferred_until": None, "next_report_on": None}


def test_a_promise_for_a_day_ahead_stays() -> None:
    fields = {"deferred_until": date(2026, 12, 9), "next_report_on": date(2026, 12, 8)}
    assert rules.without_past(fields, NOW) == fields


def test_a_day_begins_by_the_clock_of_the_city() -> None:
    assert rules.as_moment(date(2026, 12, 9)) == datetime(2026, 12, 8, 21, tzinfo=UTC)
    assert rules.as_moment(NOW) is NOW
    assert rules.as_moment(None) is None


def test_the_whole_last_day_is_on_time_by_the_clock_of_the_city() -> None:
    due = datetime(2026, 12, 12, 10, tzinfo=UTC)
    assert rules.on_time(due, datetime(2026, 12, 12, 20, 59, tzinfo=UTC))
    assert not rules.on_time(due, datetime(2026, 12, 12, 21, 1, tzinfo=UTC))
    assert rules.days_late(due, due + timedelta(days=5)) == 5
    assert rules.days_late(due, due - timedelta(days=8)) == -8


def test_what_was_never_promised_is_not_late() -> None:
    assert rules.on_time(None, NOW)
