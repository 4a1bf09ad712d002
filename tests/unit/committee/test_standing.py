"""The quorum, and which answer more members want: values in, values out."""

import pytest

from veche.committee.rules import Standing, quorum


@pytest.mark.parametrize(
    ("members", "eligible", "needed"),
    [(9, 9, 5), (9, 8, 5), (8, 8, 4), (2, 2, 1), (3, 3, 2), (1, 1, 1), (9, 4, 4), (9, 1, 1), (9, 0, 1), (0, 0, 1)],
)
def test_half_of_the_members_rounded_up_or_all_whom_interests_leave(members: int, eligible: int, needed: int) -> None:
    assert quorum(members, eligible) == needed


def a_standing(members: int, concerned: tuple[int, ...] = (), **spoken: str) -> Standing:
    """spoken: m1="accepted" is what member 1 says."""
    stances = {int(name[1:]): stance for name, stance in spoken.items()}
    return Standing(frozenset(range(1, members + 1)), frozenset(concerned), stances)


def test_only_members_in_office_without_an_interest_count() -> None:
    stand = a_standing(3, (2,), m1="accepted", m2="accepted", m9="accepted")
    assert stand.stances == {1: "accepted"}
    assert (stand.needed, stand.is_quorate) == (2, False)


def test_nobody_eligible_is_never_a_quorum() -> None:
    assert not a_standing(2, (1, 2), m1="declined", m2="declined").is_quorate
    assert not a_standing(0).is_quorate


@pytest.mark.parametrize(
    ("outcome", "stronger"),
    [("accepted", None), ("accepted_in_part", None), ("declined", "accepting"), ("deferred", "accepting")],
)
def test_wholly_and_in_part_are_one_answer(outcome: str, stronger: str | None) -> None:
    stand = a_standing(9, m1="accepted", m2="accepted_in_part", m3="declined", m4="deferred")
    assert stand.outweighs(outcome) == stronger


def test_among_equals_either_answer_may_go_out() -> None:
    stand = a_standing(4, m1="accepted", m2="declined")
    assert stand.outweighs("accepted") is None
    assert stand.outweighs("declined") is None
    assert stand.outweighs("deferred") == "accepting"


def test_where_nobody_has_spoken_nothing_outweighs() -> None:
    assert a_standing(3).outweighs("declined") is None
