"""The front page, the journal, and everybody's own page."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_login import current_user

from veche.core import clock
from veche.core.clock import today
from veche.core.pages import page, panels, under
from veche.front import chronicle, heads, queries, rules, sitemap

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
@under("anyone")
def front() -> Response:
    day = queries.day(current_user)
    counts = day.counts
    forms = rules.composition(counts.votes, counts.gathering, counts.answers, counts.actions)
    return page("front/front.html", day=day, counts=counts, forms=forms, most=rules.MOST, now=clock.now(), date=today())


@blueprint.get("/journal")
@under("anyone")
def journal() -> Response:
    newest = request.args.get("entry", type=int)
    lines = chronicle.lines(request.args.get("after"), newest if newest and 0 < newest < 10**9 else None)
    values: dict[str, Any] = {"head": chronicle.head(), "last": chronicle.last(), "sent": heads.last_letter()}
    return page("front/journal.html", lines=lines, newest=newest, **values)


@blueprint.get("/my")
@under("account.own")
def my() -> Response:
    return page("front/my.html", sections=panels("my", current_user))


@blueprint.get("/sitemap.xml")
@under("anyone")
def site_map() -> Response:
    return Response(render_template("front/sitemap.xml", places=sitemap.places()), mimetype="application/xml")
