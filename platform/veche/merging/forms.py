"""What a person writes about a merge -> clean values or messages."""

from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from veche.core.forms import AtMost, Form, Required, Storable, line, nonce, text, text_language
from veche.core.languages import lazy_gettext as _l
from veche.merging.rules import CHOICES, LONGEST_REASON, number_in

NO_REASON = _l("Say why, in one or two sentences.")


class Search(Form):
    """Which other proposal: its address or its number."""

    other = line(_l("Address or number of the other proposal"), 300, required=_l("Type its address or its number."))

    @property
    def number(self) -> int | None:
        return number_in(self.other.data or "")


class Proposing(Form):
    """Which of the two stays, and why they are one."""

    other = HiddenField()
    stays = RadioField(
        _l("Which one stays and gathers support?"),
        validators=[Required(_l("Choose which of the two stays."))],
    )
    reason = text(_l("Why they are one"), LONGEST_REASON, required=NO_REASON)
    language = text_language()
    nonce = nonce()

    def __init__(self, here: Any, there: Any, **options: Any) -> None:
        super().__init__(**options)
        self.stays.choices = [(str(one.id), f"«{one.title}»") for one in (there, here)]
        self.other.data = str(there.id)


class Reason(Form):
    reason = text(_l("Reason"), LONGEST_REASON, required=NO_REASON)


class Choice(Form):
    """One of the three buttons, nothing else comes through; `version` is that of the target's text on the page."""

    choice = RadioField(choices=[(name, name) for name in CHOICES], validators=[InputRequired()])
    version = HiddenField(validators=[Storable(), AtMost(9)])
