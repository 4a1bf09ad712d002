"""Where posts stand after a merge, a split and an undoing: numbers and parents in, places out."""

from datetime import UTC, datetime

import pytest

from veche.curating import rules
from veche.curating.rules import Seat
from veche.forum.rules import MOST_POSTS

DAY = datetime(2026, 12, 8, 10, tzinfo=UTC)
HOME, AWAY = 1, 2


def a_seat(number: int, parent: int | None = None, thread: int = HOME, post: int | None = None) -> Seat:
    """Post 100 × thread + number unless told otherwise; `parent` is the id of the post that it answers."""
    return Seat(post or 100 * thread + number, thread, number, parent, "", 0, number, DAY)


def a_path(*numbers: int) -> str:
    return "".join(f"{number:06}" for number in numbers)


def paths(seats: list[Seat]) -> dict[int, str]:
    return {seat.id: seat.path for seat in seats}


def test_a_path_follows_from_numbers_and_parents() -> None:
    seats = [a_seat(1), a_seat(2), a_seat(3, 102), a_seat(4, 103), a_seat(5)]
    laid = rules.laid_out(seats, rules.links(seats))
    assert paths(laid) == {
        101: a_path(1),
        102: a_path(2),
        103: a_path(2, 3),
        104: a_path(2, 3, 4),
        105: a_path(5),
    }
    assert [seat.depth for seat in laid] == [0, 0, 1, 2, 0]


def test_an_answer_to_the_opening_post_stands_at_the_root() -> None:
    seats = [a_seat(1), a_seat(2, 101)]
    assert paths(rules.laid_out(seats, {}))[102] == a_path(2)
    assert rules.laid_out(seats, {})[1].parent_id is None


def test_an_answer_whose_parent_went_away_joins_the_nearest_post_above_it() -> None:
    everything = [a_seat(1), a_seat(2), a_seat(3, 102), a_seat(4, 103), a_seat(5, 104)]
    staying = [seat for seat in everything if seat.number not in {3, 4}]
    laid = rules.laid_out(staying, rules.links(everything))
    assert [(seat.number, seat.parent_id, seat.path) for seat in laid] == [
        (1, None, a_path(1)),
        (2, None, a_path(2)),
        (5, 102, a_path(2, 5)),
    ]


def test_numbers_go_on_in_the_order_that_was() -> None:
    moved = rules.numbered([a_seat(7), a_seat(2), a_seat(4)], AWAY, 10)
    assert [(seat.id, seat.thread_id, seat.number) for seat in moved] == [(102, 2, 11), (104, 2, 12), (107, 2, 13)]


def test_a_merged_talk_is_one_branch_under_its_opening_post() -> None:
    source = [a_seat(1, thread=AWAY), a_seat(2, thread=AWAY), a_seat(3, 202, thread=AWAY)]
    target = [a_seat(1), a_seat(2)]
    branch = rules.under(rules.numbered(source, HOME, 2), 201)
    laid = rules.laid_out([*target, *branch], rules.links([*source, *target]))
    assert paths(laid) == {
        101: a_path(1),
        102: a_path(2),
        201: a_path(3),
        202: a_path(3, 4),
        203: a_path(3, 4, 5),
    }


def test_the_answers_below_are_found_down_to_the_last() -> None:
    seats = [a_seat(1), a_seat(2), a_seat(3, 102), a_seat(4, 103), a_seat(5)]
    assert rules.with_answers(seats, {102}) == {102, 103, 104}


def test_undoing_gives_the_old_numbers_and_takes_later_answers_along() -> None:
    moved = [a_seat(4, post=201), a_seat(5, 201, post=202)]  # once 1 and 2 of the other thread
    later = [a_seat(6, 202, post=301), a_seat(7, 301, post=302)]
    kept: dict[int, tuple[int, int | None]] = {201: (1, None), 202: (2, None)}
    seats = [a_seat(1), a_seat(2), *moved, *later]
    back = rules.returned(seats, kept, home=AWAY, away=HOME, last_number=2, is_whole=False)
    stand = {seat.id: (seat.thread_id, seat.number, seat.parent_id, seat.path) for seat in back}
    assert stand[201] == (AWAY, 1, None, a_path(1))
    assert stand[202] == (AWAY, 2, None, a_path(2))
    assert stand[301] == (AWAY, 3, 202, a_path(2, 3))
    assert stand[302] == (AWAY, 4, 301, a_path(2, 3, 4))
    assert stand[102] == (HOME, 2, None, a_path(2))


def test_undoing_a_split_brings_answers_to_the_thread_itself_under_its_first_post() -> None:
    home = [a_seat(1), a_seat(2)]
    away = [a_seat(1, thread=AWAY, post=103), a_seat(2, thread=AWAY, post=301)]
    back = rules.returned([*home, *away], {103: (3, 102)}, home=HOME, away=AWAY, last_number=3, is_whole=True)
    stand = {seat.id: (seat.thread_id, seat.number, seat.parent_id, seat.path) for seat in back}
    assert stand[103] == (HOME, 3, 102, a_path(2, 3))
    assert stand[301] == (HOME, 4, 103, a_path(2, 3, 4))


def test_the_deepest_answers_stand_beside_each_other_and_come_back_as_they_were() -> None:
    seats = [a_seat(number, 99 + number if number > 2 else None) for number in range(1, 26)]
    laid = rules.laid_out(seats, rules.links(seats))
    assert max(len(seat.path) for seat in laid) == 120
    moved = rules.under(rules.numbered(laid, AWAY, 7), 101)
    there = rules.laid_out(moved, rules.links(laid))
    assert all(len(seat.path) <= 120 for seat in there)
    kept = {seat.id: (seat.number, seat.parent_id) for seat in laid}
    back = rules.returned(there, kept, HOME, AWAY, last_number=25, is_whole=False)
    assert sorted(back, key=lambda seat: seat.id) == laid


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("17", 17),
        (" 17 ", 17),
        ("/ru/threads/17", 17),
        ("https://veche.example/be/threads/17?from=50#p3", 17),
        ("https://veche.example/ru/threads/17/post/4", 17),
        ("", None),
        ("the other one", None),
        ("/ru/proposals/17", None),
        ("1234567890", None),
        ("٣", None),
    ],
)
def test_a_thread_is_named_by_its_number_or_its_address(typed: str, number: int | None) -> None:
    assert rules.thread_number(typed) == number


def test_a_thread_takes_messages_as_long_as_it_has_numbers() -> None:
    assert rules.fits(MOST_POSTS - 3, 3)
    assert not rules.fits(MOST_POSTS - 2, 3)


def test_every_sort_of_act_has_its_group() -> None:
    assert set(rules.TOLD) <= set(rules.GROUPS)
