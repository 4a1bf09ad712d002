"""Who writes costs, results and lessons, starts actions of the committee's own, loads tables, ties proposals."""

from types import SimpleNamespace

import pytest

import veche.proposals.policy
import veche.tracking.policy  # noqa: F401 - the acts register
from veche.accounts.policy import Anybody
from veche.core.policy import may, refusal


def someone(*roles: str, number: int = 1) -> SimpleNamespace:
    return SimpleNamespace(
        id=number, roles=frozenset(roles), is_confirmed=True, is_resident=True, is_authenticated=True
    )


def an_action(is_open: bool = True, officers: tuple[int, ...] = (1,)) -> SimpleNamespace:
    return SimpleNamespace(is_open=is_open, body=SimpleNamespace(officer_ids=frozenset(officers)))


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (Anybody(), False),
        (someone(), False),
        (someone("moderator"), False),
        (someone("admin"), False),
        (someone("committee"), True),
        (someone("body_officer"), True),
        (someone("body_officer", number=2), False),
    ],
)
def test_the_committee_and_the_bodys_own_officers_account_also_after_the_end(actor, allowed, is_open):
    assert may(actor, "action.account", an_action(is_open)) is allowed


@pytest.mark.parametrize("act", ["action.own", "action.import", "body.edit"])
@pytest.mark.parametrize(
    ("actor", "allowed"),
    [(Anybody(), False), (someone(), False), (someone("body_officer"), False), (someone("committee"), True)],
)
def test_only_the_committee_starts_loads_and_keeps_the_register(act, actor, allowed):
    import veche.bodies.policy  # noqa: F401 - the acts register

    assert may(actor, act) is allowed


@pytest.mark.parametrize("state", ["draft", "open", "voting", "review", "declined", "deferred", "withdrawn", "merged"])
def test_only_an_accepted_proposal_is_tied(state):
    against = refusal(someone("committee"), "action.tie", SimpleNamespace(state=state))
    assert "Only an accepted proposal" in against.reason
    assert may(someone("committee"), "action.tie", SimpleNamespace(state="accepted"))
    assert not may(someone(), "action.tie", SimpleNamespace(state="accepted"))
