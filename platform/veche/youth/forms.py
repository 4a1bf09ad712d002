"""What members of the youth council type: the opinion, and their words on the board."""

from typing import Any

from wtforms import HiddenField, RadioField

from veche.core.forms import AtMost, Form, Required, Storable, line, nonce, text, text_language
from veche.core.languages import lazy_gettext as _
from veche.youth.rules import LONGEST_OPINION, LONGEST_POST, LONGEST_TITLE

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


class BoardNameForm(Form):
    """Under which name a member writes on the board."""

    name = line(_("Your name on the board"), 40, required=_("Type the name under which you write here."))


class YouthPostForm(Form):
    """A post on the board."""

    text = text(_("Your words"), LONGEST_POST, required=_("Write at least one sentence."))
    language = text_language()
    nonce = nonce()

    @property
    def service_values(self) -> dict[str, Any]:
        return {"text": self.text.data, "language": self.language.data, "nonce": self.nonce.data}


class YouthThreadForm(YouthPostForm):
    """A talk with its first words."""

    title = line(_("What is it about?"), LONGEST_TITLE, required=_("Name it in one line."))

    @property
    def service_values(self) -> dict[str, Any]:
        return {**super().service_values, "title": self.title.data}
