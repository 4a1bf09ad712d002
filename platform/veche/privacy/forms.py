"""What a person says about their own data."""

from typing import Any

from wtforms import SelectField

from veche.accounts import ages
from veche.accounts.forms import DISTRICT_CHOICES
from veche.core.forms import LANGUAGE_NAMES, Form, line
from veche.core.languages import LANGUAGES, lazy_gettext
from veche.privacy.rules import later_bands


class Correction(Form):
    """The account's own data; the choices of age begin at the present one."""

    name = line(lazy_gettext("Display name"), 40, lazy_gettext("Type a display name."))
    age_band = SelectField(lazy_gettext("Age"))
    district = SelectField(lazy_gettext("District"))
    language = SelectField(lazy_gettext("Language of letters and pages"))

    def __init__(self, person: Any, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.age_band.choices = [(code, ages.label(code)) for code in later_bands(person.age_band)]
        self.district.choices = DISTRICT_CHOICES
        self.language.choices = [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
