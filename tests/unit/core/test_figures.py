"""Figures as people type them."""

from decimal import Decimal

import pytest

from veche.core.figures import NotAFigure, parse_figure


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("", None),
        ("92", "92"),
        ("1 240,5", "1240.5"),
        ("1\u00a0240.50", "1240.50"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_figures_are_read_as_people_write_them(text: str, figure: str | None):
    assert parse_figure(text) == (Decimal(figure) if figure else None)


@pytest.mark.parametrize(
    "text", ["many", "1e5", "NaN", "Infinity", "1,234", "1.2.3", "٣", "1000000000000", "\x00", "--1"]
)
def test_what_is_no_figure_is_refused(text: str):
    with pytest.raises(NotAFigure):
        parse_figure(text)
