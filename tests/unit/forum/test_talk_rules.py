"""Places in the tree, quotes, circles, the time to edit, and who reads what."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from veche.forum import rules

READER = SimpleNamespace(id=7, sees_hidden=False)
STRANGER = SimpleNamespace(id=None, sees_hidden=False)
MODERATOR = SimpleNamespace(id=9, sees_hidden=True)


@dataclass
class APost:
    number: int
    path: str
    parent_id: int | None = None
    visibility: str = "visible"
    author_id: int = 1
    html: str = "<p>words</p>"

    @property
    def id(self) -> int:
        return self.number + 100

    @property
    def is_visible(self) -> bool:
        return self.visibility == "visible"


def a_path(*numbers: int) -> str:
    return "".join(f"{number:06}" for number in numbers)


def shape(voices: list[rules.Voice]) -> list[object]:
    return [(voice.post.number, shape(voice.replies)) if voice.replies else voice.post.number for voice in voices]


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


def test_replies_hang_under_what_they_answer() -> None:
    posts = [APost(1, a_path(1)), APost(2, a_path(2)), APost(4, a_path(2, 4)), APost(3, a_path(3))]
    assert shape(rules.tree(posts, STRANGER)) == [1, (2, [4]), 3]


def test_no_more_than_four_levels_are_shown_and_the_rest_say_whom_they_answer() -> None:
    posts = [APost(n, a_path(*range(2, n + 1)), parent_id=n + 99 if n > 2 else None) for n in range(2, 8)]
    tree = rules.tree(posts, STRANGER)
    assert shape(tree) == [(2, [(3, [(4, [5, 6, 7])])])]
    last = tree[0].replies[0].replies[0].replies
    assert [voice.answers for voice in last] == [None, 5, 6]
    assert {voice.level for voice in last} == {3}


def test_a_branch_that_began_on_an_earlier_page_says_whom_it_answers() -> None:
    tree = rules.tree([APost(9, a_path(2, 3, 9), parent_id=103), APost(5, a_path(5))], STRANGER)
    assert [(voice.post.number, voice.level, voice.answers) for voice in tree] == [(9, 0, 3), (5, 0, None)]


@pytest.mark.parametrize("visibility", ["hidden", "pending"])
def test_words_out_of_sight_reach_only_their_author_and_moderators(visibility: str) -> None:
    voice = rules.tree([APost(2, a_path(2), visibility=visibility)], STRANGER)[0]
    assert voice.html is None
    assert rules.tree([APost(2, a_path(2), visibility=visibility)], READER)[0].html is None
    assert rules.tree([APost(2, a_path(2), visibility=visibility, author_id=7)], READER)[0].html == "<p>words</p>"
    assert rules.tree([APost(2, a_path(2), visibility=visibility)], MODERATOR)[0].html == "<p>words</p>"


def test_only_a_waiting_post_is_as_if_it_were_not_there() -> None:
    assert rules.is_absent(STRANGER, APost(2, a_path(2), visibility="pending"))
    assert not rules.is_absent(STRANGER, APost(2, a_path(2), visibility="hidden"))
    assert not rules.is_absent(MODERATOR, APost(2, a_path(2), visibility="pending"))


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
    ("posts", "number", "each"), [(0, 0, 1), (1, 1, 1), (48, 48, 1), (49, 5, 10), (480, 48, 10), (481, 5, 100)]
)
def test_a_long_talk_draws_a_circle_for_ten_posts(posts: int, number: int, each: int) -> None:
    assert rules.circles(posts) == rules.Circles(number, each)
