"""Titles between the marks of a sentence."""

import pytest

from veche.core.languages import inner


@pytest.mark.parametrize(
    ("title", "said"),
    [("Phones", "Phones"), ("Lessons «Phone»", "Lessons „Phone“"), ("«A» and «B»", "„A“ and „B“"), ("", "")],
)
def test_the_marks_of_a_title_differ_from_those_around_it(title: str, said: str) -> None:
    assert inner(title) == said
