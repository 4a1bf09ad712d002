"""Numbers typed, words missing, terms: values in, values out."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.core import clock
from veche.merging import rules
from veche.proposals.rules import may_move

DAY = timedelta(days=1)


def a_merge(source: bool = False, target: bool = False, **values: Any) -> Any:
    moment = clock.now()
    given = {"source_agreed_at": moment if source else None, "target_agreed_at": moment if target else None}
    return SimpleNamespace(**given, **values)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("17", 17),
        (" №17 ", 17),
        ("# 17", 17),
        ("https://veche.example/ru/proposals/17", 17),
        ("/en/proposals/17?from=3#support", 17),
        ("http://veche.example/be/proposals/17/versions", 17),
        ("", None),
        ("seventeen", None),
        ("17 and 18", None),
        ("/threads/17", None),
        ("1234567890", None),
        ("/proposals/1234567890", None),
    ],
)
def test_the_other_proposal_is_found_by_its_number_or_address(typed: str, number: int | None) -> None:
    assert rules.number_in(typed) == number


def test_the_sides_whose_word_is_missing() -> None:
    assert rules.missing(a_merge()) == ["source", "target"]
    assert rules.missing(a_merge(source=True)) == ["target"]
    assert rules.missing(a_merge(source=True, target=True)) == []


def test_who_writes_which_side() -> None:
    pair = rules.Pair(SimpleNamespace(writer_ids={1, 2}), SimpleNamespace(writer_ids={2, 3}))
    assert rules.written_by(1, pair) == ["source"]
    assert rules.written_by(2, pair) == ["source", "target"]
    assert rules.written_by(3, pair) == ["target"]
    assert rules.is_writer(3, pair)
    assert not rules.is_writer(4, pair)
    assert not rules.is_writer(None, pair)


def test_a_moderator_waits_for_the_whole_term_of_silence() -> None:
    now = clock.now()
    merge = a_merge(state="proposed", silent_until=now)
    assert not rules.is_silent(merge, now - DAY / 1000)
    assert rules.is_silent(merge, now)
    assert not rules.is_silent(a_merge(state="declined", silent_until=now), now + DAY)


def test_the_term_to_choose_and_undo_ends_on_its_moment() -> None:
    now = clock.now()
    merge = a_merge(state="done", undo_until=now)
    assert rules.in_term(merge, now - DAY / 1000)
    assert not rules.in_term(merge, now)
    assert not rules.in_term(a_merge(state="undone", undo_until=now + DAY), now)
    assert not rules.in_term(a_merge(state="proposed", undo_until=None), now)


def test_a_begun_day_of_the_term_for_support_is_kept_whole() -> None:
    now = clock.now()
    assert rules.days_left(now + 30 * DAY, now) == 30
    assert rules.days_left(now + 29.2 * DAY, now) == 30
    assert rules.days_left(now + DAY / 24, now) == 1
    assert rules.days_left(None, now) == 1


def test_only_an_open_proposal_is_merged_and_only_a_merged_one_comes_back() -> None:
    assert may_move("open", "merged")
    assert may_move("merged", "open")
    assert not any(may_move(state, "merged") for state in ("draft", "voting", "review", "dormant", "withdrawn"))
    assert not may_move("merged", "voting")
