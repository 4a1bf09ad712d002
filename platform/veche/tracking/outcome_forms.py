"""What is typed about costs, results and lessons."""

from decimal import Decimal
from typing import Any

from wtforms import DateField, HiddenField
from wtforms.validators import ValidationError

from veche.core.clock import today
from veche.core.figures import NotAFigure, parse_figure
from veche.core.forms import Form, Required, Storable, choice, line, text, text_language
from veche.core.languages import gettext
from veche.core.languages import lazy_gettext as _
from veche.tracking import results, sums
from veche.tracking.costs import mark
from veche.tracking.models import Cost, Result


def _plain(value: Decimal) -> str:
    """A figure as it is typed: no trailing zeros, no exponent."""
    return format(value.normalize(), "f")


def _figure(field: Any, lowest: Decimal | None = None) -> None:
    try:
        figure = parse_figure(field.data or "")
    except NotAFigure:
        raise ValidationError(gettext("Type a number, such as 92 or 1240,5.")) from None
    if figure is not None and lowest is not None and figure < lowest:
        raise ValidationError(gettext("Type a number that is not negative."))


class CostLine(Form):
    """What one source gives."""

    source = choice(_("Source"), [(source, _(words)) for source, words in sums.SOURCES.items()])
    planned = line(_("Planned"), 30)
    spent = line(_("Spent so far"), 30)
    note = line(_("Note"), 200)
    language = text_language()
    seen = HiddenField(validators=[Storable()])

    def validate_planned(self, field: Any) -> None:
        _figure(field, Decimal(0))

    def validate_spent(self, field: Any) -> None:
        _figure(field, Decimal(0))

    @classmethod
    def of(cls, source: str, cost: Cost | None) -> "CostLine":
        """The form with what is known of the source."""
        form = cls(formdata=None, data={"source": source, "seen": mark(cost)})
        if cost:
            form.planned.data, form.spent.data = _plain(cost.planned), _plain(cost.spent)
            form.note.data, form.language.data = cost.note, cost.language
        return form

    @property
    def given(self) -> dict[str, Any]:
        """What costs.set_cost takes; an empty amount is zero."""
        amounts = {name: parse_figure(self[name].data) or Decimal(0) for name in ("planned", "spent")}
        return {**{name: self[name].data for name in ("source", "note", "language", "seen")}, **amounts}


class ResultLine(Form):
    """What came of the action."""

    title = line(_("What was reached"), 200, required=_("Name the result."))
    value = line(_("How many"), 30, required=_("Type the number."))
    unit = line(_("Unit"), 60, required=_("Say what is counted: participants, lessons, places."))
    on = DateField(_("On which day"), validators=[Required(_("Name the day to which the number belongs."))])
    evidence = text(_("What proves it"), 2000, required=_("Say what proves it: a record, a report, a list, a link."))
    language = text_language()
    seen = HiddenField(validators=[Storable()])

    def validate_value(self, field: Any) -> None:
        _figure(field)

    def validate_on(self, field: Any) -> None:
        if field.data and field.data > today():
            raise ValidationError(gettext("A result is known only after its day: today or earlier."))

    @classmethod
    def of(cls, result: Result) -> "ResultLine":
        said = {name: getattr(result, name) for name in ("title", "unit", "on", "evidence", "language")}
        return cls(formdata=None, data={**said, "value": _plain(result.value), "seen": results.mark(result)})

    @property
    def given(self) -> dict[str, Any]:
        """What results.record_result takes."""
        said = {name: self[name].data for name in ("title", "unit", "on", "evidence", "language")}
        return {**said, "value": parse_figure(self.value.data)}


class LessonText(Form):
    """What the action taught."""

    worked = text(_("What worked"), 2000)
    failed = text(_("What did not work"), 2000)
    change = text(_("What we change"), 2000)
    language = text_language()

    def validate(self, extra_validators: Any = None) -> bool:
        sound: bool = super().validate(extra_validators)
        said = {name: self[name].data or "" for name in ("worked", "failed", "change")}
        if sums.missing_in_lesson(**said) and sound:
            self.worked.errors = [*self.worked.errors, gettext("Say at least one of the three.")]
            return False
        return sound

    @property
    def given(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("worked", "failed", "change", "language")}
