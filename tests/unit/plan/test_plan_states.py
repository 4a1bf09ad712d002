"""Which form stands for an action area."""

import pytest

from veche.plan.states import ANSWER, GATHERS, QUIET, RESULT, TALKED, VOTE, WORK, State, state


@pytest.mark.parametrize(
    ("texts", "actions", "now", "work", "expected"),
    [
        (0, 0, None, None, QUIET),
        (1, 0, None, None, TALKED),
        (0, 1, None, None, TALKED),
        (1, 0, "support", None, GATHERS),
        (1, 1, "support", "work", WORK),
        (1, 1, "support", "done", RESULT),
        (1, 1, None, "work", WORK),
        (1, 1, None, "done", RESULT),
        (1, 1, "vote", "done", VOTE),
        (1, 0, "vote", None, VOTE),
        (1, 1, "answer", "work", ANSWER),
        (1, 0, "something new", None, TALKED),
    ],
)
def test_what_matters_most_is_shown(texts: int, actions: int, now: str | None, work: str | None, expected: State):
    assert state(texts, actions, now, work) is expected
