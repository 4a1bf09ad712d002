"""What is typed to start an action without a proposal."""

from datetime import timedelta
from typing import Any

from wtforms import DateField, SelectField
from wtforms.validators import Optional, ValidationError

from veche.core.clock import today
from veche.core.figures import NotAFigure, parse_figure
from veche.core.forms import Form, choice, line, nonce, text, text_language, whole
from veche.core.languages import gettext
from veche.core.languages import lazy_gettext as _

LONGEST_PROMISE = timedelta(days=730)
MISSING = {
    "title": _("Name the action."),
    "body_id": _("Name the responsible body."),
    "expected_result": _("Choose an indicator or say in words what is to come of it."),
    "next_report_on": _("Name the day of the first report: today or later."),
}
Choices = list[tuple[str, str]]


class OwnAction(Form):
    """An action of the committee's own."""

    lacking = MISSING
    area = choice(_("Action area"), [], _("Choose the action area."))
    title = line(_("Name of the action"), 200, required=MISSING["title"])
    language = text_language()
    body_id = choice(_("Responsible body"), [], MISSING["body_id"])
    functions = text(_("What the body does for it"), 2000)
    indicator_id = SelectField(_("Indicator"), default="")
    expected_result = text(_("Or the expected result in words"), 1000)
    unit = line(_("Unit"), 60)
    target = line(_("Target"), 30)
    next_report_on = DateField(_("First report"), validators=[Optional()])
    national_plan = text(_("Which national plan or ministry it serves"), 2000)
    nonce = nonce()

    def offer(self, areas: Choices, bodies: Choices, indicators: Choices) -> "OwnAction":
        self.area.choices = [("", gettext("Choose the action area")), *areas]
        self.body_id.choices = [("", gettext("Choose the body")), *bodies]
        self.indicator_id.choices = [("", gettext("No indicator: in words below")), *indicators]
        return self

    def validate_target(self, field: Any) -> None:
        try:
            figure = parse_figure(field.data or "")
        except NotAFigure:
            raise ValidationError(gettext("Type a number, such as 92 or 1240,5.")) from None
        if figure is not None and figure < 0:
            raise ValidationError(gettext("Type a number that is not negative."))

    def validate_next_report_on(self, field: Any) -> None:
        if field.data and field.data < today():
            raise ValidationError(str(MISSING["next_report_on"]))
        if field.data and field.data > today() + LONGEST_PROMISE:
            raise ValidationError(gettext("The next report has to come within two years."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Every gap is named at once, not one after the other."""
        sound: bool = super().validate(extra_validators)
        present = {
            "expected_result": bool(self.indicator_id.data or self.expected_result.data),
            "next_report_on": bool(self.next_report_on.data),
        }
        lacking = [name for name, there in present.items() if not there and not self[name].errors]
        self.name_missing(lacking)
        return sound and not lacking

    @property
    def given(self) -> dict[str, Any]:
        """What starting.start_own takes, but for the area."""
        names = (
            "title",
            "language",
            "functions",
            "expected_result",
            "unit",
            "next_report_on",
            "national_plan",
            "nonce",
        )
        return {
            **{name: self[name].data for name in names},
            "body_id": whole(self.body_id.data) or None,
            "indicator_id": whole(self.indicator_id.data) or None,
            "target": parse_figure(self.target.data or ""),
        }
