"""What is typed about actions."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wtforms import DateField, SelectField
from wtforms.validators import Optional, ValidationError

from veche.core.clock import today
from veche.core.figures import NotAFigure, parse_figure
from veche.core.forms import Form, line, nonce, text, text_language
from veche.core.languages import gettext
from veche.core.languages import lazy_gettext as _
from veche.core.markup import LONGEST
from veche.tracking import rules
from veche.tracking.labels import STATUS
from veche.tracking.models import Action

LONGEST_PROMISE = timedelta(days=730)
MISSING = {
    "text": _("Say what was done, or why the action stops."),
    "next_report_on": _("Name the date of the next report."),
}


class Report(Form):
    """A report on an action; the statuses offered are those that the action may take."""

    status = SelectField(_("Status now"))
    text = text(_("What was done and what is next"), LONGEST)
    language = text_language()
    figure = line(_("Figure now"), 30)
    next_report_on = DateField(_("Next report"), validators=[Optional()])
    nonce = nonce()

    def offer(self, action: Action) -> "Report":
        """Offer the statuses that the action may take; a planned one most likely begins."""
        offered = rules.TRANSITIONS[action.status]
        self.status.choices = [(status, gettext(STATUS[status].words)) for status in offered]
        if self.status.data is None:
            self.status.data = "in_progress" if "in_progress" in offered else action.status
        return self

    def validate_figure(self, field: Any) -> None:
        try:
            parse_figure(field.data)
        except NotAFigure:
            raise ValidationError(gettext("Type a number, such as 92 or 1240,5.")) from None

    def validate_next_report_on(self, field: Any) -> None:
        if field.data and self.status.data in rules.OPEN:
            _check_promise(field.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """An empty date is valid only where no report is owed any more; the page itself always asks for a new one."""
        sound: bool = super().validate(extra_validators)
        dated = self.next_report_on.data or self.next_report_on.errors or self.status.data not in rules.OPEN
        if not dated:
            self.name_missing(["next_report_on"])
        return sound and bool(dated)

    def name_missing(self, names: list[str]) -> None:
        """Put a message beside each field that a report lacks."""
        for name in names:
            self[name].errors = [*self[name].errors, str(MISSING[name])]

    @property
    def given(self) -> dict[str, Any]:
        """What services.post_update takes."""
        figure: Decimal | None = parse_figure(self.figure.data)
        names = ("status", "text", "language", "next_report_on", "nonce")
        return {**{name: self[name].data for name in names}, "figure": figure}


def _check_promise(promised: date) -> None:
    if promised <= today():
        raise ValidationError(gettext("The next report has to be later than today."))
    if promised > today() + LONGEST_PROMISE:
        raise ValidationError(gettext("The next report has to come within two years."))


class Narrow(Form):
    """What the list of actions is narrowed to. `body` and `area` are offered by the view."""

    area = SelectField(_("Action area"), default="")
    status = SelectField(_("Status"), default="")
    body = SelectField(_("Responsible body"), default="")
    report = SelectField(_("Reports due"), default="")

    def offer(self, areas: list[tuple[str, str]], bodies: list[tuple[str, str]]) -> "Narrow":
        self.area.choices = [("", gettext("All action areas")), *areas]
        self.status.choices = [
            ("", gettext("All statuses")),
            *((status, gettext(label.words)) for status, label in STATUS.items()),
        ]
        self.body.choices = [("", gettext("All bodies")), *bodies]
        self.report.choices = [("", gettext("All reports")), ("overdue", gettext("Only overdue reports"))]
        return self

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that narrow something, as they stand in the address."""
        return {name: value for name, value in self.data.items() if value}
