"""The outputs of an action on its page, and the form that adds one."""

from typing import Any

from flask import Response, flash, render_template, url_for
from flask_login import current_user
from wtforms import DateField
from wtforms.validators import Optional, ValidationError

from veche.core.forms import line
from veche.core.incomplete import Incomplete
from veche.core.languages import LANGUAGES, gettext
from veche.core.languages import lazy_gettext as _
from veche.core.pages import done, page, panel, under
from veche.core.policy import require
from veche.indicators.definitions import NameTaken
from veche.indicators.forms import MISSING, Figure, Naming
from veche.indicators.rules import LATEST
from veche.tracking.models import Action
from veche.tracking.mount import action_of, blueprint, often
from veche.tracking.outputs import add_output, outputs_of


class NewOutput(Naming):
    """What the action brings forth: words in one to three languages, a unit, a target."""

    title_ru = line(_("What is counted, in Russian"), 200, required=MISSING["title_ru"])
    title_be = line(_("What is counted, in Belarusian"), 200)
    title_en = line(_("What is counted, in English"), 200)
    unit_ru = line(_("Unit in Russian"), 60)
    unit_be = line(_("Unit in Belarusian"), 60)
    unit_en = line(_("Unit in English"), 60)
    target = Figure(_("Target"), validators=[Optional()], render_kw={"inputmode": "decimal"})
    target_on = DateField(_("Day of the target"), validators=[Optional()])

    def validate_target(self, field: Any) -> None:
        if field.data is not None and field.data <= 0:
            raise ValidationError(gettext("An output counts up from 0: type a number above it."))

    def validate_target_on(self, field: Any) -> None:
        if field.data and field.data > LATEST:
            raise ValidationError(gettext("Name a day between 1990 and 2100."))

    @property
    def given(self) -> dict[str, Any]:
        said = {name: {code: self[f"{name}_{code}"].data for code in LANGUAGES} for name in ("title", "unit")}
        return {
            "titles": said["title"],
            "units": said["unit"],
            "target": self.target.data,
            "target_on": self.target_on.data,
        }


@panel("action.main", order=20)
def outputs_of_action(action: Any) -> str:
    """What the action brings forth in numbers of its own."""
    return render_template("tracking/_outputs.html", action=action, outputs=outputs_of(action.id))


@blueprint.get("/actions/<code>/outputs/new")
@under("output.add", subject=True)
def new_output(code: str) -> Response:
    action = action_of(code)
    require(current_user, "output.add", action)
    return page("tracking/new_output.html", action=action, form=NewOutput(formdata=None))


@blueprint.post("/actions/<code>/outputs/new")
@often
@under("output.add", subject=True)
def put_output(code: str) -> Response:
    action, form = action_of(code), NewOutput()
    require(current_user, "output.add", action)
    if not form.validate() or not _added(action, form):
        return page("tracking/new_output.html", status=422, action=action, form=form)
    flash(gettext("The output is added. Its values are recorded on its own page."))
    return done(url_for("tracking.action", code=code, _anchor="outputs"))


def _added(action: Action, form: NewOutput) -> bool:
    try:
        add_output(current_user, action.id, **form.given)
    except (Incomplete, NameTaken) as problem:
        form.name_missing(problem.missing if isinstance(problem, Incomplete) else ["taken"])
        return False
    return True
