"""Who invites, answers, leaves and parts, in every state of the proposal and of the invitation."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.core import clock
from veche.core.policy import refusal
from veche.proposals import policy
from veche.proposals.rules import STATES

AUTHOR, COAUTHOR, INVITED, LEFT, OTHER = 1, 2, 3, 4, 5
BEFORE_VOTING = {"draft", "open", "dormant"}
PEOPLE = {
    "author": AUTHOR,
    "co-author": COAUTHOR,
    "invited": INVITED,
    "who left": LEFT,
    "another": OTHER,
    "nobody": None,
}


def a_person(number: int | None, confirmed: bool = True) -> Any:
    return SimpleNamespace(
        id=number,
        is_authenticated=number is not None,
        is_confirmed=number is not None and confirmed,
        is_resident=False,
        roles=frozenset(),
    )


def a_proposal(state: str) -> Any:
    now = clock.now()
    return SimpleNamespace(
        author_id=AUTHOR,
        writer_ids={AUTHOR, COAUTHOR},
        asked_ids={INVITED},
        state=state,
        opened_at=None if state == "draft" else now,
        support_until=now + timedelta(days=1),
        voting_closes_at=now + timedelta(days=1),
        is_visible=True,
    )


def a_row(person: int, state: str) -> Any:
    return SimpleNamespace(
        person_id=person,
        is_asked=person == INVITED,
        is_writing=person == COAUTHOR,
        left_at=clock.now() if person == LEFT else None,
        proposal=a_proposal(state),
    )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("row", [COAUTHOR, INVITED, LEFT])
def test_the_table_of_states_people_and_rows(state: str, name: str, row: int) -> None:
    person, subject = a_person(PEOPLE[name]), a_row(row, state)
    early = state in BEFORE_VOTING
    allowed = {
        "coauthor.answer": early and name == "invited" and row == INVITED,
        "coauthor.leave": early and name == "co-author" and row == COAUTHOR,
        "coauthor.part": early and name == "author" and row != LEFT,
    }
    for act, may in allowed.items():
        against = refusal(person, act, subject)
        assert (against is None) == may, act
        assert against is None or len(against.reason) > 10, "a refusal says why"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", PEOPLE)
def test_only_the_first_author_invites_and_only_before_voting(state: str, name: str) -> None:
    against = refusal(a_person(PEOPLE[name]), "proposal.invite", a_proposal(state))
    assert (against is None) == (name == "author" and state in BEFORE_VOTING)


@pytest.mark.parametrize("act", ["coauthor.answer", "coauthor.leave", "coauthor.part"])
def test_without_a_confirmed_email_nobody_writes_together(act: str) -> None:
    person, row = {
        "coauthor.answer": (INVITED, INVITED),
        "coauthor.leave": (COAUTHOR, COAUTHOR),
        "coauthor.part": (AUTHOR, COAUTHOR),
    }[act]
    assert refusal(a_person(person), act, a_row(row, "open")) is None
    assert refusal(a_person(person, confirmed=False), act, a_row(row, "open"))


def test_the_helper_of_other_features_knows_the_writers() -> None:
    proposal = a_proposal("open")
    assert policy.writes(a_person(AUTHOR), proposal) is None
    assert policy.writes(a_person(COAUTHOR), proposal) is None
    for other in (INVITED, LEFT, OTHER, None):
        against = policy.writes(a_person(other), proposal)
        assert against is not None
        assert against.reason == "Only the authors of the proposal do this."
