"""The plan on one page, as data, and the lists that only this page needs."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, url_for

from veche.core.languages import gettext as _
from veche.core.languages import in_language, language
from veche.core.pages import page, site_url, under
from veche.core.policy import N_
from veche.core.settings import setting
from veche.dashboard import numbers, queries, rules
from veche.plan import states
from veche.plan.queries import feature_by_code
from veche.plan.standing import standing
from veche.tracking.labels import STATUS

blueprint = Blueprint("dashboard", __name__)

NOBODY = N_("No responsible body yet")


@blueprint.get("/dashboard")
@under("anyone")
def dashboard() -> Response:
    board = queries.board()
    return page(
        "dashboard/dashboard.html",
        board=board,
        numbers=numbers.of(board),
        chart=rules.chart(board.months),
        drawn=rules.DRAWN,
        box=rules,
        legend=states.ALL,
        fewest=rules.FEWEST_PEOPLE,
    )


@blueprint.app_template_global()
def number_url(number: numbers.Number) -> str:
    """Where the list of a number is."""
    return url_for(number.endpoint, **number.values)


@blueprint.get("/dashboard.json")
@under("anyone")
def as_json() -> Response:
    board = queries.board()
    said = {
        "at": board.at.isoformat(),
        "words_in": language(),
        "url": site_url("dashboard.dashboard"),
        "numbers": {name: _said(number) for name, number in numbers.of(board).items()},
        "people_taking_part": board.people,
        "answers_on_time_percent": board.promises.share("answer").percent,
        "months": [{"month": f"{month.first:%Y-%m}", "actions": _statuses(month.counts)} for month in board.months],
        "areas": [_area(board, area) for area in board.areas],
        "features": [_feature(row) for row in board.features],
        "overdue": [_overdue(promise) for promise in board.overdue.rows],
    }
    return jsonify(said)


def _said(number: numbers.Number) -> dict[str, Any]:
    return {"value": number.value, "url": f"{setting('SITE_URL')}{number_url(number)}"}


def _statuses(counts: dict[str, int]) -> dict[str, int]:
    return {status: counts.get(status, 0) for status in STATUS}


def _area(board: queries.Board, area: Any) -> dict[str, Any]:
    state = board.standing.states[area.id]
    return {
        "code": area.code,
        "title": in_language(area, "title"),
        "state": state.cell,
        "state_in_words": _(state.words),
        "report_overdue": area.id in board.standing.late,
        "has_responsible_body": area.id not in board.without_body,
        "url": site_url("plan.area", code=area.code),
    }


def _feature(row: queries.OfFeature) -> dict[str, Any]:
    return {
        "code": row.feature.code,
        "title": in_language(row.feature, "title"),
        "actions": _statuses(row.actions),
        "indicators": vars(row.indicators),
        "overdue": row.overdue,
    }


def _overdue(promise: Any) -> dict[str, Any]:
    return {
        "kind": promise.kind,
        "title": promise.text.title,
        "language": promise.text.language,
        "due_on": promise.due.isoformat(),
    }


@blueprint.get("/dashboard/areas")
@under("anyone")
def areas() -> Response:
    """The action areas in one state of the map."""
    chosen = request.args.get("state", "")
    words = {state.cell: state.words for state in states.ALL} | {"nobody": NOBODY}
    if chosen and chosen not in words:
        abort(404)
    found = queries.areas_in(chosen)
    return page(
        "dashboard/areas.html",
        areas=found,
        words=words.get(chosen, ""),
        chosen=chosen,
        **vars(standing(found)),
    )


@blueprint.get("/dashboard/actions")
@under("anyone")
def actions() -> Response:
    """The actions of one feature."""
    feature = feature_by_code(request.args.get("feature", "")) or abort(404)
    return page("dashboard/actions.html", feature=feature, actions=queries.actions_of(feature))
