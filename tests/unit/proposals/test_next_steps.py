"""What happens next and by when, over every phase of a proposal, and that lists and pages say the same."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.proposals import journeys, nexts, rules

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_proposal(state: str, **values: Any) -> SimpleNamespace:
    facts: dict[str, Any] = {
        "state": state,
        "opened_at": None if state == "draft" else NOW - 50 * DAY,
        "support_until": NOW + 130 * DAY,
        "voting_opened_at": NOW - 8 * DAY,
        "voting_closes_at": NOW + 6 * DAY,
        "voting_closed_at": NOW - 8 * DAY,
        "answer_by": NOW + 20 * DAY,
        "answered_at": NOW - 2 * DAY,
        "deferred_until": NOW + 40 * DAY,
        "ended_at": NOW - DAY,
        "support_count": 15,
        "action": None,
        "responsible": None,
        "merged_into": None,
        **vars(rules.Terms()),
        **values,
    }
    return SimpleNamespace(**facts)


def an_action(**values: Any) -> SimpleNamespace:
    given = {"status": "in_progress", "next_report_on": (NOW + 30 * DAY).date(), "ended_at": None}
    return SimpleNamespace(**{**given, **values})


TARGET = SimpleNamespace(title="Phones for all", is_visible=True)
# phase -> a proposal in it, and the names of what comes next with their dates
TABLE: dict[str, tuple[Any, list[tuple[str, Any, str]]]] = {
    "draft": (
        a_proposal("draft"),
        [("when_ready", None, "author_publishes"), ("within_days_of_publishing", None, "support_opens_vote")],
    ),
    "open": (
        a_proposal("open"),
        [
            ("by", NOW + 130 * DAY, "lacking"),
            ("on", NOW + 130 * DAY, "else_sleeps"),
            ("then_days", None, "vote_on_frozen_text"),
            ("then_days", None, "carried_means_answer"),
        ],
    ),
    "voting": (
        a_proposal("voting"),
        [
            ("at", NOW + 6 * DAY, "closes_by_itself"),
            ("by", NOW + 36 * DAY, "carried_means_answer"),
            ("on_decision_day", None, "accepted_means_action"),
        ],
    ),
    "counting": (
        a_proposal("voting", voting_closes_at=NOW),
        [("at", NOW, "being_counted"), ("by", NOW + 30 * DAY, "carried_means_answer")],
    ),
    "review": (
        a_proposal("review"),
        [("by", NOW + 20 * DAY, "answer_owed"), ("on_decision_day", None, "accepted_means_action")],
    ),
    "review, overdue": (
        a_proposal("review", answer_by=NOW - 3 * DAY),
        [("by", NOW - 3 * DAY, "answer_overdue"), ("on_decision_day", None, "accepted_means_action")],
    ),
    "deferred": (
        a_proposal("deferred"),
        [("on", NOW + 40 * DAY, "back_on_agenda"), ("then_days", None, "committee_answers")],
    ),
    "accepted": (
        a_proposal("accepted", action=an_action()),
        [("by", (NOW + 30 * DAY).date(), "body_reports")],
    ),
    "accepted, report overdue": (
        a_proposal("accepted", action=an_action(next_report_on=(NOW - 14 * DAY).date())),
        [("by", (NOW - 14 * DAY).date(), "body_report_overdue")],
    ),
    "accepted, completed": (
        a_proposal("accepted", action=an_action(status="completed", ended_at=NOW)),
        [("any_time", None, "action_tells")],
    ),
    "declined": (a_proposal("declined"), [("any_time", None, "new_text_possible")]),
    "not carried": (a_proposal("not_carried"), [("any_time", None, "arguments_remain")]),
    "dormant": (a_proposal("dormant"), [("any_time", None, "author_may_revive")]),
    "open past its term": (a_proposal("open", support_until=NOW), [("any_time", None, "author_may_revive")]),
    "withdrawn": (a_proposal("withdrawn"), [("any_time", None, "stays_readable")]),
    "merged": (a_proposal("merged", merged_into=TARGET), [("any_time", None, "goes_on_in")]),
    "merged into a hidden one": (
        a_proposal("merged", merged_into=SimpleNamespace(title="Hidden", is_visible=False)),
        [("any_time", None, "stays_readable")],
    ),
}


@pytest.mark.parametrize("phase", TABLE)
def test_every_phase_says_what_comes_next_and_by_when(phase: str) -> None:
    proposal, expected = TABLE[phase]
    found = nexts.what_next(proposal, NOW)
    assert [(one.when.name, one.when.values.get("moment"), one.what.name) for one in found] == expected


def test_the_table_leaves_no_state_out() -> None:
    assert {proposal.state for proposal, _ in TABLE.values()} == set(rules.STATES)


@pytest.mark.parametrize("phase", TABLE)
def test_every_saying_has_its_words(phase: str) -> None:
    proposal, _ = TABLE[phase]
    for one in nexts.what_next(proposal, NOW):
        assert one.when.name in journeys._SAYINGS
        assert one.what.name in journeys._SAYINGS


@pytest.mark.parametrize("phase", TABLE)
def test_the_line_of_a_list_and_what_comes_next_name_the_same_day(phase: str) -> None:
    proposal, _ = TABLE[phase]
    present = next(step for step in rules.journey(proposal, NOW) if step.status in {"now", "bad"})
    first = nexts.what_next(proposal, NOW)[0]
    promised = present.date.values.get("moment") if present.date and present.status == "now" else None
    named = first.when.values.get("moment")
    if promised is not None and first.when.name != "any_time":
        assert promised == named
    if present.status == "bad":
        assert named is None, "what has ended promises no day"


def test_nobody_owes_more_than_one_step_at_once_and_the_nearest_stands_first() -> None:
    for proposal, _ in TABLE.values():
        moments = [one.when.values.get("moment") for one in nexts.what_next(proposal, NOW)]
        dated = [moment for moment in moments if isinstance(moment, datetime)]
        assert dated == sorted(dated)
