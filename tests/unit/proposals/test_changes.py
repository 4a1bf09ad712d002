"""What changed between two texts."""

import pytest

from veche.proposals.changes import MOST_WORK, Piece, _pieces, aligned, changed, runs


def test_pieces_lead_from_one_text_to_the_other() -> None:
    before, after = "Lessons by agreement in the library", "Lessons eight hours a month in the library"
    pieces = changed(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert Piece("gone", "by agreement ") in pieces
    assert Piece("new", "eight hours a month ") in pieces


def test_texts_that_would_take_too_long_to_compare_are_shown_as_one_change_between_their_ends() -> None:
    before, after = "First. " + "word and " * 1500 + "End.", "First. " + "and word " * 1500 + "End."
    assert [piece.kind for piece in changed(before, after)] == ["same", "gone", "new", "same"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("a", ""), ("", "a"), ("a b c", "a b c"), ("a a a a", "a a"), ("x a", "y a"), ("a x", "a y")],
)
def test_runs_rebuild_both_sides(before: str, after: str) -> None:
    found = list(runs(before.split(), after.split()))
    assert [word for run in found for word in run.old] == before.split()
    assert [word for run in found for word in run.new] == after.split()
    assert all(list(run.old) == list(run.new) for run in found if run.same)


def test_paragraphs_that_share_words_stand_beside_each_other() -> None:
    before = "One kept paragraph.\n\nFive lessons in the library on Tuesdays.\n\nThis one goes away entirely."
    after = "One kept paragraph.\n\nA new beginning nobody saw.\n\nEight lessons in the library on Tuesdays."
    rows = aligned(before, after)
    assert [row.kind for row in rows] == ["same", "new", "changed", "gone"]
    assert Piece("gone", "Five ") in rows[2].before
    assert Piece("new", "Eight ") in rows[2].after
    assert all(piece.kind != "new" for piece in rows[2].before)
    assert all(piece.kind != "gone" for piece in rows[2].after)


def test_many_paragraphs_at_once_stand_alone_instead_of_being_paired() -> None:
    before = "\n".join(f"Line {number} of the old text" for number in range(70))
    after = "\n".join(f"Line {number} of the new text" for number in range(70))
    assert {row.kind for row in aligned(before, after)} == {"gone", "new"}


def test_two_long_texts_of_single_words_are_one_change_and_are_compared_once() -> None:
    """Half of the words stand on both sides, once: every one would be a run, and each run a new reading."""
    shared = [chr(0x4E00 + place) for place in range(5000)]
    before = " ".join(f"{chr(0xAC00 + place)} {one}" for place, one in enumerate(shared))
    after = " ".join(f"{chr(0xAC00 + 5000 + place)} {one}" for place, one in enumerate(shared))
    kinds = [piece.kind for piece in changed(before, after)]
    assert kinds == ["gone", "new", "same"]
    hits = _pieces.cache_info().hits
    assert changed(before, after) == changed(before, after)
    assert _pieces.cache_info().hits == hits + 2
    assert [row.kind for row in aligned(before, after)] == ["changed"]
    some = [str(number) for number in range(int(MOST_WORK**0.5) + 1)]
    assert len(list(runs(["x", *some, "x"], ["y", *some, "y"]))) == 1
