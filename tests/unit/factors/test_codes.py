"""Codes of an app and recovery codes: which fits when, and what they look like."""

from datetime import UTC, datetime, timedelta

import pytest

from veche.factors import rules

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = datetime(2026, 12, 8, 12, 0, 10, tzinfo=UTC)
STEP = rules.step_at(NOON)


@pytest.mark.parametrize(("shift", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_fits_in_its_half_minute_and_its_neighbours_alone(shift: int, fits: bool) -> None:
    code = rules.code_of(SECRET, STEP + shift)
    assert rules.fitting_step(SECRET, code, NOON, 0) == (STEP + shift if fits else None)


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_used_step_and_all_before_it_fit_no_more(shift: int) -> None:
    code = rules.code_of(SECRET, STEP + shift)
    assert rules.fitting_step(SECRET, code, NOON, STEP + shift) is None
    assert rules.fitting_step(SECRET, code, NOON, STEP + 1) is None
    assert rules.fitting_step(SECRET, code, NOON, STEP + shift - 1) == STEP + shift


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: the last six figures of its codes for SHA-1."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    told = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}
    for second, code in told.items():
        assert rules.code_of(secret, rules.step_at(datetime.fromtimestamp(second, UTC))) == code


@pytest.mark.parametrize(
    ("typed", "is_app"),
    [("123 456", True), ("123-456", True), ("12345", False), ("1234567", False), ("K7QM-2XRD-94HT", False)],
)
def test_blanks_and_hyphens_do_not_matter(typed: str, is_app: bool) -> None:
    assert rules.is_app_code(rules.clean(typed)) is is_app
    assert " " not in rules.clean(typed)


def test_figures_of_other_scripts_are_no_code_of_the_app() -> None:
    assert not rules.is_app_code(rules.clean("١٢٣٤٥٦"))
    assert rules.fitting_step(SECRET, "١٢٣٤٥٦", NOON, 0) is None


def test_recovery_codes_are_ten_and_all_different() -> None:
    codes = rules.new_recovery_codes()
    assert len(set(codes)) == rules.RECOVERY_CODES
    assert all(len(rules.clean(code)) == 12 and set(rules.clean(code)) <= set(rules.SIGNS) for code in codes)
    assert not set(codes) & set(rules.new_recovery_codes())


def test_no_sign_of_a_recovery_code_is_read_as_another() -> None:
    assert not set("01OI") & set(rules.SIGNS)
    assert len(set(rules.SIGNS)) == 32


def test_a_secret_is_long_and_shown_in_groups() -> None:
    secret = rules.new_secret()
    assert len(secret) == 32
    assert rules.grouped(secret).replace(" ", "") == secret
    assert max(map(len, rules.grouped(secret).split())) == 4


def test_the_address_names_account_and_site_for_the_app() -> None:
    address = rules.address(SECRET, "me@example.org", "Veche")
    assert address.startswith("otpauth://totp/Veche:me%40example.org?")
    assert f"secret={SECRET}" in address
    assert "issuer=Veche" in address


@pytest.mark.parametrize(
    ("before", "now", "doubtful"),
    [(0, 0, False), (0, 1, False), (5, 6, False), (5, 5, True), (5, 4, True), (5, 0, True)],
)
def test_a_counter_that_does_not_grow_speaks_of_a_copy(before: int, now: int, doubtful: bool) -> None:
    assert rules.goes_back(before, now) is doubtful


@pytest.mark.parametrize(
    ("reason", "enough"), [("", False), ("lost the phone", False), ("  lost   the  phone ", False), ("a b c d", True)]
)
def test_a_reason_has_four_words(reason: str, enough: bool) -> None:
    assert rules.says_enough(reason) is enough


def test_setting_up_lasts_an_hour_and_a_challenge_five_minutes() -> None:
    assert timedelta(hours=1) == rules.SETTING_UP
    assert timedelta(minutes=5) == rules.CHALLENGE
