"""Cells of tables that people open in a spreadsheet."""

from typing import Any

BEGINNINGS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula; anything but a text stays as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(BEGINNINGS_OF_FORMULAS) else value
