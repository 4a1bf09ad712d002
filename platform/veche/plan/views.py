"""Pages of the plan: the whole, a feature, an action area."""

from typing import Any

from flask import Blueprint, Response, abort
from werkzeug.routing import BaseConverter

from veche.core.pages import page, under
from veche.plan import queries, states
from veche.plan.standing import standing

blueprint = Blueprint("plan", __name__)


class FeatureCode(BaseConverter):
    regex = r"\d{1,2}\.\d{1,2}"


class AreaCode(BaseConverter):
    regex = r"\d{1,2}\.\d{1,2}\.\d{1,2}"


@blueprint.record_once
def _converters(state: Any) -> None:
    state.app.url_map.converters.update(feature_code=FeatureCode, area_code=AreaCode)


@blueprint.get("/plan")
@under("anyone")
def whole() -> Response:
    sections = queries.whole()
    areas = [area for section in sections for feature in section.features for area in feature.areas]
    return page("plan/whole.html", sections=sections, areas=areas, legend=states.ALL, **vars(standing(areas)))


@blueprint.get("/plan/<feature_code:code>")
@under("anyone")
def feature(code: str) -> Response:
    found = queries.feature_by_code(code) or abort(404)
    return page("plan/feature.html", feature=found, **vars(standing(found.areas)))


@blueprint.get("/plan/<area_code:code>")
@under("anyone")
def area(code: str) -> Response:
    found = queries.load_area(code)
    return page("plan/area.html", area=found, parts_of_area=queries.parts_of(found), **vars(standing([found])))
