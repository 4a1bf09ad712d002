"""State by person by act: who may do what with a proposal, and that every refusal says why."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.core import clock
from veche.core.policy import refusal
from veche.proposals import policy  # noqa: F401 - fills the table of acts
from veche.proposals.rules import STATES

AUTHOR, OTHER, COAUTHOR, INVITED = 1, 2, 3, 4
STATES_AND_LATE = (*STATES, "counting", "open past its term")


def a_person(number: int | None, confirmed: bool = True, resident: bool = True, roles: tuple[str, ...] = ()) -> Any:
    return SimpleNamespace(
        id=number,
        is_authenticated=number is not None,
        is_confirmed=confirmed,
        is_resident=confirmed and resident,
        roles=frozenset(roles),
    )


PEOPLE = {
    "anybody": a_person(None, confirmed=False),
    "unconfirmed": a_person(OTHER, confirmed=False),
    "confirmed": a_person(OTHER, resident=False),
    "resident": a_person(OTHER),
    "moderator": a_person(OTHER, roles=("moderator",)),
    "committee": a_person(OTHER, roles=("committee",)),
    "admin without residence": a_person(OTHER, resident=False, roles=("admin",)),
    "author": a_person(AUTHOR),
    "author without residence": a_person(AUTHOR, resident=False),
    "co-author": a_person(COAUTHOR),
    "co-author without residence": a_person(COAUTHOR, resident=False),
    "unconfirmed co-author": a_person(COAUTHOR, confirmed=False),
    "invited": a_person(INVITED),
}
RESIDENTS = {"resident", "moderator", "committee", "author", "co-author", "invited"}
AUTHORS = {"author", "author without residence"}
COAUTHORS = {"co-author", "co-author without residence"}
WRITERS = AUTHORS | COAUTHORS
READERS_OF_A_DRAFT = WRITERS | {"unconfirmed co-author", "invited"}
CONFIRMED = RESIDENTS | WRITERS | {"confirmed", "admin without residence"}
ALLOWED = {
    "proposal.publish": ({"draft"}, AUTHORS),
    "proposal.edit": ({"draft", "open"}, WRITERS),
    "proposal.invite": ({"draft", "open", "dormant", "open past its term"}, AUTHORS),
    "proposal.withdraw": ({"draft", "open", "open past its term"}, AUTHORS),
    "proposal.revive": ({"dormant", "open past its term"}, AUTHORS),
    "proposal.support": ({"open"}, RESIDENTS),
    "proposal.unsupport": ({"open"}, RESIDENTS),
    "proposal.argue": ({"open", "voting", "counting", "review"}, CONFIRMED),
    "proposal.write": (set(STATES_AND_LATE), CONFIRMED),
    "proposal.read": (set(STATES_AND_LATE) - {"draft"}, set(PEOPLE)),
}


def a_proposal(state: str, visible: bool = True) -> Any:
    now = clock.now()
    late_vote, late_term = state == "counting", state == "open past its term"
    return SimpleNamespace(
        author_id=AUTHOR,
        writer_ids={AUTHOR, COAUTHOR},
        asked_ids={INVITED},
        state={"counting": "voting", "open past its term": "open"}.get(state, state),
        opened_at=None if state == "draft" else now,
        support_until=now + timedelta(days=-1 if late_term else 1),
        voting_closes_at=now + timedelta(days=-1 if late_vote else 1),
        is_visible=visible,
        visibility="visible" if visible else "hidden",
    )


@pytest.mark.parametrize("act", ALLOWED)
@pytest.mark.parametrize("state", STATES_AND_LATE)
@pytest.mark.parametrize("name", PEOPLE)
def test_the_table_of_states_people_and_acts(act: str, state: str, name: str) -> None:
    states, people = ALLOWED[act]
    allowed = state in states and name in people
    if act == "proposal.read" and state == "draft":
        allowed = name in READERS_OF_A_DRAFT
    against = refusal(PEOPLE[name], act, a_proposal(state))
    assert (against is None) == allowed
    assert against is None or len(against.reason) > 10, "a refusal says why"


@pytest.mark.parametrize("act", ["proposal.publish", "proposal.revive", "proposal.support", "proposal.argue"])
def test_nothing_is_added_to_a_hidden_proposal(act: str) -> None:
    state = {"proposal.publish": "draft", "proposal.revive": "dormant"}.get(act, "open")
    assert refusal(PEOPLE["author"], act, a_proposal(state)) is None
    assert refusal(PEOPLE["author"], act, a_proposal(state, visible=False))


def test_nobody_finds_their_own_or_a_hidden_argument_helpful() -> None:
    def argument(author: int, visible: bool = True, proposal_visible: bool = True) -> Any:
        return SimpleNamespace(
            author_id=author,
            is_visible=visible,
            visibility="visible" if visible else "hidden",
            proposal=a_proposal("open", proposal_visible),
        )

    assert refusal(PEOPLE["confirmed"], "argument.help", argument(AUTHOR)) is None
    assert refusal(PEOPLE["author"], "argument.help", argument(AUTHOR))
    assert refusal(PEOPLE["confirmed"], "argument.help", argument(AUTHOR, visible=False))
    assert refusal(PEOPLE["confirmed"], "argument.help", argument(AUTHOR, proposal_visible=False))
    assert refusal(PEOPLE["anybody"], "argument.help", argument(AUTHOR))
