"""How sure one may be that an argument helps: the pure rule by which columns are ordered."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veche.proposals.confidence import Z, lower_bound

NUMBERS = st.integers(0, 5000)


@pytest.mark.parametrize(
    ("helpful", "readers", "expected"),
    # Newcombe's worked example of the method (Statistics in Medicine 17, 1998, table I): 81 of 263 and 15 of 148.
    [(81, 263, 0.2553), (15, 148, 0.0624), (1, 29, 0.0061)],
)
def test_the_bound_is_the_one_of_the_literature(helpful: int, readers: int, expected: float) -> None:
    assert lower_bound(helpful, readers) == pytest.approx(expected, abs=1e-4)


def test_nobody_finds_it_helpful_is_nothing_however_many_read_it() -> None:
    assert lower_bound(0, 0) == lower_bound(0, 1) == lower_bound(0, 1000) == 0.0


def test_two_of_two_weigh_less_than_twenty_of_twenty_five() -> None:
    assert lower_bound(2, 2) < lower_bound(20, 25)


def test_an_early_argument_does_not_win_by_age() -> None:
    early, late = lower_bound(30, 100), lower_bound(12, 15)
    assert late > early, "fewer marks, but of nearly all who had it before them"


@given(NUMBERS, NUMBERS)
def test_it_never_promises_more_than_the_share_itself(helpful: int, readers: int) -> None:
    share = helpful / max(helpful, readers, 1)
    assert 0.0 <= lower_bound(helpful, readers) <= share


@given(st.integers(1, 500), NUMBERS)
def test_another_mark_lifts_and_another_silent_reader_sinks(helpful: int, more: int) -> None:
    readers = helpful + more
    assert lower_bound(helpful + 1, readers + 1) > lower_bound(helpful, readers)
    assert lower_bound(helpful, readers + 1) < lower_bound(helpful, readers)


def test_readers_never_fall_below_the_marks() -> None:
    assert lower_bound(3, 0) == lower_bound(3, 3)


@pytest.mark.parametrize("readers", [10, 40, 200])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_true_share_lies_below_the_bound_in_about_one_case_of_forty(readers: int, share: float) -> None:
    """The bound is the lower end of an interval of 95 %, so it may be too high in some 2.5 % of cases."""
    missed = sum(
        comb(readers, marks) * share**marks * (1 - share) ** (readers - marks)
        for marks in range(readers + 1)
        if lower_bound(marks, readers) > share
    )
    assert missed < 0.08
    assert pytest.approx(1.96) == Z
