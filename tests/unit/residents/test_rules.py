"""Codes, telephone numbers and documents are the same however they are typed, and nothing else passes for them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from veche.residents import rules

pytestmark = pytest.mark.sqlite_alone
NOW = datetime(2026, 12, 8, tzinfo=UTC)


def test_codes_differ_and_hold_no_two_signs_that_look_alike():
    codes = {rules.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 12 and set(code) <= set(rules.ALPHABET) for code in codes)
    assert not set(rules.ALPHABET) & set("0O1IL25S8BUG")


@pytest.mark.parametrize(
    "typing", [str, str.lower, rules.grouped, lambda code: " ".join(code), lambda code: f" {rules.grouped(code)}. "]
)
def test_a_code_is_read_however_it_is_typed(typing):
    for _ in range(30):
        code = rules.new_code()
        assert rules.read_code(typing(code)) == code


def test_a_code_typed_in_cyrillic_is_read():
    cyrillic = str.maketrans("ACEHKMPTXY3Z6", "АСЕНКМРТХУЗ2G")
    for _ in range(30):
        code = rules.new_code()
        assert rules.read_code(code.translate(cyrillic)) == code
        assert rules.read_code(code.translate(cyrillic).lower()) == code


def test_every_wrong_sign_and_every_swap_of_neighbours_is_noticed():
    code = rules.new_code()
    for place in range(12):
        for sign in set(rules.ALPHABET) - {code[place]}:
            assert rules.read_code(code[:place] + sign + code[place + 1 :]) is None
    for place in range(11):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert rules.read_code(swapped) is None or swapped == code


@pytest.mark.parametrize("typed", ["", "XXXX", "0000-0000-0000", "нет", "A" * 13, "\x00" * 12])
def test_what_is_no_code_is_none(typed):
    assert rules.read_code(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["+375 29 123-45-67", "375291234567", "8 (029) 123 45 67", "80 29 123-45-67", "29 123 45 67", "+375(29)1234567"],
)
def test_one_telephone_number_has_one_form(typed):
    assert rules.read_phone(typed) == "+375291234567"


@pytest.mark.parametrize("typed", ["", "12345", "+375 29 123", "telephone", "+" + "1" * 16, "7495123456789"])
def test_what_is_no_telephone_number_is_none(typed):
    assert rules.read_phone(typed) is None


@pytest.mark.parametrize("typed", ["BM 1234567", "bm1234567", "ВМ-1234567", "вм № 1234567"])
def test_one_document_has_one_form_in_either_alphabet(typed):
    assert rules.read_document(typed) == "BM1234567"


@pytest.mark.parametrize("typed", ["", "12345", "passport", "A" * 30, "BM<script>1"])
def test_what_is_no_document_is_none(typed):
    assert rules.read_document(typed) is None


def test_a_subject_means_nothing_without_its_issuer():
    assert rules.read_subject("https://id.example/", "7") == "https://id.example|7"
    assert rules.read_subject("https://id.example", " ") is None


@pytest.mark.parametrize(
    ("used", "revoked", "sheet_revoked", "left", "state"),
    [
        (False, False, False, 1, "good"),
        (True, False, True, -1, "used"),
        (False, True, False, 1, "revoked"),
        (False, False, True, -1, "revoked"),
        (False, False, False, 0, "expired"),
    ],
)
def test_the_state_of_a_code(used, revoked, sheet_revoked, left, state):
    code = SimpleNamespace(used_at=NOW if used else None, revoked_at=NOW if revoked else None)
    sheet = SimpleNamespace(revoked_at=NOW if sheet_revoked else None, expires_at=NOW + timedelta(days=left))
    assert rules.state_of(code, sheet, NOW) == state
    assert (rules.why_not(code, sheet, NOW) is None) == (state == "good")


def test_an_unknown_way_is_no_setting():
    assert rules.ways("sms, desk", ("desk", "sms")) == ["sms", "desk"]
    with pytest.raises(ValueError, match="desk"):
        rules.ways("passport", ("desk", "sms"))
