"""Who may start actions, report on them and name bodies."""

from dataclasses import dataclass, field

import pytest

from veche.accounts.policy import Anybody
from veche.bodies import policy as of_bodies  # noqa: F401 - the acts register
from veche.core.policy import may, refusal
from veche.tracking import policy  # noqa: F401 - the acts register


@dataclass
class Somebody:
    id: int = 7
    roles: frozenset[str] = frozenset()
    is_confirmed: bool = True
    is_resident: bool = True
    is_authenticated: bool = True


@dataclass
class Its:
    officer_ids: frozenset[int] = frozenset()


@dataclass
class Action:
    is_open: bool = True
    body: Its = field(default_factory=Its)


OURS, THEIRS = Action(body=Its(frozenset({7}))), Action(body=Its(frozenset({8})))
ENDED = Action(is_open=False, body=Its(frozenset({7})))


def somebody(role: str) -> Somebody:
    return Somebody(roles=frozenset({role} if role else ()))


@pytest.mark.parametrize("act", ["action.start", "body.add", "body.officers"])
@pytest.mark.parametrize("role", ["", "moderator", "committee", "youth_council", "body_officer", "admin"])
def test_actions_and_bodies_are_the_committees(act: str, role: str):
    assert may(somebody(role), act) == (role == "committee")


@pytest.mark.parametrize(
    ("role", "action", "allowed"),
    [
        ("committee", OURS, True),
        ("committee", THEIRS, True),
        ("committee", ENDED, False),
        ("body_officer", OURS, True),
        ("body_officer", THEIRS, False),
        ("body_officer", ENDED, False),
        ("", OURS, False),
        ("moderator", OURS, False),
        ("admin", OURS, False),
        ("youth_council", OURS, False),
    ],
)
def test_reports_come_from_the_committee_and_the_bodys_own_officers(role: str, action: Action, allowed: bool):
    assert may(somebody(role), "action.update", action) == allowed


def test_a_reader_is_asked_to_sign_in():
    against = refusal(Anybody(), "action.update", OURS)
    assert against is not None
    assert against.reason == "Sign in to do this."


def test_an_officer_of_another_body_learns_why():
    against = refusal(somebody("body_officer"), "action.update", THEIRS)
    assert against is not None
    assert "another body" in against.reason
