"""The public pages: the consent and its versions, what is kept how long, the operator's register."""

from flask import Response, abort, g, make_response

from veche.core.pages import page, under
from veche.privacy import data_views, panels, registering, retention, texts
from veche.privacy.mount import blueprint
from veche.privacy.operator import operator

__all__ = ["blueprint", "data_views", "panels"]


@blueprint.get("/privacy")
@under("anyone")
def notice() -> Response:
    return _notice(texts.versions()[0])


@blueprint.get("/privacy/<int:number>")
@under("anyone")
def version(number: int) -> Response:
    return _notice(texts.version(str(number)) or abort(404))


def _notice(text: texts.ConsentText) -> Response:
    return page("privacy/notice.html", text=text, versions=texts.versions(), operator=operator())


@blueprint.get("/privacy/retention", endpoint="retention")
@under("anyone")
def kept() -> Response:
    return page("privacy/retention.html", rows=retention.table(), last=retention.last_run())


@blueprint.get("/privacy/register")
@under("privacy.register")
def register() -> Response:
    g.private = True
    return page(
        "privacy/register.html", register=registering.register(), measures=registering.measures(), operator=operator()
    )


@blueprint.get("/privacy/register.csv")
@under("privacy.register")
def register_csv() -> Response:
    g.private = True
    response = make_response(registering.as_csv(registering.register()))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=register.csv"
    return response
