"""The committee's positions, interests and letters, as they are typed."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

from wtforms import DateField, DecimalField, HiddenField, RadioField, SelectField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import TextInput

from veche.committee import rules
from veche.core import clock
from veche.core.fields import Ticks
from veche.core.figures import NotAFigure, parse_figure
from veche.core.forms import Form, Required, line, text, text_language
from veche.core.languages import gettext
from veche.core.languages import lazy_gettext as _

OUTCOMES = [
    ("accepted", _("Accept it whole")),
    ("accepted_in_part", _("Accept it in part")),
    ("deferred", _("Put it off until a named day")),
    ("declined", _("Decline it")),
]
STANCES = [
    ("accepted", _("Accept whole")),
    ("accepted_in_part", _("Accept in part")),
    ("deferred", _("Put the answer off")),
    ("declined", _("Decline it")),
]
MISSING = {
    "outcome": _("Choose what the committee decides."),
    "letter": _("Write the reasons, at least 80 characters: the author and the supporters read them first."),
    "cited": _("Tick the arguments that counted, on either side: those who gave them will hear of it."),
    "not_followed": _("Say what was not followed, and why."),
    "youth_reply": _("Answer the opinion of the youth council with a line of its own."),
    "what_would_change": _("Say what would change the decision: a condition that can be checked."),
    "deferred_until": _("Name the day on which the proposal comes back: tomorrow or later."),
    "others": _("Name only arguments of this proposal that everybody can read."),
    "action_id": _("Choose an action of this action area that still owes a report."),
    "title": _("Name the action."),
    "body_id": _("Name the responsible body."),
    "expected_result": _("Choose an indicator or say in words what is to come of it."),
    "next_report_on": _("Name the day of the first report: today or later."),
}


class Amount(DecimalField):
    """A number as people write it: a comma or a point, and blanks between thousands; never negative."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: Decimal | None = None
        try:
            self.data = parse_figure(valuelist[0] if valuelist else "")
        except NotAFigure as problem:
            raise ValueError(gettext("Type a number.")) from problem
        if self.data is not None and self.data < 0:
            raise ValueError(gettext("Type a number that is not negative."))


def _number(value: Any) -> int | None:
    return int(value) if value else None


class Letter(Form):
    """Outcome, letter, and what the outcome needs; the choices of the selects belong to the proposal's area.

    Half a letter can be saved; `is_whole` asks for the rest.
    """

    lacking = MISSING
    seen_in = "revision"
    revision = HiddenField(default="0")
    outcome = RadioField(_("What the committee decides"), choices=OUTCOMES, validate_choice=False)
    letter = text(_("Why"), rules.LONGEST_LETTER)
    language = text_language()
    cited = Ticks(_("Arguments that counted"))
    others = line(_("Others that counted"), 600)
    not_followed = text(_("What was not followed, and why"), 4000)
    youth_reply = text(_("To the youth council"), 2000)
    what_would_change = text(_("What would change the decision"), 2000)
    deferred_until = DateField(_("Put off until"), validators=[Optional()])
    action_id = SelectField(_("Which action"), coerce=_number)
    title = line(_("Name of the action"), 200)
    body_id = SelectField(_("Responsible body"), coerce=_number)
    indicator_id = SelectField(_("Indicator"), coerce=_number)
    expected_result = text(_("Or the expected result in words"), 1000)
    unit = line(_("Unit"), 60)
    target = Amount(_("Target"), validators=[Optional()], render_kw={"inputmode": "decimal"})
    next_report_on = DateField(_("First report"), validators=[Optional()])

    def is_whole(self, *, arguments: bool, opinion: bool) -> bool:
        """Every gap is named at once, not one after the other."""
        sound: bool = self.validate()
        given = rules.without_past(self.fields() if sound else self.data, clock.now())
        lacking = rules.missing(self.outcome.data or "", given, arguments=arguments, opinion=opinion)
        self.name_missing([name for name in lacking if not self[name].errors])
        return sound and not lacking

    def validate_outcome(self, field: Any) -> None:
        if field.data and field.data not in rules.OUTCOMES:
            raise ValidationError(str(MISSING["outcome"]))

    def validate_others(self, field: Any) -> None:
        """Every word names an argument; whether it is one of this proposal, the service knows."""
        try:
            rules.argument_numbers(field.data)
        except rules.Unreadable as unreadable:
            message = gettext("«%(word)s» is no number or address of an argument.", word=unreadable.word[:60])
            raise ValidationError(message) from unreadable

    def validate_cited(self, field: Any) -> None:
        with suppress(rules.Unreadable):  # said at the field itself
            if len({*field.data, *rules.argument_numbers(self.others.data)}) > rules.MOST_CITED:
                raise ValidationError(gettext("A letter cites at most %(max)s arguments.", max=rules.MOST_CITED))

    def fields(self) -> dict[str, Any]:
        """What drafting.save takes."""
        given = {name: value for name, value in self.data.items() if name not in {"revision", "others"}}
        given["outcome"] = given["outcome"] or ""
        return {**given, "cited": [*given["cited"], *rules.argument_numbers(self.others.data)]}


class Position(Form):
    stance = RadioField(
        _("What the answer should be"), choices=STANCES, validators=[Required(_("Choose what you are for."))]
    )
    reason = text(
        _("Why"), rules.LONGEST_REASON, required=_("Say why in a sentence or two."), shortest=rules.SHORTEST_REASON
    )
    language = text_language()


class Interest(Form):
    interest = text(
        _("What interest you have"),
        rules.LONGEST_REASON,
        required=_("Say in a sentence what ties you to this proposal."),
        shortest=rules.SHORTEST_REASON,
    )
    language = text_language()


class Remarks(Form):
    seen_in = "revision"
    revision = HiddenField(default="0")
    remarks = text(_("What has to change"), rules.LONGEST_REASON)

    def want(self) -> None:
        """A letter that goes back says why."""
        self.remarks.errors = [gettext("Say what has to change, at least 20 characters.")]


class TakingUp(Form):
    reason = text(
        _("Why without a vote"),
        2000,
        required=_("Say why the committee should not wait for a vote."),
        shortest=rules.SHORTEST_TAKING_UP,
    )
    language = text_language()
