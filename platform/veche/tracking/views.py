"""Pages on which actions are read: the list, one action with its record, milestones and reports, an officer's own."""

from flask import Response, abort, request, url_for
from flask_login import current_user

from veche.bodies.queries import body_choices
from veche.core.clock import CITY_ZONE, today
from veche.core.pages import page, under
from veche.plan.queries import area_by_code, area_choices
from veche.tracking import (
    charts,
    editing,
    forms,
    histories,
    indicator_panel,
    labels,
    linked,
    more_views,
    output_pages,
    panels,
    queries,
    reaching,
    reporting,
    rules,
)
from veche.tracking.models import Action, Update
from veche.tracking.mount import action_of, blueprint, milestone_state

__all__ = [
    "blueprint",
    "editing",
    "indicator_panel",
    "linked",
    "more_views",
    "output_pages",
    "panels",
    "reaching",
    "reporting",
]


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
        beside=True,
    )


@blueprint.get("/actions/<code>")
@under("anyone")
def action(code: str) -> Response:
    found = action_of(code)
    stops, measured = queries.milestones(found), queries.figures(found)
    return page(
        "tracking/action.html",
        action=found,
        updates=queries.updates(found, request.args.get("after")),
        share=rules.share(found.figure, found.target),
        sources=labels.SOURCE,
        measured=measured,
        chart=_chart(found, measured),
        milestones=stops,
        line=charts.line(
            [(one.due_on, milestone_state(one)) for one in stops], today(), found.begins_on, found.ends_on
        ),
        history=histories.history(found),
    )


def _chart(action: Action, measured: list[Update]) -> charts.Chart | None:
    figures = [(one.made_at.astimezone(CITY_ZONE).date(), one.figure) for one in measured if one.figure is not None]
    late = action.is_open and rules.overdue(action.next_report_on, today()) > 0
    return charts.chart(figures, action.target, late)


@blueprint.get("/my/actions")
@under("action.mine")
def mine() -> Response:
    return page(
        "tracking/mine.html",
        actions=queries.owed_by(current_user),
        milestones=queries.milestones_owed_by(current_user),
    )
