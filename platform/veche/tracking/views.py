"""Pages of tracking: the actions, one action with its reports."""

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_login import current_user

from veche.bodies.queries import body_choices
from veche.core.clock import today
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.plan.queries import area_by_code, area_choices
from veche.tracking import forms, labels, panels, queries, rules, services  # noqa: F401 - the panels register
from veche.tracking.models import Action

blueprint = Blueprint("tracking", __name__)


@blueprint.record_once
def _globals(state: Any) -> None:
    state.app.jinja_env.globals.update(days_overdue=_days_overdue, status_labels=labels.STATUS)
    state.app.jinja_env.filters["reached"] = rules.share


def _days_overdue(action: Action) -> int:
    """How many days the report on an action is overdue, by the city's calendar."""
    return rules.overdue(action.next_report_on, today()) if action.is_open else 0


@blueprint.get("/actions")
@under("anyone")
def actions() -> Response:
    form = forms.Narrow(formdata=request.args).offer(area_choices(), body_choices())
    if not form.validate():
        abort(404)  # a filter that names what is not there must not look like an empty list
    found = queries.actions(_sought(form), request.args.get("after"))
    more = url_for("tracking.actions", after=found.after, **form.chosen) if found.after else None
    return page(
        "tracking/actions.html", "tracking/_list.html", form=form, found=found, more=more, summed=queries.summed()
    )


def _sought(form: forms.Narrow) -> queries.Sought:
    area = area_by_code(form.area.data) if form.area.data else None
    return queries.Sought(
        area_id=area.id if area else None,
        status=form.status.data,
        body_id=int(form.body.data) if form.body.data else None,
        overdue=form.report.data == "overdue",
    )


@blueprint.get("/actions/<code>")
@under("anyone")
def action(code: str) -> Response:
    found = queries.load_action(code)
    return _action_page(found, forms.Report(formdata=None).offer(found))


def _action_page(action: Action, form: forms.Report, status: int = 200) -> Response:
    return page(
        "tracking/action.html",
        action=action,
        form=form,
        updates=queries.updates(action, request.args.get("after")),
        share=rules.share(action.figure, action.target),
        sources=labels.SOURCE,
        status=status,
    )


@blueprint.post("/actions/<code>")
@under("action.update", subject=True)
def report(code: str) -> Response:
    found = queries.load_action(code)
    require(current_user, "action.update", found)
    form = forms.Report().offer(found)
    if not form.validate() or not _reported(found, form):
        return _action_page(found, form, status=422)
    flash(_("Your report is public now."))
    return done(url_for("tracking.action", code=code, _anchor="reports"))


def _reported(action: Action, form: forms.Report) -> bool:
    try:
        services.post_update(current_user, action.id, **form.given)
    except rules.Incomplete as incomplete:
        form.name_missing(incomplete.missing)
        return False
    return True
