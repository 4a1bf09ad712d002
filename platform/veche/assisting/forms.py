"""What the staff of a desk type for the person beside them."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional, StopValidation

from veche.core.forms import LANGUAGE_NAMES, Form, Required, choice, line, nonce, text, text_language
from veche.core.languages import LANGUAGES, gettext
from veche.core.languages import lazy_gettext as _
from veche.plan.queries import area_choices
from veche.proposals.forms import NO_REASON, NO_TEXT, NO_TITLE
from veche.proposals.rules import LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE
from veche.residents.rules import NO_DOCUMENT, read_document


class ReceiveForm(Form):
    document = line(_("Number of the document"), 40, _("Type the number of the document."))
    name = line(_("Display name"), 40)
    age_band = SelectField(
        _("Age"),
        choices=[
            ("", _("Was here before")),
            ("16-17", _("16–17 years")),
            ("18-31", _("18–31 years")),
            ("over-31", _("over 31 years")),
        ],
        validators=[Optional()],
        filters=[lambda value: value or ""],
    )
    language = SelectField(_("Language of the slips"), choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES])
    consent = BooleanField(_("The person has signed the consent on paper, and it is kept at the desk"))
    nonce = nonce()
    normalised = ""

    def validate_document(self, field: Any) -> None:
        """Only the normal form goes on, to be hashed at once."""
        read = read_document(field.data)
        if read is None:
            raise StopValidation(gettext(NO_DOCUMENT))
        self.normalised = read

    def refuse(self, why: Mapping[str, str], values: Mapping[str, Any]) -> None:
        for name, words in why.items():
            self[name].errors = [*self[name].errors, gettext(words, **values)]


class ActForm(Form):
    """A support, or its end: nothing is typed."""

    nonce = nonce()


class BallotForm(Form):
    choice = RadioField(
        _("The choice that the person told you"),
        choices=[("for", _("For")), ("against", _("Against")), ("abstain", _("Abstain"))],
        validators=[Required(_("Choose one of the three."))],
    )
    nonce = nonce()


class WithdrawForm(Form):
    reason = line(_("Reason"), LONGEST_REASON, required=NO_REASON)
    nonce = nonce()


class ProposalForm(Form):
    title = line(_("Title"), LONGEST_TITLE, required=NO_TITLE)
    area = choice(_("Action area"), [], missing=_("Choose the action area it belongs to."))
    text = text(_("The matter"), LONGEST_TEXT, required=NO_TEXT)
    language = text_language()
    nonce = nonce()

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        self.area.choices = [("", _("Choose…")), *area_choices()]
