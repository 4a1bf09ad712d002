"""What a person writes about a proposal -> clean values or messages."""

from typing import Any

from wtforms import HiddenField, IntegerField, RadioField
from wtforms.validators import InputRequired

from veche.core.forms import Form, Required, choice, line, nonce, text, text_language
from veche.core.languages import lazy_gettext as _l
from veche.plan.queries import area_choices
from veche.proposals.rules import LONGEST_ARGUMENT, LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE

NO_TITLE = _l("Name what is to be done, in one line.")
NO_TEXT = _l("Say what, where, for whom, and how we shall know that it worked.")
NO_REASON = _l("Say in one line why.")


class Writing(Form):
    """A new proposal."""

    title = line(_l("Title"), LONGEST_TITLE, required=NO_TITLE)
    area = choice(_l("Action area"), [], missing=_l("Choose the action area it belongs to."))
    text = text(_l("The matter"), LONGEST_TEXT, required=NO_TEXT)
    language = text_language()
    thread = HiddenField()
    nonce = nonce()

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        self.area.choices = [("", _l("Choose…")), *area_choices()]

    @property
    def thread_number(self) -> int | None:
        data = self.thread.data or ""
        return int(data) if data.isascii() and data.isdigit() and len(data) <= 9 else None


class Edition(Form):
    """A new text of a proposal that exists; the reason is asked for once it is public."""

    title = line(_l("Title"), LONGEST_TITLE, required=NO_TITLE)
    text = text(_l("The matter"), LONGEST_TEXT, required=NO_TEXT)
    version = IntegerField(validators=[InputRequired()])


class PublicEdition(Edition):
    reason = line(_l("Why the text changes"), LONGEST_REASON, required=NO_REASON)


class Withdrawal(Form):
    reason = line(_l("Reason"), LONGEST_REASON, required=NO_REASON)


class Saying(Form):
    """An argument."""

    side = RadioField(
        _l("Your argument is"),
        choices=[("for", _l("For")), ("against", _l("Against"))],
        validators=[Required(_l("Say whether it is for or against."))],
    )
    text = text(_l("Argument"), LONGEST_ARGUMENT, required=_l("Write the argument."))
    language = text_language()
    nonce = nonce()
