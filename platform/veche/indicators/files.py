"""Indicators as files: the list as a table for spreadsheets, one indicator as JSON."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Response, jsonify, make_response

from veche.core.pages import under
from veche.core.tables import plain_cell
from veche.indicators import queries
from veche.indicators.models import Indicator, Measurement
from veche.indicators.mount import blueprint, narrowed
from veche.indicators.queries import Record, Sought, Standing

COLUMNS = (
    *("code", "feature", "source", "state", "trend", "title_ru", "title_be", "title_en"),
    *("unit_ru", "unit_be", "unit_en", "better", "baseline", "baseline_on", "target", "target_on"),
    *("latest", "latest_on", "percent_of_the_way", "wording"),
)


@blueprint.get("/indicators.csv")
@under("anyone")
def as_csv() -> Response:
    """The list with its filters; in UTF-8 with its mark, so that every spreadsheet reads the letters."""
    response = make_response("\ufeff" + table(queries.standings(Sought(**narrowed().data))))
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = "attachment; filename=veche-indicators.csv"
    return response


def table(found: Iterable[Standing]) -> str:
    """A line for each indicator under the names of COLUMNS."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    rows.writerows([cell(value) for value in _line(one)] for one in found)
    return out.getvalue()


def _line(one: Standing) -> list[Any]:
    row, latest = one.indicator, one.latest
    words = [row.title_ru, row.title_be, row.title_en, row.unit_ru, row.unit_be, row.unit_en]
    course = [row.baseline, row.baseline_on, row.target, row.target_on]
    now = [latest.value, latest.on] if latest else ["", ""]
    way = None if one.way is None else round(one.way, 2)
    better = "larger" if row.rising else "smaller"
    wording = "working" if row.is_packaged else "committee"
    return [row.code, row.feature.code, row.source, one.state, one.trend, *words, better, *course, *now, way, wording]


def cell(value: Any) -> str:
    """A text that no spreadsheet takes for a formula; numbers with a point, days as 2026-12-31."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(plain_cell(str(value)))


@blueprint.get("/indicators/<code>.json")
@under("anyone")
def as_json(code: str) -> Response:
    return jsonify(described(queries.load_indicator(code)))


def described(indicator: Indicator) -> dict[str, Any]:
    """Everything that the page shows. Numbers are texts, so that none loses a digit on its way."""
    found = queries.record(indicator)
    return {**_definition(indicator), **_standing(found.standing), "values": _values(found)}


def _definition(row: Indicator) -> dict[str, Any]:
    return {
        "code": row.code,
        "feature": row.feature.code,
        "title": _in_three(row, "title"),
        "unit": _in_three(row, "unit"),
        "wording": "working" if row.is_packaged else "committee",
        "source": row.source,
        "better": "larger" if row.rising else "smaller",
        "baseline": _at(row.baseline, row.baseline_on),
        "target": _at(row.target, row.target_on),
        "retired": _ended(row.retired_at, row.retired_reason, row.retired_language),
    }


def _in_three(row: Indicator, name: str) -> dict[str, str]:
    return {language: getattr(row, f"{name}_{language}") for language in ("ru", "be", "en")}


def _standing(one: Standing) -> dict[str, Any]:
    latest = one.latest
    return {
        "state": one.state,
        "trend": one.trend,
        "latest": _at(latest.value, latest.on) if latest else None,
        "percent_of_the_way": _said(None if one.way is None else round(one.way, 2)),
        "missing_to_target": _said(one.missing),
        "asked_by_an_even_pace": _said(None if one.expected is None else round(one.expected, 4)),
    }


def _values(found: Record) -> list[dict[str, Any]]:
    return [_value(one, one.id in found.counting) for one in found.measurements]


def _value(one: Measurement, counts: bool) -> dict[str, Any]:
    return {
        "on": _said(one.on),
        "value": _said(one.value),
        "counts": counts,
        "evidence": one.evidence,
        "language": one.language,
        "sample": one.sample,
        "method": one.method,
        "reviewer": one.reviewer,
        "recorded_by": one.recorded_by.display_name,
        "recorded_at": _said(one.recorded_at),
        "withdrawn": _ended(one.withdrawn_at, one.withdrawn_reason, one.withdrawn_language),
    }


def _ended(at: datetime | None, reason: str, language: str) -> dict[str, Any] | None:
    return None if at is None else {"at": _said(at), "reason": reason, "language": language}


def _at(value: Decimal | None, on: date | None) -> dict[str, Any] | None:
    return None if value is None else {"value": _said(value), "on": _said(on)}


def _said(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return None if value is None else value.isoformat()
