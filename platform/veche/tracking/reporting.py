"""The short form of a report, for officers and the committee with an account."""

from flask import Response, flash, g, url_for
from flask_login import current_user

from veche.core.incomplete import Incomplete
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.tracking import forms, reminders, reports
from veche.tracking.models import Action
from veche.tracking.mount import action_of, blueprint, often


@blueprint.get("/actions/<code>/report")
@under("action.update", subject=True)
def report(code: str) -> Response:
    found = action_of(code)
    require(current_user, "action.update", found)
    return _report_page(found, forms.Report(formdata=None).offer(found))


def _report_page(action: Action, form: forms.Report, status: int = 200) -> Response:
    return page("tracking/report.html", action=action, form=form, status=status)


@blueprint.post("/actions/<code>/report")
@often
@under("action.update", subject=True)
def post_report(code: str) -> Response:
    found = action_of(code)
    require(current_user, "action.update", found)
    form = forms.Report().offer(found)
    if not form.validate() or not _reported(found, form):
        return _report_page(found, form, 422)
    flash(_("Your report is public now."))
    return done(url_for("tracking.action", code=code, _anchor="reports"))


def _reported(action: Action, form: forms.Report) -> bool:
    try:
        reports.post_update(current_user, action.id, **form.given)
    except Incomplete as incomplete:
        form.name_missing(incomplete.missing)
        return False
    return True


@blueprint.post("/actions/<code>/link")
@often
@under("action.send_link", subject=True)
def send_link(code: str) -> Response:
    """The committee asks the office for a report: a signed link goes to its address."""
    found = action_of(code)
    reminders.ask_office(current_user, found.id)
    flash(_("The link is on its way to the office of the body."))
    g.private = True
    return done(url_for("tracking.action", code=code))
