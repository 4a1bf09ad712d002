"""The policy kernel answers one reason or none."""

import pytest

from veche.core.policy import Refusal, Refused, act, acts, may, refusal, require


@pytest.fixture
def only_even() -> str:
    @act("test.even")
    def even(_actor: object, number: int) -> Refusal | None:
        return None if number % 2 == 0 else Refusal("odd")

    yield "test.even"
    del acts["test.even"]


def test_a_refusal_carries_its_reason(only_even: str) -> None:
    assert may(None, only_even, 2)
    assert refusal(None, only_even, 3) == Refusal("odd")
    with pytest.raises(Refused, match="odd"):
        require(None, only_even, 3)


def test_an_act_has_one_policy(only_even: str) -> None:
    with pytest.raises(ValueError, match="two policies"):
        act(only_even)(lambda _actor, _subject: None)
