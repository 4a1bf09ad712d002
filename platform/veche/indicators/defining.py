"""Pages of the committee: to add an indicator, to change what it says, to retire it; to withdraw a value."""

from flask import Response, flash, make_response, render_template, url_for
from flask_login import current_user

from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.languages import gettext as _
from veche.core.pages import done, load, page, under
from veche.core.policy import require
from veche.indicators import definitions, forms, queries
from veche.indicators.measuring import measured, withdraw_value
from veche.indicators.models import Indicator, Measurement
from veche.indicators.mount import blueprint, feature_choices, often
from veche.plan.queries import features


@blueprint.get("/indicators/new")
@under("indicator.add")
def new() -> Response:
    return page("indicators/new.html", form=_blank())


@blueprint.post("/indicators/new")
@often
@under("indicator.add")
def add() -> Response:
    form = forms.Definition().offer(feature_choices())
    feature = {one.code: one.id for one in features()}
    if not form.validate():
        return page("indicators/new.html", status=422, form=form)
    try:
        made = definitions.add_indicator(current_user, feature[form.feature.data], form.values)
    except (Incomplete, definitions.NameTaken) as problem:
        form.name_missing(problem.missing if isinstance(problem, Incomplete) else ["taken"])
        return page("indicators/new.html", status=422, form=form)
    flash(_("The indicator is added."))
    return done(url_for("indicators.indicator", code=made.code))


def _blank() -> forms.Definition:
    return forms.Definition(formdata=None, data={"direction": "up"}).offer(feature_choices())


@blueprint.get("/indicators/<code>/edit")
@under("indicator.edit", subject=True)
def editing(code: str) -> Response:
    found = queries.load_indicator(code)
    require(current_user, "indicator.edit", found)
    form = forms.Definition(formdata=None, data=forms.definition_of(found)).offer()
    return page("indicators/edit.html", indicator=found, form=form)


@blueprint.post("/indicators/<code>/edit")
@often
@under("indicator.edit", subject=True)
def edit(code: str) -> Response:
    found = queries.load_indicator(code)
    require(current_user, "indicator.edit", found)
    form = forms.Definition().offer()
    if not form.validate() or not _edited(found, form):
        return page("indicators/edit.html", status=422, indicator=found, form=form)
    flash(_("The definition is changed."))
    return done(url_for("indicators.indicator", code=code))


def _edited(indicator: Indicator, form: forms.Definition) -> bool:
    try:
        definitions.edit_indicator(current_user, indicator.id, form.seen, form.values)
    except Incomplete as incomplete:
        form.name_missing(incomplete.missing)
        return False
    except Stale:
        raise Stale(_overtaken(indicator.code, form)) from None
    return True


def _overtaken(code: str, form: forms.Definition) -> Response:
    """The form with what was typed beside what the indicator says by now; sent again, it counts."""
    now = queries.load_indicator(code)
    form.version.data = now.version
    values = {
        "indicator": now,
        "form": form,
        "present": forms.Definition(formdata=None, data=forms.definition_of(now)).offer(),
    }
    return make_response(render_template("indicators/edit.html", **values), 409)


@blueprint.get("/indicators/<code>/retire")
@under("indicator.retire", subject=True)
def retiring(code: str) -> Response:
    found = queries.load_indicator(code)
    require(current_user, "indicator.retire", found)
    return page("indicators/retire.html", indicator=found, form=forms.Reason(formdata=None))


@blueprint.post("/indicators/<code>/retire")
@often
@under("indicator.retire", subject=True)
def retire(code: str) -> Response:
    found = queries.load_indicator(code)
    require(current_user, "indicator.retire", found)
    form = forms.Reason()
    if not form.validate():
        return page("indicators/retire.html", status=422, indicator=found, form=form)
    definitions.retire_indicator(current_user, found.id, **form.data)
    flash(_("The indicator is retired; its values stay readable."))
    return done(url_for("indicators.indicator", code=code))


def _value(number: int) -> Measurement:
    """A value that this person may withdraw, or why not."""
    found: Measurement = load(Measurement, number)
    require(current_user, "indicator.withdraw_value", measured(found.indicator))
    if found.is_withdrawn:
        raise Stale
    return found


@blueprint.get("/indicators/values/<int:number>/withdraw")
@under("indicator.withdraw_value", subject=True)
def withdrawing(number: int) -> Response:
    return page("indicators/withdraw.html", value=_value(number), form=forms.Reason(formdata=None))


@blueprint.post("/indicators/values/<int:number>/withdraw")
@often
@under("indicator.withdraw_value", subject=True)
def withdraw(number: int) -> Response:
    found, form = _value(number), forms.Reason()
    if not form.validate():
        return page("indicators/withdraw.html", status=422, value=found, form=form)
    code = found.indicator.code
    withdraw_value(current_user, number, **form.data)
    flash(_("The value is withdrawn. It stays readable with the reason."))
    return done(url_for("indicators.indicator", code=code, _anchor="values"))
