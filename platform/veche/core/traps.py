"""Two traps for machines on forms that machines like: a field that no person sees, and a form sent faster than anybody
reads it. Whoever is caught is told so and sends once more; nothing is pretended."""

from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import HiddenField, StringField

from veche.core import clock, keyed
from veche.core.forms import AtMost, Form, Storable
from veche.core.languages import lazy_gettext
from veche.core.settings import declare, setting

declare("TRAP_SECONDS", 2, "Forms that machines like are not taken sooner than so many seconds after they were shown.")
LOOKED_LIKE_A_MACHINE = lazy_gettext(
    "This looked like a machine: the form was sent very fast, or a field that people do not see was filled. Your text"
    " is kept. Look through it and send it once more."
)
HALF_A_DAY = 12 * 3600


def _signer() -> URLSafeTimedSerializer:
    return keyed.signer("core.trap")


def _begun_now() -> str:
    return str(_signer().dumps(int(clock.now().timestamp())))


class Trapped(Form):
    """A form with both traps; its template shows them by `forms.traps(form)`."""

    website = StringField(lazy_gettext("Leave this field empty"), validators=[Storable(), AtMost(200)])
    begun = HiddenField(default=_begun_now, validators=[AtMost(200)])
    is_trapped = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Whatever else is wrong with the form is said too; a new clock runs from the page that says it."""
        is_sound = bool(super().validate(extra_validators))
        if self._is_caught():
            self.is_trapped = True
            self.website.data, self.begun.data = "", _begun_now()
        return is_sound and not self.is_trapped

    def _is_caught(self) -> bool:
        if self.website.data:
            return True
        seconds = int(setting("TRAP_SECONDS"))
        return seconds > 0 and not self._was_read(seconds)

    def _was_read(self, seconds: int) -> bool:
        """Whether the form was made here, long enough ago; one that lay open for half a day is begun anew."""
        try:
            begun = int(_signer().loads(self.begun.data or ""))
        except (BadSignature, ValueError, TypeError):
            return False
        return seconds <= clock.now().timestamp() - begun <= HALF_A_DAY

    @property
    def trap_message(self) -> str:
        return str(LOOKED_LIKE_A_MACHINE) if self.is_trapped else ""
