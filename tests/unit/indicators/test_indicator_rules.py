"""What a value needs by its source, how codes go on, who may do what."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from veche.accounts.policy import Anybody
from veche.core.policy import refusal
from veche.indicators import labels, policy, progress, rules  # noqa: F401 - the policy fills the table of acts
from veche.indicators.files import cell
from veche.indicators.policy import Measured
from veche.indicators.rules import missing_in_value, next_code

TODAY = date(2026, 11, 27)
WHOLE = {"on": TODAY, "evidence": "A list.", "sample": 400, "method": "By phone.", "reviewer": "A group."}


@pytest.mark.parametrize(
    ("source", "lacking", "names"),
    [
        ("official", {"sample": None, "method": "", "reviewer": ""}, []),
        ("official", {"evidence": " \n"}, ["evidence"]),
        ("official", {"on": None}, ["on"]),
        ("official", {"on": TODAY + timedelta(days=1)}, ["on"]),
        ("official", {"on": date(1989, 12, 31)}, ["on"]),
        ("survey", {"reviewer": ""}, []),
        ("survey", {"sample": None}, ["sample"]),
        ("survey", {"sample": 0}, ["sample"]),
        ("survey", {"sample": 10_000_001}, ["sample"]),
        ("survey", {"method": ""}, ["method"]),
        ("expert", {"sample": None}, []),
        ("expert", {"reviewer": " "}, ["reviewer"]),
        ("expert", {"method": "", "evidence": ""}, ["evidence", "method"]),
    ],
)
def test_a_value_needs_what_its_source_asks_for(source, lacking, names):
    assert missing_in_value(source, today=TODAY, **{**WHOLE, **lacking}) == names


@pytest.mark.parametrize(
    ("codes", "beginning", "width", "code"),
    [
        ([], "C-", 2, "C-01"),
        (["C-01", "C-09", "C-03"], "C-", 2, "C-10"),
        (["C-99"], "C-", 2, "C-100"),
        (["2.4.5-1.1", "2.4.5-1.2"], "2.4.5-1.", 1, "2.4.5-1.3"),
        (["2.4.5-1.x"], "2.4.5-1.", 1, "2.4.5-1.1"),
    ],
)
def test_codes_go_on_after_the_last_one(codes, beginning, width, code):
    assert next_code(codes, beginning, width) == code


def actor(number: int, *roles: str) -> SimpleNamespace:
    return SimpleNamespace(id=number, is_authenticated=True, roles=frozenset(roles))


@pytest.mark.parametrize(
    ("who", "edits", "measures"),
    [
        (Anybody(), False, False),
        (actor(1), False, False),
        (actor(1, "moderator"), False, False),
        (actor(1, "admin"), False, False),
        (actor(1, "youth_council"), False, False),
        (actor(1, "committee"), True, True),
        (actor(7, "body_officer"), False, True),
        (actor(8, "body_officer"), False, False),  # of a body without such an action
        (actor(7), False, False),  # was an officer once
    ],
)
def test_the_committee_defines_and_it_and_officers_concerned_measure(who, edits, measures):
    current = SimpleNamespace(retired_at=None)
    measured = Measured(current, frozenset({7}))
    assert (refusal(who, "indicator.add") is None) == edits
    assert (refusal(who, "indicator.edit", current) is None) == edits
    assert (refusal(who, "indicator.retire", current) is None) == edits
    assert (refusal(who, "indicator.measure", measured) is None) == measures
    assert (refusal(who, "indicator.withdraw_value", measured) is None) == measures


def test_a_retired_indicator_is_left_alone_but_a_mistake_can_still_be_withdrawn():
    retired = SimpleNamespace(retired_at=TODAY)
    member = actor(1, "committee")
    for act, subject in (
        ("indicator.edit", retired),
        ("indicator.retire", retired),
        ("indicator.measure", Measured(retired)),
    ):
        assert "retired" in refusal(member, act, subject).reason
    assert refusal(member, "indicator.withdraw_value", Measured(retired)) is None


def test_everything_that_can_be_said_of_an_indicator_has_words():
    assert tuple(sorted(labels.STATES)) == tuple(sorted(progress.STATES))
    assert set(labels.TRENDS) == set(progress.TRENDS)
    assert set(labels.SOURCES) == set(rules.SOURCES)
    assert len({label.form for label in labels.STATES.values()}) == len(labels.STATES), "a form for each, not a colour"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+7", "'+7"),
        ("-x", "'-x"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("plain", "plain"),
        (None, ""),
        (Decimal("-12.5000"), "-12.5"),
        (Decimal("1200"), "1200"),
        (TODAY, "2026-11-27"),
    ],
)
def test_no_cell_is_taken_for_a_formula(value, written):
    assert cell(value) == written
