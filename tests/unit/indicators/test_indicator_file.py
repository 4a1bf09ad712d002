"""The file of indicators."""

import pytest

from veche.indicators.rules import parse_indicators


def test_the_packaged_indicators_are_complete_in_three_languages():
    from importlib.resources import files

    found = parse_indicators(files("veche.indicators").joinpath("data/indicators.toml").read_bytes())
    assert len(found) == 62
    assert all(one.wording["ru"] != one.wording["be"] or one.wording["ru"].isascii() for one in found)


@pytest.mark.parametrize("broken", ['source = "guess"', 'en = ""', 'feature = ""'])
def test_a_broken_indicator_is_named(broken: str):
    good = {"code": "I-1", "feature": "1.1", "source": "survey", "ru": "а", "be": "б", "en": "c"}
    name, _, value = broken.partition(" = ")
    rows = "".join(f'{key} = "{text}"\n' for key, text in {**good, name: value.strip('"')}.items())
    with pytest.raises(ValueError, match="I-1"):
        parse_indicators(f"[[indicator]]\n{rows}".encode())
