"""Reports on an action, posted by officers and the committee."""

from flask import Response, flash, request, url_for
from flask_login import current_user

from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.tracking import forms, labels, queries, rules, services
from veche.tracking.models import Action
from veche.tracking.mount import action_of, blueprint


def action_page(action: Action, form: forms.Report, status: int = 200) -> Response:
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
    found = action_of(code)
    require(current_user, "action.update", found)
    form = forms.Report().offer(found)
    if not form.validate() or not _reported(found, form):
        return action_page(found, form, status=422)
    flash(_("Your report is public now."))
    return done(url_for("tracking.action", code=code, _anchor="reports"))


def _reported(action: Action, form: forms.Report) -> bool:
    try:
        services.post_update(current_user, action.id, **form.given)
    except rules.Incomplete as incomplete:
        form.name_missing(incomplete.missing)
        return False
    return True
