"""The ballot and the receipt as they are typed."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import StopValidation

from veche.core.forms import Form, Required, text
from veche.core.languages import lazy_gettext as _
from veche.voting.check import BadReceipt, Receipt, read_receipt
from veche.voting.rules import CHOICES

LONGEST_RECEIPT = 400
BAD = {
    "none": _("This is no receipt: a receipt is one line that begins with veche1."),
    "later": _("This receipt is of a later version than this platform reads."),
    "typing": _("There is a typing error: a sign is wrong, missing or too many. Copy the whole line once more."),
}


class Paper(Form):
    choice = RadioField(
        _("Your choice"),
        choices=[(choice, choice) for choice in CHOICES],
        validators=[Required(_("Choose for, against or abstain."))],
    )


class Check(Form):
    """A receipt to be looked for; `given` is what it says."""

    receipt = text(_("Receipt"), LONGEST_RECEIPT, required=_("Paste the receipt: one line that begins with veche1."))
    given: Receipt

    def validate_receipt(self, field: Any) -> None:
        try:
            self.given = read_receipt(field.data)
        except BadReceipt as bad:
            raise StopValidation(str(BAD[bad.kind])) from bad
