"""What an appellant, a judge and a reviewer type, and what the log may be narrowed to."""

from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import StopValidation

from veche.core.forms import Form, Required, nonce, text
from veche.core.languages import gettext, in_language
from veche.core.languages import lazy_gettext as _
from veche.moderation import rules as moderation_rules
from veche.newcomers.wording import against_hosts
from veche.oversight import rules


class AppealForm(Form):
    # Read by moderators alone, so an address that proves something may stand here, whoever writes it.
    words = text(
        _("Why the decision is wrong"),
        rules.LONGEST,
        _("Say why the decision is wrong."),
        shortest=rules.SHORTEST,
        checked=False,
    )
    nonce = nonce()

    def validate_words(self, field: Any) -> None:
        """A host that no text may name is named in no appeal either: it could harm whoever typed it."""
        against = against_hosts(field.data or "")
        if against:
            raise StopValidation(against)


class JudgeForm(Form):
    outcome = RadioField(
        _("Your decision"),
        choices=[
            ("upheld", _("Uphold: the measure stands")),
            ("overturned", _("Overturn: the measure is taken back")),
        ],
        validators=[Required(_("Choose one of the options."))],
    )
    reasons = text(
        _("Reasons: what the appellant and everybody will read"),
        rules.LONGEST,
        _("Say why: nothing is decided without reasons."),
        shortest=rules.SHORTEST,
    )


class ReviewForm(Form):
    measure = RadioField(
        _("What would you have done?"),
        choices=[(name, _(words)) for name, words in rules.WOULD_HAVE.items()],
        validators=[Required(_("Choose one of the options."))],
    )
    word = text(_("Why, in a sentence"), 1000, _("Say why in a sentence."), shortest=rules.SHORTEST)


class Narrow(Form):
    """The filters of the log; `period` is offered by the view."""

    measure = SelectField(_("Measure"), default="")
    clause = SelectField(_("Clause"), default="")
    kind = SelectField(_("Sort of text"), default="")
    period = SelectField(_("When"), default="")

    def offer(self, measures: dict[str, str], periods: list[tuple[str, str]]) -> "Narrow":
        self.measure.choices = [("", gettext("Everything")), *((k, gettext(words)) for k, words in measures.items())]
        clauses = [(one.code, f"{one.code} {in_language(one, 'title')}") for one in moderation_rules.grounds()]
        self.clause.choices = [("", gettext("Any clause")), *clauses]
        self.kind.choices = [("", gettext("Any text")), *_kinds()]
        self.period.choices = [("", gettext("At any time")), *periods]
        return self


def _kinds() -> list[tuple[str, Any]]:
    """The sorts of text; the youth space under one name, because the log tells no more of it."""
    told = [(k, gettext(words)) for k, words in moderation_rules.KINDS.items() if k not in moderation_rules.UNTOLD]
    return [*told, ("youth", gettext("youth space"))]
