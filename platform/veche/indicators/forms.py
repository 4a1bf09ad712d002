"""What is typed about indicators and their values."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import DateField, DecimalField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import Optional, StopValidation, ValidationError
from wtforms.widgets import TextInput

from veche.core.clock import today
from veche.core.figures import NotAFigure, parse_figure
from veche.core.forms import Form, Required, line, nonce, text, text_language
from veche.core.languages import gettext
from veche.core.languages import lazy_gettext as _
from veche.indicators.definitions import DEFINED
from veche.indicators.labels import SOURCES, STATES
from veche.indicators.models import Indicator
from veche.indicators.rules import EARLIEST, LARGEST_SAMPLE, LATEST

PLACES = 4
NO_FIGURE = _("Type a number, such as 92 or 1240,5; at most four digits after the comma.")
MISSING = {
    "title_ru": _("Write the wording in Russian."),
    "title_be": _("Write the wording in Belarusian."),
    "title_en": _("Write the wording in English."),
    "source": _("Choose where the values come from."),
    "baseline": _("Name the baseline: where it begins."),
    "baseline_on": _("Name the day of the baseline."),
    "target": _("Name the target."),
    "target_on": _("Name the day of the target."),
    "on": _("Name the day of the value: today or earlier."),
    "evidence": _("Say what proves the value: a document, a list, a report."),
    "sample": _("Say how many people answered, a whole number."),
    "method": _("Say how it was done."),
    "reviewer": _("Name the group or the office of the experts, no private person."),
    "reason": _("Give the reason: everybody reads it."),
    "taken": _("This feature has an indicator with these words already."),
}
# A fault of the course that concerns two fields: beside which of them it is said, and how.
CLASHES = {
    "worse": ("target", _("This target is worse than the baseline. Check which direction is the better one.")),
    "order": ("target_on", _("The day of the target has to be later than that of the baseline.")),
    "taken": ("title_ru", MISSING["taken"]),
}


class Figure(DecimalField):
    """A number as people write it, with at most four digits after the comma."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: Decimal | None = None
        try:
            self.data = parse_figure(valuelist[0] if valuelist else "", PLACES)
        except NotAFigure as problem:
            raise ValueError(str(NO_FIGURE)) from problem
        if self.data == 0:
            self.data = Decimal(0)  # nobody means «−0»

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data.normalize():f}"


class Given:
    """Stops at a figure that was not typed; 0 is one."""

    field_flags = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        if field.errors:
            raise StopValidation
        if field.data is None:
            raise StopValidation(str(NO_FIGURE))


class Naming(Form):
    """A form whose service names the fields that are wrong."""

    def name_missing(self, names: Iterable[str]) -> None:
        for name in names:
            field, message = CLASHES.get(name, (name, MISSING.get(name)))
            self[field].errors = [*self[field].errors, str(message)]


def _day(label: Any, **options: Any) -> DateField:
    return DateField(label, **{"validators": [Optional()], **options})


def _figure(label: Any, **options: Any) -> Figure:
    return Figure(label, **{"validators": [Optional()], "render_kw": {"inputmode": "decimal"}, **options})


class Definition(Naming):
    """What an indicator says, in three languages, and from where to where it is to go."""

    feature = SelectField(_("Feature of the plan"))
    title_ru = line(_("Wording in Russian"), 400, required=MISSING["title_ru"])
    title_be = line(_("Wording in Belarusian"), 400)
    title_en = line(_("Wording in English"), 400)
    unit_ru = line(_("Unit in Russian"), 60)
    unit_be = line(_("Unit in Belarusian"), 60)
    unit_en = line(_("Unit in English"), 60)
    source = SelectField(_("Where the values come from"))
    direction = RadioField(
        _("Which is better"),
        choices=[("up", _("A larger value is better")), ("down", _("A smaller value is better"))],
        validators=[Required(_("Choose one of the options."))],
    )
    baseline = _figure(_("Baseline"))
    baseline_on = _day(_("Day of the baseline"))
    target = _figure(_("Target"))
    target_on = _day(_("Day of the target"))
    version = HiddenField(default="0")

    def offer(self, features: Sequence[tuple[str, str]] = ()) -> "Definition":
        """Offer the sources, and the features where one has to be chosen; an indicator that is there keeps its own."""
        self.source.choices = [(name, gettext(label.words)) for name, label in SOURCES.items()]
        if features:
            self.feature.choices = list(features)
        else:
            del self.feature
        return self

    def validate_baseline_on(self, field: Any) -> None:
        _within(field.data)

    def validate_target_on(self, field: Any) -> None:
        _within(field.data)

    @property
    def values(self) -> dict[str, Any]:
        """What the services take."""
        given = {**self.data, "rising": self.direction.data == "up"}
        return {name: given[name] for name in DEFINED}


def definition_of(indicator: Indicator) -> dict[str, Any]:
    """The form's values for an indicator that is there."""
    values = {name: getattr(indicator, name) for name in DEFINED}
    return {**values, "direction": "up" if indicator.rising else "down", "version": indicator.version}


def _within(day: date | None) -> None:
    if day and not EARLIEST <= day <= LATEST:
        raise ValidationError(gettext("Name a day between 1990 and 2100."))


class NewValue(Naming):
    """A value with its proof; which further fields there are depends on the source of the indicator."""

    value = Figure(_("Value"), validators=[Given()], render_kw={"inputmode": "decimal"})
    on = DateField(_("Day of the value"), default=today, validators=[Required(MISSING["on"])])
    sample = IntegerField(_("How many people answered"), validators=[Optional()])
    method = text(_("How the survey was made"), 2000)
    reviewer = line(_("Who reviewed"), 200)
    evidence = text(_("What proves it"), 2000, required=MISSING["evidence"])
    language = text_language()
    nonce = nonce()

    def offer(self, source: str) -> "NewValue":
        if source != "survey":
            del self.sample
        if source != "expert":
            del self.reviewer
        if source == "official":
            del self.method
        elif source == "expert":
            self.method.label.text = gettext("What the experts found")
        return self

    def validate_on(self, field: Any) -> None:
        if field.data and not EARLIEST <= field.data <= today():
            raise ValidationError(str(MISSING["on"]))

    def validate_sample(self, field: Any) -> None:
        if field.data is not None and not 0 < field.data <= LARGEST_SAMPLE:
            raise ValidationError(str(MISSING["sample"]))


class Reason(Naming):
    """Why a value or an indicator counts no more."""

    reason = text(_("Reason"), 1000, required=MISSING["reason"])
    language = text_language()


class Narrow(Form):
    """What the list of indicators is narrowed to."""

    feature = SelectField(_("Feature of the plan"), default="")
    source = SelectField(_("Source"), default="")
    state = SelectField(_("State"), default="")

    def offer(self, features: Sequence[tuple[str, str]]) -> "Narrow":
        self.feature.choices = [("", gettext("All features")), *features]
        self.source.choices = [
            ("", gettext("All sources")),
            *((name, gettext(label.words)) for name, label in SOURCES.items()),
        ]
        self.state.choices = [
            ("", gettext("All states")),
            *((name, gettext(label.words)) for name, label in STATES.items()),
            ("retired", gettext("Retired")),
        ]
        return self
