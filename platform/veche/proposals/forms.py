"""What a person writes about a proposal -> clean values or messages."""

from typing import Any

from wtforms import HiddenField, IntegerField, RadioField
from wtforms.validators import InputRequired

from veche.core.forms import Form, Required, choice, line, nonce, text, text_language
from veche.core.languages import lazy_gettext as _
from veche.core.languages import ngettext
from veche.plan.queries import area_choices
from veche.proposals.origins import Beginning
from veche.proposals.rules import LONGEST_ARGUMENT, LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE

NO_TITLE = _("Name what is to be done, in one line.")
NO_TEXT = _("Say what, where, for whom, and how we shall know that it worked.")
NO_REASON = _("Say in one line why.")


class Writing(Form):
    """A new proposal."""

    title = line(_("Title"), LONGEST_TITLE, required=NO_TITLE)
    area = choice(_("Action area"), [], missing=_("Choose the action area it belongs to."))
    text = text(_("The matter"), LONGEST_TEXT, required=NO_TEXT)
    language = text_language()
    thread = HiddenField()
    begun_from = HiddenField()
    nonce = nonce()

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        self.area.choices = [("", _("Choose…")), *area_choices()]

    def begin(self, beginning: Beginning) -> None:
        """Fill in what the proposal begins with."""
        self.begun_from.data, self.title.data, self.area.data = beginning.key, beginning.title, beginning.area
        self.text.data, self.language.data = beginning.text, beginning.language


class Edition(Form):
    """A new text of a proposal that exists; the reason is asked for once it is public."""

    title = line(_("Title"), LONGEST_TITLE, required=NO_TITLE)
    text = text(_("The matter"), LONGEST_TEXT, required=NO_TEXT)
    version = IntegerField(validators=[InputRequired()])


class Marking(Form):
    """Why a public text changes, and whether its matter does."""

    reason = line(_("Why the text changes"), LONGEST_REASON, required=NO_REASON)
    change = RadioField(
        _("What changes"),
        choices=[
            ("material", _("The matter changed: each supporter is asked again")),
            ("wording", _("Only the wording: supports stay")),
        ],
        default="material",
    )

    def tell(self, asked: int) -> None:
        """Say beside the choice how many people a change of matter asks again."""
        if asked:
            said = ngettext(
                "The matter changed: %(num)s supporter will be asked again; until they answer the count begins anew",
                "The matter changed: %(num)s supporters will be asked again; until they answer the count begins anew",
                asked,
            )
            self.change.choices = [("material", said), *self.change.choices[1:]]

    @property
    def is_material(self) -> bool:
        return bool(self.change.data != "wording")


class PublicEdition(Edition, Marking):
    """A new text of a public proposal."""


class Invitation(Form):
    name = line(_("Display name"), 40, required=_("Type the display name of the person."))


class Withdrawal(Form):
    reason = line(_("Reason"), LONGEST_REASON, required=NO_REASON)


class Saying(Form):
    """An argument."""

    side = RadioField(
        _("Your argument is"),
        choices=[("for", _("For")), ("against", _("Against"))],
        validators=[Required(_("Say whether it is for or against."))],
    )
    text = text(_("Argument"), LONGEST_ARGUMENT, required=_("Write the argument."))
    language = text_language()
    nonce = nonce()
