"""Numbers of people under ten are not told, and cannot be worked out from the others and the total."""

from itertools import product

import pytest

from veche.committee.cells import LEAST, told


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 12, "b": 30, "c": 10}, {"a": 12, "b": 30, "c": 10}),
        ({"a": 3, "b": 30, "c": 15}, {"a": None, "b": 30, "c": None}),
        ({"a": 3, "b": 4, "c": 15}, {"a": None, "b": None, "c": None}),
        ({"a": 5, "b": 6, "c": 15}, {"a": None, "b": None, "c": 15}),
        ({"a": 0, "b": 30, "c": 20}, {"a": None, "b": 30, "c": None}),
        ({"a": 0, "b": 0, "c": 40}, {"a": None, "b": None, "c": None}),
        ({"a": 9, "b": 10}, {"a": None, "b": None}),
        ({"a": 2}, {"a": None}),
        ({}, {}),
    ],
)
def test_small_cells_and_those_that_would_give_them_away_are_kept_back(counts: dict, shown: dict) -> None:
    assert told(counts) == shown


def test_whatever_the_counts_nothing_small_can_be_worked_out() -> None:
    for numbers in product((0, 1, 5, 9, 10, 11, 40), repeat=4):
        counts = dict(zip("abcd", numbers, strict=True))
        shown = told(counts)
        back = [name for name, count in shown.items() if count is None]
        assert all(count is None or count >= LEAST for count in shown.values())
        assert len(back) != 1, "one alone is the total less the others"
        assert len(back) in {0, 4} or sum(counts[name] for name in back) >= LEAST, "nor together a small group"
        assert all(shown[name] in {None, counts[name]} for name in counts), "what is told is true"
