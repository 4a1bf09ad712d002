"""A page of posts as a tree: who stands under whom, what is folded, what is new, where a reader stopped."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from veche.forum import rules, tree

READER = SimpleNamespace(id=7, sees_hidden=False)
STRANGER = SimpleNamespace(id=None, sees_hidden=False)
MODERATOR = SimpleNamespace(id=9, sees_hidden=True)


@dataclass
class APost:
    number: int
    path: str
    parent: Any = None
    visibility: str = "visible"
    author_id: int = 1
    html: str = "<p>words</p>"
    thread_id: int = 5

    @property
    def id(self) -> int:
        return self.number + 100

    @property
    def is_visible(self) -> bool:
        return self.visibility == "visible"


def a_path(*numbers: int) -> str:
    return "".join(f"{number:06}" for number in numbers)


def a_talk(*posts: APost, reader: Any = STRANGER, **values: Any) -> list[tree.Voice]:
    return tree.tree([(post, 0) for post in posts], reader, **values)


def a_flat_talk(*authors: int, seen: int | None = None) -> list[tree.Voice]:
    posts = [APost(number, a_path(number), author_id=author) for number, author in enumerate(authors, 1)]
    return a_talk(*posts, reader=READER, seen=seen)


def shape(voices: list[tree.Voice]) -> list[object]:
    return [(voice.post.number, shape(voice.replies)) if voice.replies else voice.post.number for voice in voices]


def test_replies_hang_under_what_they_answer() -> None:
    posts = [APost(1, a_path(1)), APost(2, a_path(2)), APost(4, a_path(2, 4)), APost(3, a_path(3))]
    assert shape(a_talk(*posts)) == [1, (2, [4]), 3]


def test_a_branch_that_began_on_an_earlier_page_says_whom_it_answers() -> None:
    posts = [APost(9, a_path(2, 3, 9), APost(3, a_path(2, 3))), APost(5, a_path(5))]
    assert [(voice.post.number, voice.answers) for voice in a_talk(*posts)] == [(9, 3), (5, None)]


def test_an_answer_beside_the_one_it_answers_says_so() -> None:
    first = APost(5, a_path(2, 5), APost(2, a_path(2)))
    voices = a_talk(APost(2, a_path(2)), first, APost(6, a_path(2, 6), first))
    assert [voice.answers for voice in voices[0].replies] == [None, 5]


def test_the_head_of_a_branch_needs_not_be_named_by_its_answers() -> None:
    head = APost(2, a_path(2))
    assert a_talk(APost(4, a_path(2, 4), head), head=head)[0].answers is None


def test_an_answered_post_that_moved_to_another_talk_is_not_named() -> None:
    gone = APost(3, a_path(3), thread_id=6)
    assert a_talk(APost(4, a_path(4), gone))[0].answers is None


def test_the_answers_of_a_branch_are_those_drawn_and_those_folded() -> None:
    rows = [(APost(2, a_path(2)), 0), (APost(3, a_path(2, 3)), 0), (APost(4, a_path(2, 3, 4)), 7)]
    assert tree.tree(rows, STRANGER)[0].answer_count == 9


@pytest.mark.parametrize("visibility", ["hidden", "pending"])
def test_words_out_of_sight_reach_only_their_author_and_moderators(visibility: str) -> None:
    other, own = APost(2, a_path(2), visibility=visibility), APost(2, a_path(2), visibility=visibility, author_id=7)
    assert a_talk(other)[0].html is None
    assert a_talk(other, reader=READER)[0].html is None
    assert a_talk(own, reader=READER)[0].html == "<p>words</p>"
    assert a_talk(other, reader=MODERATOR)[0].html == "<p>words</p>"


def test_only_a_waiting_post_is_as_if_it_were_not_there() -> None:
    assert rules.is_absent(STRANGER, APost(2, a_path(2), visibility="pending"))
    assert not rules.is_absent(STRANGER, APost(2, a_path(2), visibility="hidden"))
    assert not rules.is_absent(MODERATOR, APost(2, a_path(2), visibility="pending"))


def test_other_peoples_posts_after_the_last_one_seen_are_new() -> None:
    assert [voice.is_new for voice in a_flat_talk(1, 1, 7, 2, seen=1)] == [False, True, False, True]


def test_nothing_is_new_before_the_first_reading() -> None:
    assert not any(voice.is_new for voice in a_flat_talk(1, 2, 3))


def test_a_hidden_post_is_not_new() -> None:
    post = APost(2, a_path(2), visibility="hidden")
    assert not a_talk(post, reader=MODERATOR, seen=1)[0].is_new


@pytest.mark.parametrize(
    ("authors", "seen", "place"),
    [((1, 1, 1), 2, 3), ((1, 1, 1), 3, None), ((1, 1, 1), 0, None), ((1, 1, 7, 1), 1, None), ((1, 7, 1), 1, 3)],
)
def test_a_reader_stopped_where_everything_new_begins(authors: tuple[int, ...], seen: int, place: int | None) -> None:
    assert tree.stopping_place(a_flat_talk(*authors, seen=seen)) == place


def test_there_is_no_stopping_place_when_an_older_branch_was_answered() -> None:
    posts = [APost(1, a_path(1)), APost(5, a_path(1, 5)), APost(2, a_path(2)), APost(6, a_path(6))]
    assert tree.stopping_place(a_talk(*posts, reader=READER, seen=3)) is None


@pytest.mark.parametrize(
    ("posts", "number", "each"), [(0, 0, 1), (1, 1, 1), (48, 48, 1), (49, 5, 10), (480, 48, 10), (481, 5, 100)]
)
def test_a_long_talk_draws_a_circle_for_ten_posts(posts: int, number: int, each: int) -> None:
    assert tree.circles(posts) == tree.Circles(number, each)


@pytest.mark.parametrize(("posts", "new", "fresh"), [(24, 5, 5), (24, 0, 0), (480, 5, 1), (480, 11, 2), (1, 9, 1)])
def test_the_last_circles_are_for_new_posts(posts: int, new: int, fresh: int) -> None:
    assert tree.circles(posts, new).fresh == fresh
