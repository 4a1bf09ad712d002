"""What a reporter and a moderator type."""

from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import Optional as MayBeEmpty
from wtforms.validators import StopValidation

from veche.core.forms import AtLeast, Form, Required, text
from veche.core.languages import gettext, in_language, lazy_gettext
from veche.core.traps import Trapped
from veche.moderation import rules


class FlagForm(Trapped):
    reason = RadioField(
        lazy_gettext("What is wrong with it?"),
        choices=[(reason, lazy_gettext(words)) for reason, words in rules.REASONS.items()],
    )
    note = text(lazy_gettext("A word to the moderator (you may leave it empty)"), rules.LONGEST_NOTE)


class NeedsClause:
    """A clause is asked for only when the text is to be hidden."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.measure.data == "hide":
            Required(lazy_gettext("Choose the clause: nothing is hidden without one."))(form, field)


class NeedsFacts:
    """Every measure says what happened, except showing a newcomer's text that nobody objects to."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.measure.data == "approve":
            raise StopValidation
        Required(lazy_gettext("Say what happened: nothing is decided without facts."))(form, field)
        AtLeast(rules.SHORTEST_FACTS)(form, field)


class DecideForm(Form):
    """One measure out of those open now; hiding names a clause, and every measure but a first look its facts."""

    measure = RadioField(lazy_gettext("Measure"))
    clause = SelectField(lazy_gettext("Clause, when you hide"), default="", validators=[NeedsClause()])
    facts = text(lazy_gettext("Facts: what the author and everybody will read"), rules.LONGEST_FACTS)

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        kept = [one for one in self.facts.validators if not isinstance(one, MayBeEmpty)]
        self.facts.validators = [kept[0], NeedsFacts(), *kept[1:]]

    @classmethod
    def offering(cls, measures: list[str]) -> "DecideForm":
        """The form with the measures that can be taken now; a single one is chosen already."""
        form = cls()
        form.measure.choices = [(measure, gettext(rules.MEASURES[measure])) for measure in measures]
        if len(measures) == 1 and not form.measure.data:
            form.measure.data = measures[0]
        clauses = [(one.code, f"{one.code} {in_language(one, 'title')}") for one in rules.grounds()]
        form.clause.choices = [("", gettext("Choose the clause")), *clauses]
        return form
