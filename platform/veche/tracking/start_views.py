"""The page on which the committee starts an action without a proposal."""

from datetime import timedelta

from flask import Response, abort, flash, request, url_for
from flask_login import current_user
from sqlalchemy import select

from veche.bodies.queries import body_choices
from veche.core.clock import today
from veche.core.database import db
from veche.core.incomplete import Incomplete
from veche.core.languages import gettext as _
from veche.core.languages import in_language
from veche.core.pages import done, page, under
from veche.indicators.models import Indicator
from veche.plan.queries import area_by_code, area_choices
from veche.tracking import start_forms, starting
from veche.tracking.models import Action
from veche.tracking.mount import blueprint, often

FIRST_REPORT = timedelta(days=90)


def _offered(form: start_forms.OwnAction) -> start_forms.OwnAction:
    rows = db.session.execute(select(Indicator).order_by(Indicator.is_local, Indicator.code)).scalars()
    indicators = [(str(row.id), f"{row.code} {in_language(row, 'title')}") for row in rows]
    return form.offer(area_choices(), body_choices(), indicators)


@blueprint.get("/actions/new")
@under("action.own")
def new_action() -> Response:
    data = {"next_report_on": today() + FIRST_REPORT}
    form = _offered(start_forms.OwnAction(formdata=None, data=data))
    form.area.data = request.args.get("area", "")
    return page("tracking/new.html", form=form)


@blueprint.post("/actions/new")
@often
@under("action.own")
def start_own() -> Response:
    form = _offered(start_forms.OwnAction())
    started = _started(form) if form.validate() else None
    if started is None:
        return page("tracking/new.html", status=422, form=form)
    flash(_("The action stands in the plan now. Its first report is due on the day you named."))
    return done(url_for("tracking.action", code=started.code))


def _started(form: start_forms.OwnAction) -> Action | None:
    area = area_by_code(form.area.data) or abort(404)
    try:
        return starting.start_own(current_user, area_id=area.id, **form.given)
    except Incomplete as incomplete:
        form.name_missing(incomplete.missing)
        return None
