"""The composition of the day: as many forms as there are things, inside the picture, the same every time."""

import itertools

import pytest

from veche.front.rules import BARS, CIRCLES, HEIGHT, MOST, SQUARES, WEDGES, WIDTH, Form, composition, drawn

KINDS = ("wedge", "circle", "square", "bar")
COUNTS = [0, 1, 2, 3, 4, 7, 13, 24]
DAYS = [*itertools.product((0, 1, 3, 24), repeat=4), *[(n, n, n, n) for n in COUNTS], (3, 9, 4, 17)]


@pytest.mark.parametrize("counts", DAYS)
def test_every_vote_proposal_answer_and_action_is_one_form(counts: tuple[int, int, int, int]) -> None:
    forms = composition(*counts)
    assert tuple(drawn(forms, kind) for kind in KINDS) == counts


@pytest.mark.parametrize("counts", DAYS)
def test_every_form_lies_within_the_picture(counts: tuple[int, int, int, int]) -> None:
    for form in composition(*counts):
        left, top, right, bottom = form.bounds
        assert left >= 0, form
        assert top >= 0, form
        assert right <= WIDTH, form
        assert bottom <= HEIGHT, form


def test_the_same_counts_give_the_same_picture() -> None:
    assert composition(3, 9, 4, 17) == composition(3, 9, 4, 17)


def test_another_count_gives_another_picture() -> None:
    assert composition(3, 9, 4, 17) != composition(3, 10, 4, 17)


def test_more_than_the_most_are_drawn_as_the_most() -> None:
    assert composition(99, 99, 99, 99) == composition(MOST, MOST, MOST, MOST)


def test_an_empty_day_keeps_an_outline_in_every_place() -> None:
    forms = composition(0, 0, 0, 0)
    assert sorted(form.kind for form in forms) == sorted(KINDS)
    assert {form.tone for form in forms} == {"o"}


def test_only_the_first_open_vote_is_red() -> None:
    assert [form.kind for form in composition(5, 9, 4, 17) if form.tone == "a"] == ["wedge"]


def test_no_vote_leaves_no_red() -> None:
    assert not any(form.tone == "a" for form in composition(0, 9, 4, 17))


def extent(form: Form) -> float:
    left, top, right, bottom = form.bounds
    return max(right - left, bottom - top)


@pytest.mark.parametrize("kind", KINDS)
def test_few_forms_are_larger_than_many(kind: str) -> None:
    place = KINDS.index(kind)

    def thickest(count: int) -> float:
        counts = [0, 0, 0, 0]
        counts[place] = count
        forms = [form for form in composition(*counts) if form.kind == kind]
        return max(min(f.bounds[2] - f.bounds[0], f.bounds[3] - f.bounds[1]) for f in forms)

    assert thickest(1) > thickest(24)


@pytest.mark.parametrize("count", [2, 5, 12, 24])
def test_circles_never_touch_each_other(count: int) -> None:
    circles = [form for form in composition(0, count, 0, 0) if form.kind == "circle"]
    for one, other in itertools.combinations(circles, 2):
        (x1, y1), (x2, y2) = one.points[0], other.points[0]
        assert ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5 > one.radius + other.radius


def test_no_form_is_thinner_than_the_eye_sees() -> None:
    assert all(extent(form) >= 8 for form in composition(24, 24, 24, 24))


def test_the_four_rooms_do_not_overlap() -> None:
    for one, other in itertools.combinations((WEDGES, SQUARES, CIRCLES, BARS), 2):
        across = one.x < other.x + other.width and other.x < one.x + one.width
        down = one.y < other.y + other.height and other.y < one.y + one.height
        assert not (across and down), (one, other)


def test_a_path_is_closed_and_has_a_corner_for_every_point() -> None:
    wedge = next(form for form in composition(1, 0, 0, 0) if form.kind == "wedge" and form.tone == "a")
    assert wedge.path.startswith("M")
    assert wedge.path.endswith("z")
    assert wedge.path.count("L") == 2
