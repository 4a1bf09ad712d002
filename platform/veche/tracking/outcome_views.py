"""Pages on which costs, results and lessons are written, and the page on which all lessons are read."""

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_login import current_user

from veche.core.clock import today
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.tracking import costs, lessons, outcomes, results, sums
from veche.tracking import outcome_forms as forms
from veche.tracking.models import Action, Cost, Result
from veche.tracking.mount import action_of, blueprint, often


def _mine(code: str) -> Action:
    """The action of the address, for those who may account for it."""
    found = action_of(code)
    require(current_user, "action.account", found)
    return found


# Costs


@blueprint.get("/actions/<code>/costs")
@under("action.account", subject=True)
def costs_form(code: str) -> Response:
    found = _mine(code)
    source = request.args.get("source", "city")
    line = _line(found, source if source in sums.SOURCES else abort(404))
    return _costs_page(found, forms.CostLine.of(source, line))


def _line(action: Action, source: str) -> Cost | None:
    return next((line for line in outcomes.costs(action) if line.source == source), None)


def _costs_page(action: Action, form: forms.CostLine, status: int = 200, newer: Any = None) -> Response:
    values: dict[str, Any] = {"account": outcomes.account(action), "sources": sums.SOURCES, "width": sums.width}
    return page("tracking/costs.html", action=action, form=form, newer=newer, status=status, **values)


@blueprint.post("/actions/<code>/costs")
@often
@under("action.account", subject=True)
def save_cost(code: str) -> Response:
    found = _mine(code)
    form = forms.CostLine()
    if not form.validate():
        return _costs_page(found, form, 422)
    try:
        costs.set_cost(current_user, found.id, **form.given)
    except Stale:
        return _cost_overtaken(code, form)
    flash(_("The costs are changed; the journal keeps what they were before."))
    return done(url_for("tracking.action", code=code, _anchor="costs"))


def _cost_overtaken(code: str, form: forms.CostLine) -> Response:
    """The line as it is now beside what was typed; sent again, what was typed holds."""
    db.session.expire_all()
    found = _mine(code)
    newer = _line(found, form.source.data)
    form.seen.data = costs.mark(newer)
    return _costs_page(found, form, 409, newer)


# Results


@blueprint.get("/actions/<code>/results/new")
@under("action.account", subject=True)
def new_result(code: str) -> Response:
    return _result_page(_mine(code), forms.ResultLine(formdata=None, data={"on": today()}))


def _result_page(
    action: Action, form: forms.ResultLine, status: int = 200, result: Result | None = None, newer: bool = False
) -> Response:
    return page("tracking/result.html", action=action, form=form, result=result, newer=newer, status=status)


@blueprint.post("/actions/<code>/results/new")
@often
@under("action.account", subject=True)
def record_result(code: str) -> Response:
    found = _mine(code)
    form = forms.ResultLine()
    if not form.validate():
        return _result_page(found, form, 422)
    results.record_result(current_user, found.id, **form.given)
    flash(_("The result is public now."))
    return done(url_for("tracking.action", code=code, _anchor="results"))


@blueprint.get("/actions/<code>/results/<int:number>")
@under("action.account", subject=True)
def result(code: str, number: int) -> Response:
    found = _mine(code)
    known = outcomes.result_of(found, number) or abort(404)
    return _result_page(found, forms.ResultLine.of(known), result=known)


@blueprint.post("/actions/<code>/results/<int:number>")
@often
@under("action.account", subject=True)
def correct_result(code: str, number: int) -> Response:
    found = _mine(code)
    known = outcomes.result_of(found, number) or abort(404)
    form = forms.ResultLine()
    if not form.validate():
        return _result_page(found, form, 422, known)
    try:
        results.correct_result(current_user, found.id, number, seen=form.seen.data, **form.given)
    except Stale:
        return _result_overtaken(code, number, form)
    flash(_("The result is corrected; the journal keeps what it was before."))
    return done(url_for("tracking.action", code=code, _anchor="results"))


def _result_overtaken(code: str, number: int, form: forms.ResultLine) -> Response:
    db.session.expire_all()
    found = _mine(code)
    known = outcomes.result_of(found, number) or abort(404)
    form.seen.data = results.mark(known)
    return _result_page(found, form, 409, known, newer=True)


# Lessons


@blueprint.get("/actions/<code>/lessons/new")
@under("action.account", subject=True)
def new_lesson(code: str) -> Response:
    return page("tracking/lesson.html", action=_mine(code), form=forms.LessonText(formdata=None))


@blueprint.post("/actions/<code>/lessons/new")
@often
@under("action.account", subject=True)
def write_lesson(code: str) -> Response:
    found = _mine(code)
    form = forms.LessonText()
    if not form.validate():
        return page("tracking/lesson.html", status=422, action=found, form=form)
    lessons.write_lesson(current_user, found.id, **form.given)
    flash(_("The lesson is public now."))
    return done(url_for("tracking.action", code=code, _anchor="lessons"))


@blueprint.get("/lessons")
@under("anyone")
def all_lessons() -> Response:
    features = outcomes.taught_by_feature()
    chosen = request.args.get("feature", "")
    if chosen and chosen not in {feature.code for feature, _count in features}:
        abort(404)
    found = outcomes.lessons(chosen, request.args.get("after"))
    more = url_for("tracking.all_lessons", feature=chosen or None, after=found.after) if found.after else None
    values: dict[str, Any] = {"features": features, "chosen": chosen, "found": found, "more": more}
    return page("tracking/lessons.html", "tracking/_lessons.html", **values)
