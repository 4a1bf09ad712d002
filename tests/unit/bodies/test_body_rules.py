"""The register of bodies: what a telephone number looks like, what an edit changes, what a search finds."""

import pytest

from veche.bodies import rules

ENTRY = dict.fromkeys(rules.FIELDS, "") | {"name_ru": "Библиотека", "office_language": "ru"}


@pytest.mark.parametrize("number", ["+375 212 00-00-00", "8 (0212) 60 00 00", "36-00-00", "60-00-00 доб. 12", "60000"])
def test_telephone_numbers_of_offices(number):
    assert rules.is_phone(number)


@pytest.mark.parametrize("number", ["", "12", "call me", "+375 29 x", "<b>12345</b>", "1" * 31, "٣٤٥٦٧٨"])
def test_what_is_no_telephone_number(number):
    assert not rules.is_phone(number)


def test_an_entry_that_says_the_same_has_the_same_mark():
    assert rules.seen(ENTRY) == rules.seen(dict(ENTRY))
    assert all(rules.seen(ENTRY) != rules.seen({**ENTRY, name: "other"}) for name in rules.FIELDS)


def test_changes_name_what_was_and_what_is():
    after = {**ENTRY, "office_phone": "36-00-00"}
    assert rules.changes(ENTRY, after) == {"office_phone": ["", "36-00-00"]}
    assert rules.changes(ENTRY, ENTRY) == {}


def test_a_search_finds_every_word_in_any_case_and_order():
    names = [(1, "Управление по образованию"), (2, "Библиотечная система"), (3, "Отдел культуры")]
    assert rules.fitting(names, "образов УПРАВЛЕНИЕ") == [1]
    assert rules.fitting(names, "отдел система") == []
    assert rules.fitting(names, "") == [1, 2, 3]
