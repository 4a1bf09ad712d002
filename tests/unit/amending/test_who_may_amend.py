"""State by person by act: who amends, who answers, who supports under a condition; every refusal says why."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.amending import policy
from veche.core import clock
from veche.core.policy import refusal
from veche.proposals.rules import STATES

WRITER, COWRITER, AMENDER, OTHER = 1, 2, 3, 4
PHASES = (*STATES, "counting", "open past its term")
FROZEN = ("voting", "counting", "review", "accepted", "declined", "deferred", "not_carried")


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
    "admin": a_person(OTHER, roles=("admin",)),
    "amender": a_person(AMENDER),
    "amender without residence": a_person(AMENDER, resident=False),
    "unconfirmed amender": a_person(AMENDER, confirmed=False),
    "writer": a_person(WRITER),
    "second writer": a_person(COWRITER, resident=False),
    "unconfirmed writer": a_person(WRITER, confirmed=False),
}
WRITERS = {"writer", "second writer"}
OWN = {"amender", "amender without residence"}
READERS = set(PEOPLE)
CONFIRMED = READERS - {"anybody", "unconfirmed", "unconfirmed amender", "unconfirmed writer"}
RESIDENTS = CONFIRMED - {"confirmed", "amender without residence", "second writer"}

# act: (phases in which it is open, people to whom it is)
ON_PROPOSALS = {
    "amendment.propose": ({"open"}, CONFIRMED - WRITERS),
    "condition.write": ({"open"}, RESIDENTS - WRITERS),
}
ON_AMENDMENTS = {
    "amendment.read": (set(PHASES) - {"draft"}, READERS),
    "amendment.accept": ({"open"}, WRITERS),
    "amendment.decline": ({"open", "dormant", "open past its term"}, WRITERS),
    "amendment.withdraw": ({"open", "dormant", "open past its term"}, OWN),
    "amendment.make_own": ({*FROZEN, "withdrawn", "merged"}, OWN),
}
ON_CONDITIONS = {
    "condition.read": (set(PHASES), OWN | WRITERS | {"moderator", "unconfirmed amender", "unconfirmed writer"}),
    "condition.meet": ({"open"}, OWN & RESIDENTS),
    "condition.take_back": ({"open"}, OWN),
}


@pytest.fixture(autouse=True)
def two_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "setting", lambda _name: 14)


def a_proposal(phase: str = "open", visible: bool = True) -> Any:
    now = clock.now()
    state = {"counting": "voting", "open past its term": "open"}.get(phase, phase)
    return SimpleNamespace(
        author_id=WRITER,
        writer_ids={WRITER, COWRITER},
        asked_ids=set(),
        state=state,
        opened_at=None if state == "draft" else now,
        support_until=now + timedelta(days=-1 if phase == "open past its term" else 1),
        voting_closes_at=now + timedelta(days=-1 if phase == "counting" else 1),
        is_visible=visible,
        visibility="visible" if visible else "hidden",
    )


def an_amendment(phase: str = "open", state: str = "open", visible: bool = True, **values: Any) -> Any:
    given = {"own_proposal_id": None, "made_at": clock.now(), "proposal": a_proposal(phase), **values}
    return SimpleNamespace(
        author_id=AMENDER, state=state, is_visible=visible, visibility="visible" if visible else "hidden", **given
    )


def a_condition(phase: str = "open", visible: bool = True, **values: Any) -> Any:
    given = {"met_at": None, "proposal": a_proposal(phase), **values}
    return SimpleNamespace(
        author_id=AMENDER, is_visible=visible, visibility="visible" if visible else "hidden", **given
    )


def hold(act: str, name: str, subject: Any, allowed: bool) -> None:
    against = refusal(PEOPLE[name], act, subject)
    assert (against is None) == allowed, against
    assert against is None or len(against.reason) > 10, "a refusal says why"


@pytest.mark.parametrize("act", [*ON_PROPOSALS, *ON_AMENDMENTS, *ON_CONDITIONS])
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("name", PEOPLE)
def test_the_table_of_phases_people_and_acts(act: str, phase: str, name: str) -> None:
    phases, people = (ON_PROPOSALS | ON_AMENDMENTS | ON_CONDITIONS)[act]
    make = a_proposal if act in ON_PROPOSALS else an_amendment if act in ON_AMENDMENTS else a_condition
    allowed = phase in phases and name in people
    if act == "amendment.read" and phase == "draft":
        allowed = name in WRITERS | {"unconfirmed writer"}
    hold(act, name, make(phase), allowed)


@pytest.mark.parametrize("state", ["accepted", "declined", "withdrawn"])
@pytest.mark.parametrize("act", ["amendment.accept", "amendment.decline", "amendment.withdraw"])
def test_an_answer_is_given_once(state: str, act: str) -> None:
    for name in PEOPLE:
        hold(act, name, an_amendment(state=state), allowed=False)


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase != "draft"])
@pytest.mark.parametrize("state", ["accepted", "declined", "withdrawn"])
def test_only_what_was_declined_goes_an_own_way(state: str, phase: str) -> None:
    for name in PEOPLE:
        subject = an_amendment(phase, state)
        hold("amendment.make_own", name, subject, allowed=state == "declined" and name in OWN)


def test_after_two_weeks_without_an_answer_its_author_may_go_an_own_way() -> None:
    amender = PEOPLE["amender"]
    for days, free in ((13, False), (14, True), (60, True)):
        amendment = an_amendment(made_at=clock.now() - timedelta(days=days, seconds=1))
        assert (refusal(amender, "amendment.make_own", amendment) is None) == free
    again = an_amendment(state="declined", own_proposal_id=7)
    assert refusal(amender, "amendment.make_own", again)


def test_a_hidden_amendment_is_read_by_its_author_and_moderators_and_answered_by_nobody() -> None:
    hidden = an_amendment(visible=False)
    for name in PEOPLE:
        hold("amendment.read", name, hidden, allowed=name in OWN | {"unconfirmed amender", "moderator"})
        hold("amendment.accept", name, hidden, allowed=False)
        hold("amendment.decline", name, hidden, allowed=False)
        hold("amendment.make_own", name, an_amendment(state="declined", visible=False), allowed=False)
    hold("amendment.withdraw", "amender", hidden, allowed=True)


def test_nothing_is_added_to_a_hidden_proposal() -> None:
    for name in PEOPLE:
        hidden = a_proposal(visible=False)
        hold("amendment.propose", name, hidden, allowed=False)
        hold("condition.write", name, hidden, allowed=False)
        hold("condition.meet", name, a_condition(proposal=hidden), allowed=False)
        hold("amendment.make_own", name, an_amendment(state="declined", proposal=hidden), allowed=False)
        reads = {"writer", "unconfirmed writer", "moderator"}
        hold("amendment.read", name, an_amendment(proposal=hidden), allowed=name in reads)


def test_a_hidden_condition_is_not_shown_to_those_who_write_the_text() -> None:
    for name in PEOPLE:
        reads = OWN | {"unconfirmed amender", "moderator"}
        hold("condition.read", name, a_condition(visible=False), allowed=name in reads)


def test_a_condition_that_is_met_is_neither_met_again_nor_taken_back() -> None:
    met = a_condition(met_at=clock.now())
    for name in PEOPLE:
        hold("condition.meet", name, met, allowed=False)
        hold("condition.take_back", name, met, allowed=False)
