"""Who answers: the committee, and nobody their own proposal."""

from types import SimpleNamespace
from typing import Any

import pytest

import veche.committee.policy  # noqa: F401 - fills the table
from veche.accounts.policy import Anybody
from veche.committee.policy import Publication
from veche.committee.rules import Standing
from veche.core.policy import may, refusal


def someone(*roles: str, number: int = 1) -> Any:
    return SimpleNamespace(
        id=number, roles=frozenset(roles), is_confirmed=True, is_resident=True, is_authenticated=True
    )


def a_proposal(author: int = 2, visible: bool = True) -> Any:
    return SimpleNamespace(
        ever_writer_ids={author, 3},
        is_visible=visible,
        visibility="visible" if visible else "hidden",
        state="review",
        deferred_until=None,
        recusals=[],
    )


@pytest.mark.parametrize("act", ["decision.make", "decision.prepare"])
@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        ((), False),
        (("moderator",), False),
        (("youth_council",), False),
        (("body_officer",), False),
        (("admin",), False),
        (("committee",), True),
        (("admin", "committee"), True),
    ],
)
def test_only_members_of_the_committee_answer(act: str, roles: tuple[str, ...], allowed: bool) -> None:
    assert may(someone(*roles), act, a_proposal()) is allowed


def test_a_stranger_is_asked_to_sign_in() -> None:
    against = refusal(Anybody(), "decision.make", a_proposal())
    assert against
    assert against.reason == "Sign in to do this."


def test_a_member_does_not_answer_their_own_proposal() -> None:
    against = refusal(someone("committee", number=2), "decision.make", a_proposal(author=2))
    assert against
    assert "another member" in against.reason


def test_a_hidden_proposal_is_not_answered() -> None:
    against = refusal(someone("committee"), "decision.make", a_proposal(visible=False))
    assert against
    assert "hidden" in against.reason


def test_without_a_proposal_the_role_alone_counts() -> None:
    assert may(someone("committee"), "decision.make")
    assert not may(someone(), "decision.make")


def test_a_co_author_does_not_answer_what_they_wrote_together_even_after_leaving() -> None:
    against = refusal(someone("committee", number=3), "decision.make", a_proposal())
    assert against is not None
    assert "You wrote this proposal" in against.reason


def recused(number: int = 1) -> Any:
    proposal = a_proposal()
    proposal.recusals = [SimpleNamespace(person_id=number)]
    return proposal


def a_draft(proposal: Any = None, stage: str = "ready", drafter: int = 4, reader: int | None = None) -> Any:
    return SimpleNamespace(
        proposal=proposal or a_proposal(), stage=stage, drafter_id=drafter, reader_id=reader, outcome="declined"
    )


def a_publication(proposal: Any = None, members: int = 6, draft: Any = None, **spoken: str) -> Any:
    stances = {int(name[1:]): stance for name, stance in spoken.items()}
    ready = a_draft(proposal, "approved", reader=5)
    return Publication(
        proposal or a_proposal(), draft or ready, Standing(frozenset(range(1, members + 1)), frozenset(), stances)
    )


QUORUM = {"m1": "declined", "m4": "declined", "m5": "declined"}
SUBJECTS = {
    "decision.make": lambda proposal: proposal,
    "decision.prepare": lambda proposal: proposal,
    "position.take": lambda proposal: proposal,
    "recusal.declare": lambda proposal: proposal,
    "decision.read": a_draft,
    "decision.publish": lambda proposal: a_publication(proposal, **QUORUM),
    "taking.propose": lambda proposal: gathering(proposal),
    "taking.second": lambda proposal: SimpleNamespace(proposal=gathering(proposal), proposed_by_id=4),
}


def gathering(proposal: Any) -> Any:
    proposal.state, proposal.support_until = "open", None
    return proposal


@pytest.mark.parametrize("act", SUBJECTS)
@pytest.mark.parametrize(
    ("roles", "number", "proposal", "reason"),
    [
        (("committee",), 1, a_proposal, None),
        ((), 1, a_proposal, "members of the committee"),
        (("admin", "moderator", "youth_council", "body_officer"), 1, a_proposal, "members of the committee"),
        (("committee",), 2, a_proposal, "You wrote this proposal"),
        (("committee",), 3, a_proposal, "You wrote this proposal"),
        (("committee",), 1, recused, "You have declared an interest"),
        (("committee",), 1, lambda: a_proposal(visible=False), "hidden"),
    ],
)
def test_every_act_of_the_committee_asks_the_same_of_whoever_does_it(
    act: str, roles: tuple[str, ...], number: int, proposal: Any, reason: str | None
) -> None:
    against = refusal(someone(*roles, number=number), act, SUBJECTS[act](proposal()))
    assert (against is None) == (reason is None)
    if against is not None and reason is not None:
        assert reason in against.reason


@pytest.mark.parametrize(
    ("stage", "drafter", "reason"),
    [
        ("ready", 4, None),
        ("ready", 1, "You saved this text last"),
        ("draft", 4, "does not wait"),
        ("returned", 4, "does not wait"),
        ("approved", 4, "does not wait"),
    ],
)
def test_a_letter_is_read_second_by_another_once_it_is_handed_over(
    stage: str, drafter: int, reason: str | None
) -> None:
    against = refusal(someone("committee"), "decision.read", a_draft(stage=stage, drafter=drafter))
    assert reason in against.reason if against and reason else (against, reason) == (None, None)


@pytest.mark.parametrize(
    ("publication", "reason"),
    [
        (a_publication(**QUORUM), None),
        (a_publication(members=1, m1="declined"), "Another member of the committee is needed"),
        (a_publication(m1="declined"), "no quorum"),
        (a_publication(draft=a_draft(stage="ready"), **QUORUM), "has not approved"),
        (a_publication(m1="accepted", m4="accepted", m5="declined"), "want to accept"),
        (a_publication(m1="deferred", m4="deferred", m5="declined"), "put the answer off"),
    ],
)
def test_what_keeps_a_letter_back_is_said(publication: Any, reason: str | None) -> None:
    against = refusal(someone("committee"), "decision.publish", publication)
    assert reason in against.reason if against and reason else (against, reason) == (None, None)


def test_without_a_letter_there_is_nothing_to_publish() -> None:
    standing = Standing(frozenset({1, 4, 5}), frozenset(), dict.fromkeys((1, 4, 5), "declined"))
    against = refusal(someone("committee"), "decision.publish", Publication(a_proposal(), None, standing))
    assert against is not None
    assert "Nobody has written" in against.reason


def test_nobody_seconds_what_they_proposed_themselves() -> None:
    taking = SimpleNamespace(proposal=gathering(a_proposal()), proposed_by_id=1)
    against = refusal(someone("committee"), "taking.second", taking)
    assert against is not None
    assert "a second member has to agree" in against.reason


@pytest.mark.parametrize("state", ["accepted", "declined", "draft", "withdrawn", "merged", "not_carried"])
def test_nobody_steps_back_from_what_is_over(state: str) -> None:
    proposal = a_proposal()
    proposal.state = state
    against = refusal(someone("committee"), "recusal.declare", proposal)
    assert against is not None
    assert "no answer" in against.reason
