"""What is typed about actions."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wtforms import DateField, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from veche.core.clock import today
from veche.core.figures import NotAFigure, parse_figure
from veche.core.forms import Form, line, nonce, text_language
from veche.core.forms import text as words
from veche.core.languages import day, gettext, ngettext
from veche.core.languages import lazy_gettext as _
from veche.core.markup import LONGEST
from veche.tracking import rules
from veche.tracking.labels import STATUS
from veche.tracking.models import Action

MISSING = {
    "text": _("Say what was done, or why the action stops."),
    "figure": _("A completed action needs its value: type the figure that was reached."),
    "evidence": _("A completed action needs evidence: say where everybody can see that it is done."),
    "next_report_on": _("Name the date of the next report."),
}
OWN = "own"
BRIEF = 1000


class Report(Form):
    """A report on an action in two minutes; the statuses offered are those that the writer may bring."""

    lacking = MISSING
    status = SelectField(_("Status now"))
    text = words(_("What was done"), LONGEST)
    figure = line(_("Figure now"), 30)
    change = words(_("What the figure says"), BRIEF)
    next_steps = words(_("What is next"), BRIEF)
    when = RadioField(_("When is the next report"), default="90", validators=[Optional()], validate_choice=False)
    next_report_on = DateField(_("Another day"), validators=[Optional()])
    evidence = words(_("What proves it"), BRIEF)
    language = text_language()
    nonce = nonce()

    def offer(self, action: Action, statuses: Sequence[str] | None = None) -> "Report":
        """Offer the statuses that the action may take, the likely one chosen, and the days of the quick promises."""
        offered = rules.TRANSITIONS[action.status] if statuses is None else statuses
        self.status.choices = [(status, gettext(STATUS[status].words)) for status in offered]
        if self.status.data is None:
            self.status.data = rules.likely(action.status)
        quick = [(str(days), _in_days(days)) for days in rules.QUICK_DAYS]
        self.when.choices = [*quick, (OWN, gettext("on another day:"))]
        return self

    def validate_figure(self, field: Any) -> None:
        try:
            parse_figure(field.data)
        except NotAFigure:
            raise ValidationError(gettext("Type a number, such as 92 or 1240,5.")) from None

    def validate_next_report_on(self, field: Any) -> None:
        if field.data and self.status.data in rules.OPEN and not rules.may_be_promised(field.data, today()):
            raise ValidationError(gettext("The next report has to be later than today and within two years."))

    def validate(self, extra_validators: Any = None) -> bool:
        """A date is asked for only where a report is owed any more."""
        sound: bool = super().validate(extra_validators)
        dated = self.promised or self.next_report_on.errors or self.status.data not in rules.OPEN
        if not dated:
            self.name_missing(["next_report_on"])
        return sound and bool(dated)

    @property
    def promised(self) -> date | None:
        """A date that was typed counts; without one, the quick choice that was sent."""
        chosen = self.when.data if self.when.raw_data else ""
        return rules.promised(chosen or "", self.next_report_on.data, today())

    @property
    def given(self) -> dict[str, Any]:
        """What reports.Said holds."""
        figure: Decimal | None = parse_figure(self.figure.data)
        names = ("status", "text", "language", "change", "next_steps", "evidence", "nonce")
        said = {name: self[name].data for name in names}
        return {**said, "figure": figure, "next_report_on": self.promised}


def _in_days(days: int) -> str:
    words = ngettext(
        "in %(num)s day: %(day)s", "in %(num)s days: %(day)s", days, day=day(today() + timedelta(days=days))
    )
    return str(words)


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
