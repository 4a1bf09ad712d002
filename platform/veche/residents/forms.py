"""What is typed about verification and at the desks."""

from typing import Any

from wtforms import Field, IntegerField
from wtforms.validators import NumberRange, StopValidation, ValidationError

from veche.core.forms import Form, Required, line, nonce
from veche.core.languages import gettext
from veche.core.languages import lazy_gettext as _
from veche.residents import rules
from veche.residents.adapters import Unproved


class _WayForm(Form):
    """The step of a way; what the way says stands beside its field."""

    def refuse(self, problem: Unproved) -> None:
        field = self[problem.field]
        field.errors = [*field.errors, gettext(problem.why, **problem.values)]


class CodeForm(_WayForm):
    """A slip of the finger is told before the code is looked up, and is no try."""

    code = line(_("Code"), 40, _("Type the code from the slip of paper."))

    def validate_code(self, field: Field) -> None:
        if rules.read_code(field.data or "") is None:
            raise ValidationError(gettext(rules.MISTYPED))


class PhoneForm(_WayForm):
    phone = line(_("Telephone number"), 30, _("Type your telephone number."))


class ShortCodeForm(_WayForm):
    code = line(_("Code from the message"), 20, _("Type the six figures from the message."))


class BeginForm(_WayForm):
    """A way that asks nothing before it begins."""


class DeskForm(Form):
    name_ru = line(_("Name in Russian"), 120, _("Type the name in Russian."))
    name_be = line(_("Name in Belarusian"), 120, _("Type the name in Belarusian."))
    name_en = line(_("Name in English"), 120, _("Type the name in English."))
    place = line(_("Place"), 200, _("Say where the desk is: street, house, floor."))
    hours = line(_("Opening hours"), 200, _("Say when the desk is open."))

    @property
    def told(self) -> dict[str, str]:
        return {name: self[name].data for name in ("name_ru", "name_be", "name_en", "place", "hours")}


class StaffForm(Form):
    name = line(_("Display name of the person"), 40, _("Type the display name."))


class SheetForm(Form):
    size = IntegerField(
        _("How many codes"),
        default=12,
        validators=[
            Required(_("Say how many codes you need.")),
            NumberRange(1, rules.MOST_CODES, message=_("A sheet has 1 to 60 codes.")),
        ],
    )
    nonce = nonce()


class RevokeForm(Form):
    reason = line(_("Reason"), 300, _("Say why: the reason stands in the journal."), shortest=10)


class BindForm(Form):
    document = line(_("Number of the document"), 40, _("Type the number of the document."))
    normalised = ""

    def validate_document(self, field: Any) -> None:
        """Only the normal form goes on, to be hashed at once; nothing of it comes back to the page."""
        read = rules.read_document(field.data)
        if read is None:
            raise StopValidation(gettext(rules.NO_DOCUMENT))
        self.normalised = read
