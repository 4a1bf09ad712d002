"""The youth council's opinion, as it is typed."""

from wtforms import HiddenField, RadioField

from veche.core.forms import AtMost, Form, Required, Storable, text, text_language
from veche.core.languages import lazy_gettext as _
from veche.youth.rules import LONGEST_OPINION

STANCES = [
    ("support", _("We support it")),
    ("support_if", _("We support it if one thing changes")),
    ("against", _("We are against it")),
]


class OpinionForm(Form):
    stance = RadioField(
        _("What does the council think?"), choices=STANCES, validators=[Required(_("Choose one of the three."))]
    )
    text = text(_("Say why"), LONGEST_OPINION, required=_("Write at least one sentence."))
    language = text_language()
    seen = HiddenField(validators=[Storable(), AtMost(40)])
