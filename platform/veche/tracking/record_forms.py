"""What is typed into an action's record and about its milestones."""

from datetime import date, timedelta
from typing import Any

from wtforms import DateField, HiddenField, SelectField
from wtforms.validators import Optional, ValidationError

from veche.core.clock import today
from veche.core.forms import AtMost, Form, Required, Storable, line, text, text_language, whole
from veche.core.languages import LANGUAGES, gettext
from veche.core.languages import lazy_gettext as _
from veche.tracking import records, rules
from veche.tracking.models import Action

FARTHEST = timedelta(days=3650)
MISSING = {
    "reason": _("The body and promised dates change only with a reason, and it stays public."),
    "ends_on": _("The end cannot be before the beginning."),
    "body_id": _("Choose one of the options."),
}


class Record(Form):
    """The record of an action; the wording in which it was decided is not typed anew."""

    lacking = MISSING
    title_ru = line(_("Title in Russian"), 200)
    title_be = line(_("Title in Belarusian"), 200)
    title_en = line(_("Title in English"), 200)
    body_id = SelectField(_("Responsible body"))
    functions = text(_("What it does for this action"), 2000)
    begins_on = DateField(_("Planned beginning"), validators=[Optional()])
    ends_on = DateField(_("Planned end"), validators=[Optional()])
    national_plan = text(_("National programmes, plans and ministries it serves"), 2000)
    reason = text(_("Reason for the change"), 1000)
    seen = HiddenField(validators=[Storable(), AtMost(40)])

    def offer(self, action: Action, bodies: list[tuple[str, str]]) -> "Record":
        """The bodies to choose from, and the form without the title that stays."""
        self.body_id.choices = bodies
        for number in range(rules.MOST_EXECUTORS):
            self[f"executor_{number}"].choices = [("", gettext("no body")), *bodies]
        del self[f"title_{action.language}"]
        return self

    @property
    def titles(self) -> list[Any]:
        return [self[f"title_{code}"] for code in LANGUAGES if f"title_{code}" in self]

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The co-executors: (body, what it does) each."""
        return [(self[f"executor_{number}"], self[f"does_{number}"]) for number in range(rules.MOST_EXECUTORS)]

    @property
    def given(self) -> dict[str, Any]:
        """What records.edit_action takes."""
        plain = {field.name: field.data for field in self.titles}
        names = ("functions", "begins_on", "ends_on", "national_plan", "reason", "seen")
        executors = {whole(body.data): does.data for body, does in self.rows if body.data}
        return {
            **plain,
            **{name: self[name].data for name in names},
            "body_id": whole(self.body_id.data),
            "executors": executors,
        }


for _number in range(rules.MOST_EXECUTORS):
    setattr(Record, f"executor_{_number}", SelectField(_("Co-executor"), default=""))
    setattr(Record, f"does_{_number}", line(_("What it does"), 500))


def filled(action: Action) -> dict[str, Any]:
    """The record as the form shows it."""
    plain = {name: getattr(action, name) for name in records.FIELDS}
    rows: dict[str, Any] = {}
    for number, one in enumerate(action.executors[: rules.MOST_EXECUTORS]):
        rows |= {f"executor_{number}": str(one.body_id), f"does_{number}": one.functions}
    return {**plain, **rows, "body_id": str(action.body_id), "seen": records.fingerprint(action)}


class NewMilestone(Form):
    """A dated promise on the way."""

    title = line(_("What will be done"), 200, required=_("Say what will be done."))
    due_on = DateField(_("By when"), validators=[Required(_("Name the day."))])
    language = text_language()

    def validate_due_on(self, field: Any) -> None:
        _check_ahead(field.data)

    @property
    def given(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("title", "due_on", "language")}


def _check_ahead(due_on: date) -> None:
    if not today() <= due_on <= today() + FARTHEST:
        raise ValidationError(gettext("A milestone lies ahead: from today on, within ten years."))


class Reached(Form):
    """What proves that a milestone is done."""

    evidence = text(_("What proves it"), 1000, required=_("Say where everybody can see that it is done."))


class Dropped(Form):
    """Why a milestone is not to be done any more."""

    reason = text(_("Why it is dropped"), 1000, required=_("Say why; the reason stays public."))
