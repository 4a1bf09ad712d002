"""The ledger of promises as a page, as a table and as a feed."""

from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from veche.bodies.queries import body_choices
from veche.core import clock
from veche.core.clock import today
from veche.core.pages import page, site_url, under
from veche.core.settings import setting
from veche.plan.queries import features
from veche.promises import forms, labels, queries, reminders, rules, sheets, sums
from veche.promises.told import Promise

__all__ = ["blueprint", "reminders"]

blueprint = Blueprint("promises", __name__)


@blueprint.record_once
def _globals(state: Any) -> None:
    state.app.jinja_env.globals.update(
        promise_states=labels.STATES,
        promise_owner=sheets.owner,
        promise_anchor=sheets.anchor,
        promise_address=sheets.address,
        promise_explanation=sheets.explanation,
        promise_names=labels.ONE,
    )


@blueprint.get("/promises")
@under("anyone")
def ledger() -> Response:
    parts = features()
    form, sought = _asked(parts)
    sections, more = _sections(form, sought)
    return page(
        "promises/ledger.html",
        "promises/_list.html",
        form=form,
        sought=sought,
        sections=sections,
        more=more,
        features=parts,
        summed=sums.summed(),
        labels=labels,
    )


def _asked(parts: Any) -> tuple[forms.Narrow, queries.Sought]:
    """The filters of the address; one that names what is not there must not look like an empty list."""
    form = forms.Narrow(formdata=request.args).offer(parts, body_choices())
    if not form.validate():
        abort(404)
    numbers = {feature.code: feature.id for feature in parts}
    sought = queries.Sought(
        kind=form.kind.data,
        feature_id=numbers.get(form.feature.data),
        owner=form.owner.data,
        state=form.state.data,
        year=form.closed.data == "year",
    )
    return form, sought


def _sections(form: forms.Narrow, sought: queries.Sought) -> tuple[dict[str, list[Promise]], str | None]:
    """The rows under their headings, and the address of the next page."""
    cursor = request.args.get("after")
    if sought.is_closed or sought.year:
        found = queries.closed(sought, cursor)
        sections = {"closed": list(found.rows)} if found.rows else {}
    elif sought.state:
        found = queries.waiting(sought, cursor)
        sections = _by_date(found.rows)
    else:
        found, past = queries.both(sought, cursor)
        sections = _by_date(found.rows) | ({"closed": list(past.rows)} if past.rows else {})
    return sections, url_for("promises.ledger", after=found.after, **form.chosen) if found.after else None


def _by_date(rows: Any) -> dict[str, list[Promise]]:
    found: dict[str, list[Promise]] = {}
    for row in rows:
        found.setdefault(rules.section(row.due, today()), []).append(row)
    return found


@blueprint.get("/promises.csv")
@under("anyone")
def table() -> Response:
    _, sought = _asked(features())
    body = sheets.as_csv(queries.everything(sought))
    named = {"Content-Disposition": f'attachment; filename="promises-{today().isoformat()}.csv"'}
    return _kept(make_response(body, 200, {"Content-Type": "text/csv; charset=utf-8", **named}))


@blueprint.get("/promises.atom")
@under("anyone")
def feed() -> Response:
    form, sought = _asked(features())
    found = queries.latest_events(sought)
    body = render_template("promises/feed.xml", events=found, chosen=form.chosen, moment=_begins(today()))
    return _kept(make_response(body, 200, {"Content-Type": "application/atom+xml; charset=utf-8"}))


def _kept(response: Response) -> Response:
    """A program that has this very answer already gets 304."""
    response.add_etag()
    response.make_conditional(request)
    return response


def _begins(day: Any) -> str:
    """The beginning of a day in the city, as a feed writes it."""
    return datetime.combine(day, time(), clock.CITY_ZONE).isoformat()


@blueprint.app_template_global()
def promise_event_tag(event: rules.Event) -> str:
    """A tag: URI (RFC 4151) that names the event for ever, whatever becomes of addresses."""
    host = urlsplit(site_url("promises.ledger")).hostname or str(setting("HOST"))
    return f"tag:{host},2026:promises/{event.row.subject}/{event.what}"


blueprint.add_app_template_filter(_begins, "day_begins")
