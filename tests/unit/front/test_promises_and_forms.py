"""Who owes what comes first, and which form an act has on the chain."""

from datetime import date

import pytest

from veche.front.rules import Owed, form_of, has_public_actor, owed


def test_the_longest_overdue_stands_first_whoever_owes_it() -> None:
    answers = [Owed("answer", date(2026, 12, 12), "a"), Owed("answer", date(2027, 1, 9), "b")]
    reports = [Owed("report", date(2026, 11, 24), "c"), Owed("report", date(2026, 12, 15), "d")]
    assert [promise.row for promise in owed(answers, reports, 4)] == ["c", "a", "d", "b"]


def test_no_more_promises_than_asked_for() -> None:
    answers = [Owed("answer", date(2026, 12, number), number) for number in range(1, 9)]
    assert [promise.row for promise in owed(answers, [], 3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("text.hidden", "m-stop"),
        ("text.restored", "m-done"),
        ("vote.opened", "j-3"),
        ("proposal.accepted_in_part", "j-4"),
        ("proposal.opened", "j-1"),
        ("action.started", "j-5"),
        ("thread.opened", "j-1"),
        ("role.given", "m-ring"),
        ("something.unknown", "m-ring"),
    ],
)
def test_an_act_keeps_its_form(verb: str, form: str) -> None:
    assert form_of(verb) == form


def test_the_last_supporter_of_a_proposal_is_not_named() -> None:
    assert not has_public_actor("vote.opened")
    assert has_public_actor("text.hidden")
