"""What a person types about an amendment or a condition -> clean values or messages."""

from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.validators import InputRequired

from veche.amending.rules import LONGEST_CONDITION, LONGEST_REASON, LONGEST_WORDS
from veche.core.forms import Form, nonce, text, text_language
from veche.core.languages import lazy_gettext
from veche.proposals.forms import NO_TEXT, Marking
from veche.proposals.rules import LONGEST_TEXT

NO_REASON = lazy_gettext("Say in a line or two why.")


class OtherWords(Form):
    """Other words for the paragraph `paragraph` of the text of version `version`."""

    words = text(lazy_gettext("The new words"), LONGEST_WORDS)
    reason = text(lazy_gettext("Why these words"), LONGEST_REASON, required=NO_REASON)
    language = text_language()
    paragraph = IntegerField(validators=[InputRequired()])
    version = IntegerField(validators=[InputRequired()])
    nonce = nonce()


class TakingUp(Marking):
    """An amendment becomes a version of the text."""

    version = IntegerField(validators=[InputRequired()])


class Placing(TakingUp):
    """The same, with the whole text, when the passage no longer stands there."""

    text = text(lazy_gettext("The matter"), LONGEST_TEXT, required=NO_TEXT)


class Declining(Form):
    reason = text(lazy_gettext("Reason"), LONGEST_REASON, required=NO_REASON)


class Conditional(Form):
    text = text(lazy_gettext("I support it if …"), LONGEST_CONDITION, required=lazy_gettext("Write the condition."))
    language = text_language()
    instead = BooleanField(
        lazy_gettext("My support becomes conditional: it is not counted until I say that the condition is met")
    )


class Word(Form):
    """One's answer to the question whether the condition is met, about the text of one version."""

    answer = HiddenField()
    version = IntegerField(validators=[InputRequired()])
