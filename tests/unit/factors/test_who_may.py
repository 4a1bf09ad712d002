"""Who may remove and reset a second step, which roles sleep when, and where passkeys are offered."""

from dataclasses import dataclass
from itertools import product

import pytest

from veche.accounts import offices
from veche.accounts.policy import ONLY_FOR, Anybody
from veche.core.policy import Refusal, refusal
from veche.factors import policy, sites
from veche.factors.policy import Held


@dataclass
class Somebody:
    id: int = 1
    roles: frozenset[str] = frozenset()
    is_authenticated: bool = True
    is_confirmed: bool = True
    is_resident: bool = True


@pytest.mark.parametrize(("number", "is_needed"), [*product(range(4), (False, True))])
def test_the_last_means_stays_as_long_as_a_role_needs_it(number: int, is_needed: bool) -> None:
    against = refusal(Somebody(), "second_step.remove", Held(number, is_needed))
    assert (against == Refusal(policy.LAST_ONE)) is (is_needed and number <= 1)


@pytest.mark.parametrize("role", [None, "moderator", "committee", "youth_council", "body_officer", "desk", "admin"])
@pytest.mark.parametrize("own", [True, False])
def test_only_an_administrator_resets_and_only_somebody_elses(role: str | None, own: bool) -> None:
    actor = Somebody(roles=frozenset([role] if role else []))
    against = refusal(actor, "second_step.reset", Somebody(id=1 if own else 2))
    assert (against is None) is (role == "admin" and not own)
    if role != "admin":
        assert against == Refusal(ONLY_FOR["admin"]), "what is missing first is the role"


@pytest.mark.parametrize("act", ["second_step.own", "second_step.reset"])
def test_a_stranger_is_asked_to_sign_in(act: str) -> None:
    assert refusal(Anybody(), act) == Refusal("Sign in to do this.")


GUARDED = frozenset({"moderator", "committee", "admin", "desk"})


@pytest.mark.parametrize("role", ["moderator", "committee", "youth_council", "body_officer", "desk", "admin"])
@pytest.mark.parametrize("proved_by", ["", "password", "totp", "recovery", "passkey"])
def test_a_guarded_role_sleeps_behind_the_password_alone(role: str, proved_by: str) -> None:
    asleep = offices.asleep(frozenset({role}), proved_by, GUARDED)
    assert asleep == (frozenset({role}) & GUARDED if proved_by == "password" else frozenset())


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://veche.example", True),
        ("https://veche.example:8443", True),
        ("http://localhost:8000", True),
        ("http://veche.example", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.7", False),
        ("https://[2001:db8::1]", False),
        ("", False),
    ],
)
def test_passkeys_need_a_name_and_a_safe_line(url: str, allowed: bool) -> None:
    assert sites.allows(url) is allowed
