"""The ballot as it is typed."""

from wtforms import RadioField

from veche.core.forms import Form, Required
from veche.core.languages import lazy_gettext as _l
from veche.voting.rules import CHOICES


class Paper(Form):
    choice = RadioField(
        _l("Your choice"),
        choices=[(choice, choice) for choice in CHOICES],
        validators=[Required(_l("Choose for, against or abstain."))],
    )
