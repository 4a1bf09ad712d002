"""Where a proposal stands, by its state and its dates: the journey line and what comes next."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.proposals import nexts, rules

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_proposal(state: str, **values: Any) -> SimpleNamespace:
    facts: dict[str, Any] = {
        "state": state,
        "opened_at": NOW - 60 * DAY,
        "drafted_at": NOW - 70 * DAY,
        "support_until": NOW + 120 * DAY,
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


def an_action(status: str = "in_progress", **values: Any) -> SimpleNamespace:
    given = {"status": status, "next_report_on": (NOW + 30 * DAY).date(), "ended_at": None}
    return SimpleNamespace(**{**given, **values})


EXPECTED = {
    "draft": (1, "now", ""),
    "open": (2, "now", ""),
    "voting": (3, "now", ""),
    "review": (4, "now", "wait"),
    "accepted": (5, "now", "wait"),
    "declined": (4, "bad", ""),
    "deferred": (4, "now", "wait"),
    "not_carried": (3, "bad", ""),
    "dormant": (2, "bad", ""),
    "withdrawn": (2, "bad", ""),
    "merged": (2, "bad", ""),
}


@pytest.mark.parametrize("state", rules.STATES)
def test_every_state_has_one_present_step_the_earlier_ones_passed_the_later_ones_ahead(state: str) -> None:
    steps = rules.journey(a_proposal(state, action=an_action() if state == "accepted" else None), NOW)
    form, status, tone = EXPECTED[state]
    assert [step.form for step in steps] == [1, 2, 3, 4, 5, 6]
    assert [step.status for step in steps] == ["ok"] * (form - 1) + [status] + ["ahead"] * (6 - form)
    assert steps[form - 1].tone == tone
    assert all(step.date for step in steps[:form]), "what has happened carries its date"


@pytest.mark.parametrize("state", rules.STATES)
def test_every_state_says_what_comes_next(state: str) -> None:
    coming = nexts.what_next(a_proposal(state), NOW)
    assert coming
    assert all(one.when.name and one.what.name for one in coming)


def test_a_stopped_proposal_promises_nothing_ahead() -> None:
    for state in ("dormant", "not_carried", "withdrawn", "merged"):
        form = EXPECTED[state][0]
        assert [step.date for step in rules.journey(a_proposal(state), NOW)[form:]] == [None] * (6 - form)


def test_a_vote_whose_time_is_over_counts_as_closed_before_anybody_wrote_it_down() -> None:
    voting = a_proposal("voting")
    assert rules.phase(voting, voting.voting_closes_at - timedelta(seconds=1)) == "voting"
    assert rules.phase(voting, voting.voting_closes_at) == "counting"
    step = rules.journey(voting, voting.voting_closes_at)[2]
    assert (step.status, step.tone, step.date) == ("now", "wait", rules.Words("counting", {}))


def test_an_open_proposal_past_its_term_sleeps_before_anybody_wrote_it_down() -> None:
    waiting = a_proposal("open", support_until=NOW)
    assert rules.phase(waiting, NOW - timedelta(seconds=1)) == "open"
    assert rules.phase(waiting, NOW) == "dormant"
    assert rules.journey(waiting, NOW)[1].status == "bad"


def test_an_answer_is_overdue_from_the_day_after_its_deadline() -> None:
    owed = a_proposal("review", answer_by=NOW)
    assert rules.tone(owed, NOW + timedelta(hours=3)) == "wait", "the last day still belongs to the term"
    late = rules.journey(owed, NOW + 3 * DAY)[3]
    assert (late.tone, late.date) == ("late", rules.Words("overdue", {"days": 3}))
    assert nexts.what_next(owed, NOW + 3 * DAY)[0].what.name == "answer_overdue"


def test_whoever_prepares_the_answer_is_named() -> None:
    owed = a_proposal("review", responsible=SimpleNamespace(display_name="Lime by the house"))
    assert nexts.what_next(owed, NOW)[0].what.values == {"who": "Lime by the house"}


def test_an_action_carries_the_proposal_on_to_its_result() -> None:
    done = a_proposal("accepted", action=an_action("completed", ended_at=NOW - DAY))
    assert [step.status for step in rules.journey(done, NOW)] == ["ok"] * 5 + ["now"]
    assert rules.journey(done, NOW)[5].tone == "done"
    late = a_proposal("accepted", action=an_action(next_report_on=(NOW - 14 * DAY).date()))
    assert rules.journey(late, NOW)[4] == rules.Step(
        5, "Action", rules.Words("report_overdue", {"days": 14}), "now", "late"
    )
    dropped = a_proposal("accepted", action=an_action("cancelled", ended_at=NOW))
    assert rules.journey(dropped, NOW)[4].status == "bad"


def test_a_withdrawn_draft_ends_at_the_idea() -> None:
    steps = rules.journey(a_proposal("withdrawn", opened_at=None), NOW)
    assert (steps[0].status, steps[0].title) == ("bad", "Withdrawn")
    assert steps[1].date is None


def test_a_closed_vote_shows_its_counts_where_they_are_known() -> None:
    votes = SimpleNamespace(votes_for=130, votes_against=61)
    said = rules.journey(a_proposal("declined"), NOW, votes)[2].date
    assert said == rules.Words("tally", {"votes_for": 130, "votes_against": 61})


def test_the_answer_is_due_from_the_promised_close_not_from_the_counting() -> None:
    voting = a_proposal("voting")
    assert rules.journey(voting, NOW)[3].date == rules.Words("by", {"moment": voting.voting_closes_at + 30 * DAY})


@pytest.mark.parametrize("before", rules.STATES)
@pytest.mark.parametrize("after", rules.STATES)
def test_only_the_drawn_transitions_exist(before: str, after: str) -> None:
    drawn = {
        "draft open",
        "draft withdrawn",
        "open voting",
        "open review",
        "open withdrawn",
        "open dormant",
        "voting review",
        "voting not_carried",
        "review accepted",
        "review declined",
        "review deferred",
        "deferred review",
        "dormant open",
        "open merged",
        "merged open",
    }
    assert rules.may_move(before, after) == (f"{before} {after}" in drawn)


def test_supports_lacking_never_fall_below_zero() -> None:
    assert rules.lacking(a_proposal("open", support_count=24)) == 1
    assert rules.lacking(a_proposal("open", support_count=32)) == 0
