"""A password is judged by its length and by who would guess it, never by what kinds of characters it has."""

from contextlib import nullcontext

import pytest

from veche.accounts.passwords import check_password, commonest
from veche.accounts.rules import Unacceptable


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "0987654321",
        "qwertyuiop",
        "йцукенгшщз",
        "1qaz2wsx3edc",
        "q1w2e3r4t5",
        "Password123!",
        "ghbdtnghbdtn",
        "Наташа1985",
        "qwertyqwerty",
        "!!!!витебск2026",
        "veche2026!!",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "1111122222",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Unacceptable, match="easy to guess"):
        check_password(password)


@pytest.mark.parametrize(
    "password", ["reader@example.org", "reader12345", "Лесная Сова", "леснаясова1", "EXAMPLE.ORG9"]
)
def test_what_is_known_of_the_person_is_refused(password: str) -> None:
    with pytest.raises(Unacceptable, match="easy to guess"):
        check_password(password, "reader@example.org", "Лесная сова")


@pytest.mark.parametrize(
    "password",
    [
        "three plain words",
        "дом река фонарь",
        "tgfrzqpwua",
        "8253941607",
        " spaces count ",
        "x9" + "é" * 2 + "ab cd ef",
        "a b" * 30 + "zyx",
    ],
)
def test_anything_else_of_ten_characters_is_taken_as_it_is(password: str) -> None:
    check_password(password, "reader@example.org", "Лесная сова")


@pytest.mark.parametrize(("length", "taken"), [(9, False), (10, True), (128, True), (129, False)])
def test_from_10_to_128_characters(length: int, taken: bool) -> None:
    password = ("plain words with room " * 8)[:length]
    with nullcontext() if taken else pytest.raises(Unacceptable):
        check_password(password)


def test_the_list_is_long_and_clean() -> None:
    assert len(commonest()) > 3000
    assert all(word == word.casefold().strip() for word in commonest())
