"""Where the pages of indicators hang, and what all templates may ask of indicators."""

from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal
from flask import Blueprint, abort, request

from veche.core.languages import in_language, language
from veche.core.protocol import limiter
from veche.indicators import forms, labels, progress
from veche.plan.queries import features

blueprint = Blueprint("indicators", __name__)
often = limiter.shared_limit("30 per minute", scope="indicators")


@blueprint.record_once
def _globals(state: Any) -> None:
    environment = state.app.jinja_env
    environment.globals.update(indicator_states=labels.STATES, indicator_trends=labels.TRENDS)
    environment.globals.update(indicator_sources=labels.SOURCES, indicator_fields=labels.FIELDS)
    environment.filters.update(figure=figure, on_axis=on_axis, axis_day=axis_day, percent=percent, filled=progress.bar)


def figure(value: Decimal) -> str:
    """A measured number as the language writes it, with all its digits: «1 240,5»."""
    return format_decimal(value, format="#,##0.####", locale=language())


def on_axis(value: Decimal) -> str:
    """The number beside a tick: short, because there is little room."""
    if abs(value) >= 100_000:
        return format_compact_decimal(value, locale=language(), fraction_digits=1)
    return figure(value)


def axis_day(on: date, by_year: bool) -> str:
    """The day under a tick: a year, or a month with its year."""
    return str(on.year) if by_year else format_date(on, "LLL yy" if on.day == 1 else "d MMM yy", locale=language())


def percent(share: Decimal) -> str:
    """A share with one digit, rounded down: 99.99 is not said to be all."""
    return figure(share.quantize(Decimal("0.1"), ROUND_FLOOR))


def feature_choices() -> list[tuple[str, str]]:
    """(code, «2.4 title») of every feature, for the lists of forms."""
    return [(one.code, f"{one.code} {in_language(one, 'title')}") for one in features()]


def narrowed() -> forms.Narrow:
    """The filters of the address; one that names what is not there must not look like an empty list."""
    form = forms.Narrow(formdata=request.args).offer(feature_choices())
    return form if form.validate() else abort(404)
