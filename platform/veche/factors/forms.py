"""What is typed about second steps."""

from wtforms import HiddenField
from wtforms.validators import Length

from veche.core.forms import Form, Required, Storable, line, text
from veche.core.languages import lazy_gettext as _l
from veche.factors.rules import LONGEST_NAME

LONGEST_ANSWER = 20_000


class Code(Form):
    code = line(_l("Code"), 40, _l("Type the code."))


class PasskeyName(Form):
    name = line(_l("Name of the passkey"), LONGEST_NAME, _l("Give it a name by which you know it again."))


class NewPasskey(PasskeyName):
    credential = HiddenField(validators=[Required(_l("The device has not answered. Try once more.")), Storable()])


class Answer(Form):
    credential = HiddenField(
        validators=[
            Required(_l("The device has not answered. Try once more.")),
            Storable(),
            Length(max=LONGEST_ANSWER, message=_l("The device has not answered. Try once more.")),
        ]
    )


class Reset(Form):
    reason = text(_l("Reason"), 300, _l("Say why in at least four words."))
