"""Numbers and addresses of arguments, as a member of the committee types them."""

import pytest

from veche.committee.rules import Unreadable, argument_numbers


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("", []),
        ("17", [17]),
        ("17, 23; 5", [17, 23, 5]),
        ("§ 17, §23 № 5 #8.", [17, 23, 5, 8]),
        ("17 17, § 17", [17]),
        ("https://veche.example/ru/arguments/42", [42]),
        ("/arguments/42 http://veche.example/en/proposals/3#argument-7", [42, 7]),
    ],
)
def test_numbers_and_addresses_are_read(typed: str, numbers: list[int]) -> None:
    assert argument_numbers(typed) == numbers


@pytest.mark.parametrize(
    "typed", ["first", "17, the second", "https://veche.example/threads/4", "-3", "1234567890", "§"]
)
def test_what_names_no_argument_is_named_itself(typed: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        argument_numbers(typed)
    assert unreadable.value.word in typed
