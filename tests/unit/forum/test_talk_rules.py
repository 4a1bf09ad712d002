"""Places in the tree, quotes, passages, the time to edit, and who reads what."""

from datetime import UTC, datetime, timedelta

import pytest

from veche.forum import rules


def a_path(*numbers: int) -> str:
    return "".join(f"{number:06}" for number in numbers)


def test_a_root_post_has_its_own_number_as_path() -> None:
    assert rules.place(None, 12) == ("000012", 0)


def test_a_reply_stands_under_its_parent() -> None:
    assert rules.place(a_path(2, 5), 7) == (a_path(2, 5, 7), 2)


def test_the_twentieth_level_is_the_deepest() -> None:
    nineteen = a_path(*range(1, 20))
    assert rules.place(nineteen, 20) == (a_path(*range(1, 21)), 19)


def test_a_reply_to_the_deepest_level_stands_beside_it() -> None:
    twenty = a_path(*range(1, 21))
    path, depth = rules.place(twenty, 21)
    assert path == a_path(*range(1, 20), 21)
    assert depth == 19
    assert len(path) <= 120


def test_paths_order_the_talk_as_a_tree() -> None:
    paths = [a_path(10), a_path(2), a_path(2, 11), a_path(2, 3), a_path(9)]
    assert sorted(paths) == [a_path(2), a_path(2, 3), a_path(2, 11), a_path(9), a_path(10)]


def test_a_quote_marks_every_line_and_leaves_older_quotes_out() -> None:
    assert rules.quoted("> said before\n\nFirst.\n\nSecond.") == "> First.\n>\n> Second.\n\n"


def test_a_long_quote_is_cut_at_a_word() -> None:
    quote = rules.quoted("word " * 1000)
    assert len(quote) < rules.LONGEST_QUOTE + 10
    assert quote.endswith("word…\n\n")


def test_there_is_an_hour_to_edit() -> None:
    posted = datetime(2026, 12, 8, 10, tzinfo=UTC)
    assert rules.edit_until(posted, 60) == posted + timedelta(hours=1)


def test_other_areas_are_named_once_and_without_the_threads_own() -> None:
    assert rules.other_areas(3, [5, 3, 5, 4]) == [4, 5]


def test_there_are_at_most_five_other_areas() -> None:
    with pytest.raises(ValueError, match="five"):
        rules.other_areas(1, range(2, 8))


@pytest.mark.parametrize(
    ("depth", "head"), [(0, None), (3, None), (4, 3), (7, 3), (8, 7), (11, 7), (12, 11), (16, 15), (19, 15)]
)
def test_a_deep_post_is_read_in_the_branch_of_the_last_one_that_is_drawn(depth: int, head: int | None) -> None:
    assert rules.head_depth(depth) == head


def test_a_quote_says_whose_words_they_are() -> None:
    assert rules.quoted("One case.", "[Third floor](/x) wrote:") == "> [Third floor](/x) wrote:\n>\n> One case.\n\n"


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("He gives up", "He gives up"),
        ("  He\n\ngives   up ", "He gives up"),
        ("He gives in", None),
        ("", None),
        ("  \n ", None),
        ("up. And then", "up. And then"),
    ],
)
def test_a_passage_is_quoted_when_it_was_said(chosen: str, found: str | None) -> None:
    assert rules.passage(chosen, "He gives up.\nAnd  then?") == found


def test_a_text_in_markdown_keeps_its_signs() -> None:
    assert rules.literal("a_b [c] <d> *e* `f` \\") == "a\\_b \\[c\\] \\<d\\> \\*e\\* \\`f\\` \\\\"


def test_an_experience_is_one_text_with_its_headings() -> None:
    assert rules.experience_text([("What", "a"), ("How", "b")]) == "## What\n\na\n\n## How\n\nb"
