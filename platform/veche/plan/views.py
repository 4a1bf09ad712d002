"""Pages of the plan: the whole, a feature, an action area."""

from typing import Any

from flask import Blueprint, Response, abort
from werkzeug.routing import BaseConverter

from veche.core.pages import ask, page, under
from veche.plan import queries, states
from veche.plan.models import ActionArea

blueprint = Blueprint("plan", __name__)


class FeatureCode(BaseConverter):
    regex = r"\d{1,2}\.\d{1,2}"


class AreaCode(BaseConverter):
    regex = r"\d{1,2}\.\d{1,2}\.\d{1,2}"


@blueprint.record_once
def _converters(state: Any) -> None:
    state.app.url_map.converters.update(feature_code=FeatureCode, area_code=AreaCode)


def _states(areas: list[ActionArea]) -> dict[str, Any]:
    """The state of each area by its id, the ids of the quiet ones and of those where something is overdue."""
    ids = [area.id for area in areas]
    now, progress = ask("area.now", ids), ask("area.work", ids)
    found = {area.id: _state(area, now.get(area.id), progress.get(area.id)) for area in areas}
    quiet = {number for number, state in found.items() if state is states.QUIET}
    late = {number for number, its in progress.items() if its.overdue}
    return {"states": found, "quiet": quiet, "late": late}


def _state(area: ActionArea, now: str | None, progress: Any) -> states.State:
    texts = area.thread_count + area.proposal_count
    return states.state(texts, area.action_count, now, progress.work if progress else None)


@blueprint.get("/plan")
@under("anyone")
def whole() -> Response:
    sections = queries.whole()
    areas = [area for section in sections for feature in section.features for area in feature.areas]
    return page("plan/whole.html", sections=sections, areas=areas, legend=states.ALL, **_states(areas))


@blueprint.get("/plan/<feature_code:code>")
@under("anyone")
def feature(code: str) -> Response:
    found = queries.feature_by_code(code) or abort(404)
    return page("plan/feature.html", feature=found, **_states(found.areas))


@blueprint.get("/plan/<area_code:code>")
@under("anyone")
def area(code: str) -> Response:
    found = queries.load_area(code)
    return page("plan/area.html", area=found, parts_of_area=queries.parts_of(found), **_states([found]))
