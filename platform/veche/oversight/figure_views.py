"""The figures of moderation as a page and as a table."""

import csv
import io
from typing import Any

from flask import Response, abort, make_response, request

from veche.core.pages import page, under
from veche.core.tables import plain_cell
from veche.moderation import rules as moderation_rules
from veche.oversight import figures, geometry, logbook, rules
from veche.oversight.mount import blueprint


@blueprint.get("/moderation/figures")
@under("anyone")
def show_figures() -> Response:
    known = figures.quarters()
    asked = rules.Quarter.parse(request.args["quarter"]) if request.args.get("quarter") else known[0]
    if asked not in known:
        abort(404)
    told = figures.of_quarters(known)
    one = next(item for item in told if item.quarter == asked)
    values: dict[str, Any] = {"told": told, "one": one, "picture": geometry.picture(told), "box": geometry}
    return page("oversight/figures.html", **values, measures=logbook.MEASURES, moderation_rules=moderation_rules)


@blueprint.get("/moderation/figures.csv")
@under("anyone")
def figures_table() -> Response:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("quarter", "figure", "measure_or_promise", "clause", "value"))
    for one in figures.of_quarters(figures.quarters()):
        for cells in figures.rows_of(one):
            rows.writerow([plain_cell("" if value is None else value) for value in (one.quarter.code, *cells)])
    named = {"Content-Disposition": 'attachment; filename="moderation-figures.csv"'}
    return make_response(out.getvalue(), 200, {"Content-Type": "text/csv; charset=utf-8", **named})
