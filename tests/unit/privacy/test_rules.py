"""Pure rules about people's data: ages, masks, versions, names in others' texts."""

import pytest

from veche.accounts import rules as accounts
from veche.privacy import rules, texts


@pytest.mark.parametrize(
    ("band", "later"),
    [
        ("14-15", ("14-15", "16-17", "18-31", "over-31")),
        ("18-31", ("18-31", "over-31")),
        ("over-31", ("over-31",)),
        (None, ("14-15", "16-17", "18-31", "over-31")),
    ],
)
def test_an_age_only_goes_up(band: str | None, later: tuple[str, ...]) -> None:
    assert rules.later_bands(band) == later


@pytest.mark.parametrize(
    ("email", "shown"),
    [("anna@example.org", "a…@e….org"), ("x@y.by", "x…@y….by"), (None, ""), ("", ""), ("odd@host", "o…@…host")],
)
def test_a_masked_address_tells_two_apart_and_reaches_nobody(email: str | None, shown: str) -> None:
    assert accounts.masked(email) == shown


@pytest.mark.parametrize(("size", "words"), [(0, "1 KB"), (12_400, "12 KB"), (3_400_000, "3.4 MB")])
def test_a_size_is_said_in_words(size: int, words: str) -> None:
    assert rules.size_in_words(size) == words


def test_writing_waits_only_for_a_text_that_asks_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not accounts.widens("1")
    monkeypatch.setattr(accounts, "WIDENING_VERSIONS", ("3",))
    assert accounts.widens("1")
    assert accounts.widens("2")
    assert not accounts.widens("3")
    assert not accounts.widens("4")


def test_each_text_of_the_consent_is_whole_in_every_language() -> None:
    for one in texts.versions():
        for section in one.sections:
            assert set(section.title) == set(section.text) == {"ru", "be", "en"}
            assert len({len(words) for words in section.text.values()}) == 1, section.title["en"]
