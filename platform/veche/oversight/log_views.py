"""The public log as a page, as a table and as a feed."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, make_response, render_template, request, stream_with_context

from veche.core import clock
from veche.core.pages import page, site_url, under
from veche.core.settings import setting
from veche.core.tables import plain_cell
from veche.moderation import rules as moderation_rules
from veche.oversight import figures, logbook, rules
from veche.oversight.forms import Narrow
from veche.oversight.mount import blueprint, quarter_words

FEED_SIZE = 50
COLUMNS = ("entry", "at", "measure", "state", "kind", "clause", "facts", "days", "moderator", "second", "see_entry")


@blueprint.get("/moderation/log")
@under("anyone")
def log() -> Response:
    form, sought = _asked()
    newest = request.args.get("entry", type=int)
    lines = logbook.log(sought, request.args.get("after"), newest if newest and 0 < newest < 10**9 else None)
    summed = figures.of_quarter(rules.Quarter.of(clock.today()))
    values: dict[str, Any] = {
        "form": form,
        "lines": lines,
        "summed": summed,
        "moderation_rules": moderation_rules,
        "newest": newest,
        "undecided": logbook.undecided(),
    }
    return page("oversight/log.html", "oversight/_log.html", **values, measures=logbook.MEASURES, states=rules.STATES)


def _asked() -> tuple[Narrow, logbook.Sought]:
    """The filters of the address; one that names what is not there must not look like an empty log."""
    found = figures.quarters()
    periods = [(quarter.code, quarter_words(quarter)) for quarter in found]
    form = Narrow(formdata=request.args).offer(logbook.MEASURES, periods)
    if not form.validate():
        abort(404)
    period = rules.Quarter.parse(form.period.data) if form.period.data else None
    return form, logbook.Sought(form.measure.data, form.clause.data, form.kind.data, period)


@blueprint.get("/moderation/log.csv")
@under("anyone")
def log_table() -> Response:
    _, sought = _asked()
    named = f'attachment; filename="moderation-log-{clock.today().isoformat()}.csv"'
    body: Any = stream_with_context(_as_csv(logbook.everything(sought)))
    return Response(body, headers={"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": named})


def _as_csv(lines: Iterator[logbook.Line]) -> Iterator[str]:
    """The table line by line; a spreadsheet takes no cell for a formula."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for line in lines:
        rows.writerow([plain_cell(value) for value in _cells(line)])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _cells(line: logbook.Line) -> list[Any]:
    kind = "youth" if line.is_youth else line.kind
    measure = line.verb if line.measure == "curated" else line.measure
    said = [line.seq, line.at.isoformat(), measure, line.state, kind, line.clause, line.facts, line.days or ""]
    return [*said, line.actor, line.second, line.later or line.earlier or ""]


@blueprint.get("/moderation/log.atom")
@under("anyone")
def log_feed() -> Response:
    form, sought = _asked()
    lines = logbook.log(sought, size=FEED_SIZE).rows
    values: dict[str, Any] = {
        "chosen": form.chosen,
        "moment": clock.now(),
        "measures": logbook.MEASURES,
        "states": rules.STATES,
    }
    body = render_template("oversight/log.xml", lines=lines, moderation_rules=moderation_rules, **values)
    response = make_response(body, 200, {"Content-Type": "application/atom+xml; charset=utf-8"})
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.app_template_global()
def moderation_line_tag(line: logbook.Line) -> str:
    """A tag: URI (RFC 4151) that names the line for ever, whatever becomes of addresses."""
    host = urlsplit(site_url("oversight.log")).hostname or str(setting("HOST"))
    return f"tag:{host},2026:moderation/{line.seq}"
