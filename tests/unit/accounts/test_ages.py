"""Which bands are offered when the ages are configured, and whose address a representative's is."""

import pytest

from veche.accounts.rules import is_young, own_address, youth_bands


@pytest.mark.parametrize(
    ("least", "most", "bands"),
    [
        (14, 31, {"14-15": (14, 15), "16-17": (16, 17), "18-31": (18, 31)}),
        (15, 31, {"14-15": (15, 15), "16-17": (16, 17), "18-31": (18, 31)}),
        (16, 31, {"16-17": (16, 17), "18-31": (18, 31)}),
        (18, 35, {"18-31": (18, 35)}),
        (14, 18, {"14-15": (14, 15), "16-17": (16, 17), "18-31": (18, 18)}),
    ],
)
def test_the_stored_codes_stay_and_stand_for_the_configured_ages(
    least: int, most: int, bands: dict[str, tuple[int, int]]
) -> None:
    assert youth_bands(least, most) == bands


@pytest.mark.parametrize(
    ("band", "young"), [("14-15", True), ("16-17", True), ("18-31", True), ("over-31", False), (None, False)]
)
def test_who_is_young_follows_from_the_band(band: str | None, young: bool) -> None:
    assert is_young(band) is young


@pytest.mark.parametrize(
    ("email", "representative", "own"),
    [
        ("me@example.org", "me@example.org", True),
        ("me@example.org", "ME@Example.org ", True),
        ("me@example.org", "mother@example.org", False),
        ("me@example.org", None, False),
        ("me@example.org", "", False),
    ],
)
def test_a_representative_has_an_address_of_their_own(email: str, representative: str | None, own: bool) -> None:
    assert own_address(email, representative) is own
