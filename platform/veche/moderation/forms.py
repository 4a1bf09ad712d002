"""What a reporter and a moderator type."""

from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import Optional as MayBeEmpty
from wtforms.validators import StopValidation

from veche.core.forms import AtLeast, Form, Required, text
from veche.core.languages import gettext, in_language, lazy_gettext
from veche.core.traps import Trapped
from veche.moderation import redacting_rules, rules
from veche.moderation.standing import BY_TWO
from veche.newcomers.wording import against_hosts

WITHOUT_FACTS = frozenset({"approve", "agree"})


class FlagForm(Trapped):
    reason = RadioField(lazy_gettext("What is wrong with it?"))
    # Read by moderators alone, so a newcomer too may say by a link where the same stands.
    note = text(lazy_gettext("A word to the moderator (you may leave it empty)"), rules.LONGEST_NOTE, checked=False)

    def validate_note(self, field: Any) -> None:
        """A host that no text may name is named in no report either: it could harm whoever typed it."""
        against = against_hosts(field.data or "")
        if against:
            raise StopValidation(against)

    @classmethod
    def about(cls, kind: str) -> "FlagForm":
        """The form with the reasons that fit this kind of text."""
        form = cls()
        form.reason.choices = [(reason, gettext(words)) for reason, words in rules.of_kind(kind).items()]
        return form


class NeedsClause:
    """A clause is asked for whenever a text or a person is restrained."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.measure.data in rules.NEEDS_CLAUSE:
            Required(lazy_gettext("Choose the clause: nothing is hidden without one."))(form, field)


class NeedsFacts:
    """Every measure says what happened, except showing a newcomer's text that nobody objects to, and agreeing."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.measure.data in WITHOUT_FACTS:
            raise StopValidation
        Required(lazy_gettext("Say what happened: nothing is decided without facts."))(form, field)
        AtLeast(rules.SHORTEST_FACTS)(form, field)


class NeedsDays:
    """A silence lasts 1 to 30 days; no other measure asks for days."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.measure.data != "mute":
            field.errors = []
            raise StopValidation
        if field.data is None or not 1 <= field.data <= rules.LONGEST_SILENCE:
            field.errors = []
            raise StopValidation(gettext("Silence lasts 1 to 30 days."))


class DecideForm(Form):
    """One measure out of those open now; restraining names a clause, and every measure but a first look its facts."""

    measure = RadioField(lazy_gettext("Measure"))
    clause = SelectField(lazy_gettext("Clause that was broken"), default="", validators=[NeedsClause()])
    days = IntegerField(lazy_gettext("Days of silence"), default=3, validators=[NeedsDays()])
    emergency = BooleanField(lazy_gettext("Emergency: it cannot wait for the second moderator"))
    facts = text(lazy_gettext("Facts: what the author and everybody will read"), rules.LONGEST_FACTS)

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        kept = [one for one in self.facts.validators if not isinstance(one, MayBeEmpty)]
        self.facts.validators = [kept[0], NeedsFacts(), *kept[1:]]

    @property
    def offered(self) -> set[str]:
        """The measures that can be taken."""
        return {measure for measure, _ in self.measure.choices}

    @property
    def asks_for_clause(self) -> bool:
        return bool(self.offered & rules.NEEDS_CLAUSE)

    @property
    def may_be_emergency(self) -> bool:
        return bool(self.offered & BY_TWO)

    @classmethod
    def offering(cls, measures: list[str]) -> "DecideForm":
        """The form with the measures that can be taken now; a single one is chosen already."""
        form = cls()
        form.measure.choices = [(measure, gettext(rules.MEASURES[measure])) for measure in measures]
        if len(measures) == 1 and not form.measure.data:
            form.measure.data = measures[0]
        form.clause.choices = _clauses()
        return form


def _clauses() -> list[tuple[str, str]]:
    clauses = [(one.code, f"{one.code} {in_language(one, 'title')}") for one in rules.grounds()]
    return [("", gettext("Choose the clause")), *clauses]


class RedactForm(Form):
    """The words to take out, each as it stands in the text, one to a line; and why."""

    fragments = text(
        lazy_gettext("Words to take out: exactly as they stand in the text, one piece to a line"),
        redacting_rules.LONGEST,
        required=lazy_gettext("Type the words to take out."),
    )
    facts = text(
        lazy_gettext("Facts: what the author and everybody will read"),
        rules.LONGEST_FACTS,
        required=lazy_gettext("Say what happened: nothing is decided without facts."),
        shortest=rules.SHORTEST_FACTS,
    )


class NoteForm(Form):
    """A word among moderators."""

    about = RadioField(
        lazy_gettext("The note is about"),
        choices=[("case", lazy_gettext("this case")), ("person", lazy_gettext("the author, whatever the case"))],
        default="case",
    )
    text = text(lazy_gettext("Note for moderators"), rules.LONGEST_NOTE, required=lazy_gettext("Type the note first."))
