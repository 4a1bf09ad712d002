"""Figures as people type them."""

import re
from decimal import Decimal

LARGEST_FIGURE = Decimal("999999999999.99")


class NotAFigure(ValueError):
    """A text that is no number the platform can keep."""


def parse_figure(text: str, places: int = 2) -> Decimal | None:
    """«1 240,5» and «1240.5» alike; nothing for an empty text. Raises NotAFigure, also for more decimal places."""
    plain = "".join(text.split())
    if not plain:
        return None
    if not re.fullmatch(rf"[-−]?[0-9]+([.,][0-9]{{1,{places}}})?", plain, re.ASCII):
        raise NotAFigure(text)
    figure = Decimal(plain.replace(",", ".").replace("−", "-"))
    if abs(figure) > LARGEST_FIGURE:
        raise NotAFigure(text)
    return figure
