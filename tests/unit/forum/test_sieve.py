"""What a reader may ask of the list of threads."""

import pytest

from veche.forum.queries import Sieve


def test_nothing_asked_is_the_whole_list() -> None:
    assert Sieve.of({}) == Sieve()
    assert Sieve().query == {}


def test_a_question_returns_as_the_same_address() -> None:
    asked = {"kind": "need", "area": "2.4.5", "written": "be", "order": "voices", "mine": "1"}
    assert Sieve.of(asked).query == asked


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "riot"},
        {"area": "2.4.5' or 1=1"},
        {"area": "%"},
        {"area": "1.2.3.4"},
        {"written": "xx"},
        {"order": "id"},
        {"mine": "yes"},
    ],
)
def test_nonsense_is_as_if_it_had_not_been_asked(asked: dict[str, str]) -> None:
    assert Sieve.of(asked) == Sieve()
