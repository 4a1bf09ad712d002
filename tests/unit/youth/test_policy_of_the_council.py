"""Who backs, who marks, who sees the board: every act for every role in every state."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

import veche.youth.policy  # noqa: F401 - fills the table
from veche.accounts.policy import Anybody
from veche.core.policy import may, refusal
from veche.proposals.rules import STATES

SOON = datetime.now(UTC) + timedelta(days=5)
GONE = datetime.now(UTC) - timedelta(days=5)
ME, OTHER = 1, 9
ROLES = [(), ("moderator",), ("committee",), ("body_officer",), ("admin",), ("youth_council",)]


def someone(*roles: str, confirmed: bool = True, age_band: str = "over-31") -> Any:
    return SimpleNamespace(
        id=ME,
        roles=frozenset(roles),
        is_confirmed=confirmed,
        is_resident=confirmed,
        is_authenticated=True,
        age_band=age_band,
    )


def a_proposal(state: str = "open", until: datetime = SOON, visible: bool = True, author: int = OTHER) -> Any:
    return SimpleNamespace(
        state=state,
        opened_at=None if state == "draft" else GONE,
        support_until=until,
        voting_closes_at=SOON,
        author_id=author,
        is_visible=visible,
        visibility="visible" if visible else "hidden",
    )


def a_text(visibility: str = "visible", author: int = OTHER, thread: Any = None) -> Any:
    return SimpleNamespace(visibility=visibility, is_visible=visibility == "visible", author_id=author, thread=thread)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("roles", ROLES)
@pytest.mark.parametrize("act", ["backing.give", "backing.take_back"])
def test_a_member_backs_an_open_proposal_and_nobody_else_does(act: str, roles: tuple[str, ...], state: str) -> None:
    allowed = state == "open" and roles == ("youth_council",)
    assert may(someone(*roles), act, a_proposal(state)) is allowed


@pytest.mark.parametrize(
    ("proposal", "give", "take"),
    [
        (a_proposal(until=GONE), False, False),
        (a_proposal(visible=False), False, True),
        (a_proposal(), True, True),
    ],
)
def test_a_backing_needs_a_visible_text_whose_term_runs(proposal: Any, give: bool, take: bool) -> None:
    member = someone("youth_council")
    assert may(member, "backing.give", proposal) is give
    assert may(member, "backing.take_back", proposal) is take


@pytest.mark.parametrize("act", ["backing.give", "opinion.publish", "board.write"])
def test_a_member_without_a_representatives_consent_does_nothing(act: str) -> None:
    assert not may(someone("youth_council", confirmed=False), act, a_proposal())


@pytest.mark.parametrize("act", ["backing.give", "backing.take_back", "youth_mark.set", "youth_mark.remove"])
def test_a_stranger_is_asked_to_sign_in(act: str) -> None:
    against = refusal(Anybody(), act, a_proposal())
    assert against
    assert against.reason == "Sign in to do this."


@pytest.mark.parametrize(
    ("age_band", "roles", "author", "allowed"),
    [
        ("14-15", (), ME, True),
        ("16-17", (), ME, True),
        ("18-31", (), ME, True),
        ("over-31", (), ME, False),
        ("over-31", ("youth_council",), ME, True),
        ("18-31", (), OTHER, False),
        ("over-31", ("moderator", "admin"), ME, False),
    ],
)
def test_only_a_young_author_or_a_member_marks_and_only_their_own(
    age_band: str, roles: tuple[str, ...], author: int, allowed: bool
) -> None:
    assert may(someone(*roles, age_band=age_band), "youth_mark.set", a_proposal(author=author)) is allowed


@pytest.mark.parametrize(("state", "visible", "allowed"), [("draft", True, False), ("open", False, False)])
def test_a_draft_and_a_hidden_text_are_not_marked(state: str, visible: bool, allowed: bool) -> None:
    proposal = a_proposal(state, visible=visible, author=ME)
    assert may(someone(age_band="18-31"), "youth_mark.set", proposal) is allowed


@pytest.mark.parametrize("proposal", [a_proposal("declined", author=ME), a_proposal(visible=False, author=ME)])
def test_the_mark_can_always_be_taken_off(proposal: Any) -> None:
    assert may(someone(confirmed=False), "youth_mark.remove", proposal)
    assert not may(someone("admin", "moderator"), "youth_mark.remove", a_proposal())


@pytest.mark.parametrize("roles", ROLES)
def test_members_and_moderators_see_the_board_and_members_write_there(roles: tuple[str, ...]) -> None:
    assert may(someone(*roles), "board.read") is bool({"youth_council", "moderator"} & set(roles))
    assert may(someone(*roles), "board.write") is ("youth_council" in roles)
    assert not may(Anybody(), "board.read")


@pytest.mark.parametrize("visibility", ["visible", "pending", "hidden"])
@pytest.mark.parametrize("roles", ROLES)
@pytest.mark.parametrize("author", [ME, OTHER])
def test_what_waits_or_is_hidden_is_seen_by_its_author_and_moderators(
    visibility: str, roles: tuple[str, ...], author: int
) -> None:
    person, thread = someone(*roles), a_text(visibility, author)
    inside = bool({"youth_council", "moderator"} & set(roles))
    seen = inside and (visibility == "visible" or author == ME or "moderator" in roles)
    assert may(person, "youth_thread.read", thread) is seen
    assert may(person, "youth_post.read", a_text(visibility, author, a_text())) is seen
    assert may(person, "youth_post.read", a_text("visible", author, thread)) is seen, "a post is no more than its talk"
    assert may(person, "youth_thread.reply", thread) is (seen and visibility == "visible" and "youth_council" in roles)
