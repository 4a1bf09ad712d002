"""A number that came from an address or a hidden field."""

import pytest

from veche.forum.forms import whole


@pytest.mark.parametrize("typed", ["", None, "x", "-1", "1.5", "٣", "²", "1" * 7, "0x1", "\x00", " 1"])
def test_what_is_no_number_of_a_post_is_nothing(typed: str | None) -> None:
    assert whole(typed) == 0


def test_a_number_of_a_post_is_read() -> None:
    assert whole("000012") == 12
    assert whole("999999") == 999_999
