"""Where a passage stands in a text, and what the text is with other words there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veche.amending import rules
from veche.proposals.rules import STATES

TEXT = "# Lessons\n\nFive lessons in the library.\nOn Mondays.\n\n- tea\n- sugar\n   \nYes.\n\nWhat else?\n\nYes."
BLOCKS = ["# Lessons", "Five lessons in the library.\nOn Mondays.", "- tea\n- sugar", "Yes.", "What else?", "Yes."]

lines = st.lists(st.text("ab-# ", min_size=0, max_size=6), max_size=12).map("\n".join).map(str.strip)


def test_paragraphs_are_the_blocks_between_empty_lines() -> None:
    assert [block.words for block in rules.paragraphs(TEXT)] == BLOCKS
    assert [block.number for block in rules.paragraphs(TEXT)] == [1, 2, 3, 4, 5, 6]
    assert rules.paragraphs("") == []


def test_a_block_keeps_the_blanks_that_its_first_line_begins_with() -> None:
    assert [block.words for block in rules.paragraphs("One.\n\n    code")] == ["One.", "    code"]


def test_a_paragraph_that_stands_there_twice_takes_its_neighbours_with_it() -> None:
    assert rules.passage_of(TEXT, 2) == BLOCKS[1]
    assert rules.passage_of(TEXT, 4) == "Yes.\n\nWhat else?"
    assert rules.passage_of(TEXT, 6) == "What else?\n\nYes."
    assert rules.passage_of(TEXT, 7) is None
    assert rules.passage_of(TEXT, 0) is None
    assert rules.passage_of("Yes.\n\nYes.", 1) == "Yes.\n\nYes."


@given(lines, st.integers(1, 12))
def test_every_passage_stands_in_its_text_exactly_once(text: str, number: int) -> None:
    passage = rules.passage_of(text, number)
    assert (passage is None) == (number > len(rules.paragraphs(text)))
    if passage is not None:
        assert rules.amended(text, passage, passage) == text
        assert "new words" in (rules.amended(text, passage, "new words") or "")


def test_a_text_of_equal_paragraphs_is_refused_in_words_and_not_searched_to_its_end() -> None:
    text = "\n\n".join(["a"] * 3000)
    for number in (1, 1500, 3000):
        with pytest.raises(rules.Alike):
            rules.passage_of(text, number)
    ten = "\n\n".join([*["a"] * 10, "b"])
    assert len(rules.paragraphs(rules.passage_of(ten, 2) or "")) == 10


def test_words_are_placed_by_hand_when_they_came_and_a_struck_passage_when_it_went() -> None:
    assert rules.is_placed("A.", "A.\nEight  lessons.", "B.", "Eight lessons.")
    assert not rules.is_placed("A.", "My own words.", "B.", "Eight lessons.")
    assert not rules.is_placed("Eight lessons.", "Eight lessons. Mine.", "B.", "Eight lessons.")
    assert rules.is_placed("A. B. B.", "A. B.", "B.", "")
    assert not rules.is_placed("A.", "Mine.", "B.", "")


def test_other_words_stand_in_the_place_of_the_passage_and_nowhere_else() -> None:
    assert rules.amended("A.\n\nB.\n\nC.", "B.", "B, and D.") == "A.\n\nB, and D.\n\nC."
    assert rules.amended("A.\n\nB.", "B.", "B.\n\nAfter it.") == "A.\n\nB.\n\nAfter it."


def test_a_passage_is_no_part_of_a_longer_paragraph() -> None:
    assert rules.amended("A library.\n\nA", "A", "B") == "A library.\n\nB"
    assert rules.amended("A library.", "A", "B") is None


@pytest.mark.parametrize(("passage", "left"), [("A.", "B.\n\nC."), ("B.", "A.\n\nC."), ("C.", "A.\n\nB.")])
def test_without_words_the_passage_is_struck_out_with_its_empty_lines(passage: str, left: str) -> None:
    assert rules.amended("A.\n\nB.\n\nC.", passage, "") == left


def test_a_passage_that_is_gone_or_stands_there_twice_is_not_found() -> None:
    assert rules.amended("A.\n\nB.", "C.", "D.") is None
    assert rules.amended("A.\n\nA.", "A.", "D.") is None
    assert rules.amended("A.", "", "D.") is None


def test_why_words_cannot_be_proposed() -> None:
    assert rules.why_not("A b.\n\nC.", "A b.", " A  b.\n") == rules.SAME
    assert rules.why_not("A.", "A.", "") == rules.NOTHING_LEFT
    assert rules.why_not("A.\n\nB.", "B.", "") == ""
    assert rules.why_not("A.\n\nB.", "B.", "x" * rules.LONGEST_WORDS) == rules.TOO_LONG
    assert rules.why_not("A.\n\nB.", "B.", "D.") == ""


def test_selected_words_lead_to_the_paragraph_that_holds_them() -> None:
    text = (
        "Five lessons in the library.\n\nEvery **lesson** lasts an hour, in the [library](https://x.example).\n\nTea."
    )
    assert rules.holding(text, "lasts an hour") == 2
    assert rules.holding(text, "Every lesson lasts") == 2
    assert rules.holding(text, "lessons in the") == 1
    assert rules.holding(text, "TEA") == 3
    assert rules.holding(text, "bicycle") is None
    assert rules.holding(text, "") is None


def test_an_open_amendment_that_nobody_can_answer_any_more_says_so() -> None:
    told = {phase: rules.standing("open", phase) for phase in (*STATES, "counting")}
    assert {phase for phase, said in told.items() if said == "open"} == {"open", "dormant"}
    assert {phase for phase, said in told.items() if said == "unanswered"} == {"withdrawn", "merged"}
    assert told["voting"] == told["accepted"] == "not_taken_up"
    for state in ("accepted", "declined", "withdrawn"):
        assert {rules.standing(state, phase) for phase in (*STATES, "counting")} == {state}
