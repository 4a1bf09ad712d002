from datetime import date, timedelta

import pytest

from veche.paths.rules import FORMS, HEIGHT, TITLES, WIDTH, Point, curve, said, stage

FIRST = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("verb", "data", "expected"),
    [
        ("thread.opened", {}, "thread"),
        ("proposal.opened", {}, "text"),
        ("proposal.edited", {"version": 2}, "text"),
        ("proposal.coauthor_joined", {}, "text"),
        ("amendment.accepted", {}, "amendments"),
        ("merge.received", {}, "merges"),
        ("vote.opened", {}, "vote"),
        ("vote.closed", {}, "vote"),
        ("opinion.published", {}, "opinion"),
        ("proposal.accepted_in_part", {}, "decision"),
        ("proposal.resumed", {}, "decision"),
        ("answer.taken", {}, "decision"),
        ("action.started", {}, "action"),
        ("action.reported", {"status": "in_progress"}, "reports"),
        ("action.moved", {"status": "paused"}, "reports"),
        ("action.moved", {"status": "completed"}, "result"),
        ("text.hidden", {}, "moderation"),
        ("proposal.moved", {}, "moderation"),
    ],
)
def test_every_act_belongs_to_a_step_of_the_path(verb, data, expected) -> None:
    assert stage(verb, data) == expected
    assert expected in TITLES
    assert expected in FORMS


def test_only_known_words_of_an_entry_are_published() -> None:
    assert said("proposal.edited", {"reason": "Two windows", "title": "Hidden perhaps", "version": 2, "facts": ""}) == {
        "reason": "Two windows",
        "version": 2,
    }


def test_the_curve_steps_from_the_first_day_to_the_last() -> None:
    drawn = curve(
        [Point(FIRST + timedelta(days=5), 10), Point(FIRST + timedelta(days=10), 20)],
        FIRST,
        FIRST + timedelta(days=20),
        25,
    )
    assert drawn.line == f"M0 {HEIGHT}H150V96H300V32H{WIDTH}"
    assert drawn.area.endswith(f"V{HEIGHT}z")
    assert drawn.needed_y == 0
    assert drawn.top == 25


def test_more_supports_than_needed_lower_the_threshold_and_not_the_curve() -> None:
    drawn = curve([Point(FIRST, 50)], FIRST, FIRST, 25)
    assert drawn.top == 50
    assert drawn.needed_y == HEIGHT / 2


def test_a_new_text_that_asked_anew_stands_as_a_mark_on_its_day() -> None:
    drawn = curve([Point(FIRST, 3)], FIRST, FIRST + timedelta(days=10), 25, [(FIRST + timedelta(days=5), 2)])
    assert [(mark.x, mark.version) for mark in drawn.marks] == [(WIDTH / 2, 2)]


def test_days_after_the_end_are_left_out_and_no_support_is_no_curve() -> None:
    assert curve([Point(FIRST + timedelta(days=30), 4)], FIRST, FIRST + timedelta(days=10), 25) is None
    assert curve([], FIRST, FIRST, 25) is None


def test_an_entry_does_not_say_what_would_mislead_there() -> None:
    assert said("vote.closed", {"closes_at": "2026-01-01T00:00:00+00:00", "votes_for": 3}) == {"votes_for": 3}
    assert said("thread.concluded", {"version": 1}) == {}
