"""Pages on which actions are read: the list, one action with its record and reports."""

from flask import Response, abort, request, url_for

from veche.bodies.queries import body_choices
from veche.core.pages import page, under
from veche.plan.queries import area_by_code, area_choices
from veche.tracking import forms, indicator_panel, output_pages, panels, queries, reporting
from veche.tracking.mount import action_of, blueprint

__all__ = ["blueprint", "indicator_panel", "output_pages", "panels", "reporting"]


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
    found = action_of(code)
    return reporting.action_page(found, forms.Report(formdata=None).offer(found))
