"""Pages on which indicators are read: the list, one indicator with its chart and values."""

from typing import Any

from flask import Response, flash, url_for
from flask_login import current_user

from veche.core.incomplete import Incomplete
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.indicators import defining, events, files, forms, geometry, models, panels, queries
from veche.indicators.measuring import measured, record_value
from veche.indicators.models import Indicator
from veche.indicators.mount import blueprint, narrowed, often

__all__ = ["blueprint", "defining", "events", "files", "models", "panels"]


@blueprint.get("/indicators")
@under("anyone")
def indicators() -> Response:
    form = narrowed()
    found = queries.standings(queries.Sought(**form.data))
    return page("indicators/indicators.html", "indicators/_list.html", form=form, found=found, chosen=form.chosen)


@blueprint.get("/indicators/<code>")
@under("anyone")
def indicator(code: str) -> Response:
    found = queries.load_indicator(code)
    return _shown(found, forms.NewValue(formdata=None).offer(found.source))


@blueprint.post("/indicators/<code>")
@often
@under("indicator.measure", subject=True)
def record(code: str) -> Response:
    found = queries.load_indicator(code)
    require(current_user, "indicator.measure", measured(found))
    form = forms.NewValue().offer(found.source)
    if not form.validate() or not _recorded(found, form):
        return _shown(found, form, 422)
    flash(_("The value is recorded and public now."))
    return done(url_for("indicators.indicator", code=code, _anchor="values"))


def _recorded(indicator: Indicator, form: forms.NewValue) -> bool:
    try:
        record_value(current_user, indicator.id, **form.data)
    except Incomplete as incomplete:
        form.name_missing(incomplete.missing)
        return False
    return True


def _shown(indicator: Indicator, form: forms.NewValue, status: int = 200) -> Response:
    found = queries.record(indicator)
    values: dict[str, Any] = {"indicator": indicator, "form": form, "record": found, "standing": found.standing}
    values["changes"] = queries.changes(indicator)
    values["chart"] = geometry.chart(found.standing.values, indicator.course)
    return page("indicators/indicator.html", status=status, measured=measured(indicator), shape=geometry, **values)
