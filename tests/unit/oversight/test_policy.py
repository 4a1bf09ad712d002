"""Who may appeal and who may judge: every part in a matter has its refusal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.accounts.policy import Anybody
from veche.core.policy import may, refusal
from veche.moderation.policy import Matter
from veche.oversight.policy import Lodging, Stake

MOMENT = datetime(2026, 12, 1, 12, tzinfo=UTC)
LODGING = Lodging(affected_id=1, state="done", acted_at=MOMENT, now=MOMENT, days=30)


def somebody(number: int = 1, *roles: str) -> Any:
    return SimpleNamespace(
        id=number, roles=frozenset(roles), is_authenticated=True, is_confirmed=False, is_resident=False
    )


def test_whom_it_concerns_appeals_even_without_a_confirmed_address() -> None:
    assert may(somebody(1), "appeal.lodge", LODGING)
    assert not may(somebody(2), "appeal.lodge", LODGING)
    assert not may(Anybody(), "appeal.lodge", LODGING)


@pytest.mark.parametrize(
    "changed",
    [{"state": "proposed"}, {"state": "undone"}, {"state": "lapsed"}, {"is_appealed": True}]
    + [{"now": MOMENT + timedelta(days=31)}],
)
def test_what_is_not_open_to_appeal_says_why(changed: dict[str, Any]) -> None:
    against = refusal(somebody(1), "appeal.lodge", replace(LODGING, **changed))
    assert against
    assert len(against.reason) > 20


@pytest.mark.parametrize("act", ["appeal.judge", "review.make"])
def test_only_a_moderator_without_a_part_judges(act: str) -> None:
    stranger = Stake(Matter(frozenset({9})))
    assert may(somebody(1, "moderator"), act, stranger)
    for roles in ((), ("admin",), ("committee",), ("youth_council",), ("desk",)):
        assert not may(somebody(1, *roles), act, stranger)
    assert not may(Anybody(), act, stranger)


@pytest.mark.parametrize("act", ["appeal.judge", "review.make"])
@pytest.mark.parametrize(
    "stake",
    [
        Stake(Matter(frozenset({1}))),
        Stake(Matter(frozenset({9}), has_reported=True)),
        Stake(Matter(frozenset({9}), has_taken_part=True)),
        Stake(Matter(frozenset({9}), has_acted=True)),
        Stake(Matter(frozenset({9})), has_decided_here=True),
        Stake(Matter(frozenset({9})), has_reviewed=True),
        Stake(Matter(frozenset({9})), has_appealed=True),
    ],
)
def test_every_part_in_the_matter_keeps_a_moderator_out(act: str, stake: Stake) -> None:
    against = refusal(somebody(1, "moderator"), act, stake)
    assert against
    assert "another" in against.reason
