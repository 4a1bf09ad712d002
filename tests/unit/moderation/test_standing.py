"""What acts come to together, and reasons that fit a kind."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.moderation import redacting_rules, standing
from veche.moderation.clauses import Unfounded
from veche.moderation.reasons import INSTEAD, REASONS, of_kind, require_reason
from veche.moderation.rules import KINDS

NOON = datetime(2026, 12, 8, 12, tzinfo=UTC)


def an_act(verb: str, state: str = "done", **values: Any) -> Any:
    given: dict[str, Any] = {"acted_at": NOON, "seconded_at": None, "lapses_at": None, "days": None}
    return SimpleNamespace(verb=verb, state=state, **{**given, **values})


@pytest.mark.parametrize(
    ("acts", "visibility"),
    [
        ([], "visible"),
        ([an_act("hide")], "hidden"),
        ([an_act("hide"), an_act("restore")], "visible"),
        ([an_act("hide", "undone")], "visible"),
        ([an_act("remove", "proposed")], "hidden"),
        ([an_act("remove")], "removed"),
        ([an_act("remove", "refused")], "visible"),
        ([an_act("hide"), an_act("remove", "refused")], "hidden"),
        ([an_act("hide", "undone"), an_act("remove", "refused")], "visible"),
        ([an_act("hide"), an_act("remove")], "removed"),
        ([an_act("hide"), an_act("remove", "undone")], "hidden"),
        ([an_act("hide"), an_act("restore", "undone")], "hidden"),
        ([an_act("warn"), an_act("leave"), an_act("mute", days=3)], "visible"),
        ([an_act("remove", "proposed", lapses_at=NOON + timedelta(hours=1))], "hidden"),
        ([an_act("remove", "proposed", lapses_at=NOON)], "visible"),
    ],
)
def test_a_text_is_as_its_acts_in_force_say(acts: list[Any], visibility: str) -> None:
    assert standing.visibility(standing.holding(acts, NOON)) == visibility


@pytest.mark.parametrize(
    ("acts", "silent_days", "is_banned"),
    [
        ([], None, False),
        ([an_act("mute", days=3)], 3, False),
        ([an_act("mute", days=3), an_act("mute", days=10)], 10, False),
        ([an_act("mute", days=10), an_act("mute", days=3)], 10, False),
        ([an_act("mute", days=3), an_act("mute", "undone", days=10)], 3, False),
        ([an_act("mute", days=3), an_act("lift")], None, False),
        ([an_act("ban", "proposed")], None, False),
        ([an_act("ban", "proposed", lapses_at=NOON + timedelta(days=1))], 1, False),
        ([an_act("ban", "lapsed", lapses_at=NOON + timedelta(days=1))], None, False),
        ([an_act("ban")], None, True),
        ([an_act("ban"), an_act("lift")], None, False),
        ([an_act("ban", "undone")], None, False),
        ([an_act("ban"), an_act("lift", "undone")], None, True),
        ([an_act("ban", seconded_at=NOON + timedelta(hours=2)), an_act("lift", acted_at=NOON)], None, True),
    ],
)
def test_a_person_is_restrained_as_the_acts_in_force_say(
    acts: list[Any], silent_days: int | None, is_banned: bool
) -> None:
    muted, banned = standing.restrictions(acts, NOON)
    assert muted == (NOON + timedelta(days=silent_days) if silent_days else None)
    assert bool(banned) == is_banned


def test_an_emergency_measure_lapses_by_the_clock_and_not_by_the_worker() -> None:
    act = an_act("remove", "proposed", lapses_at=NOON)
    assert standing.state_of(act, NOON - timedelta(seconds=1)) == "proposed"
    assert standing.state_of(act, NOON) == "lapsed"
    assert standing.state_of(an_act("remove", "proposed"), NOON) == "proposed"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_reasons_of_its_own_and_to_disagree_is_none_of_them(kind: str) -> None:
    assert {"threat", "insult", "personal_data", "other"} <= set(of_kind(kind)) <= set(REASONS)
    assert not any("disagree" in words.casefold() for words in of_kind(kind).values())
    assert "disagree" in INSTEAD[kind]
    for reason in of_kind(kind):
        require_reason(kind, reason)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("post", "wrong_side"),
        ("argument", "bargain"),
        ("condition", "off_topic"),
        ("post", "child_safety"),
        ("x", "spam"),
    ],
)
def test_a_reason_of_another_kind_is_none(kind: str, reason: str) -> None:
    with pytest.raises(Unfounded):
        require_reason(kind, reason)


def test_reasons_differ_by_kind() -> None:
    assert len({tuple(of_kind(kind)) for kind in KINDS}) == 5


def test_the_pieces_are_taken_out_the_longest_first_and_nothing_else_changes() -> None:
    pieces = redacting_rules.fragments(" 000-00-00 \n\n+375 000-00-00\n000-00-00")
    assert pieces == ["+375 000-00-00", "000-00-00"]
    text = "Call +375 000-00-00 or 000-00-00; flat 14."
    assert redacting_rules.without(text, pieces, "[x]") == "Call [x] or [x]; flat 14."


@pytest.mark.parametrize("typed", ["", "  \n ", "ab", "a long piece\nab", "\n".join(f"piece {n}" for n in range(21))])
def test_too_short_or_too_many_pieces_are_none(typed: str) -> None:
    with pytest.raises(redacting_rules.Unfindable):
        redacting_rules.fragments(typed)


def test_a_title_keeps_its_length() -> None:
    mark = "[personal data removed]"
    assert redacting_rules.fitting("Call 000-00-00", 150, ["000-00-00"], mark, "[4.2]") == f"Call {mark}"
    assert redacting_rules.fitting("Call 000-00-00", 14, ["000-00-00"], mark, "[4.2]") == "Call [4.2]"
