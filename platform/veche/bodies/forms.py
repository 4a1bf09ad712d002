"""What is typed about bodies."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import HiddenField
from wtforms.validators import ValidationError

from veche.bodies import rules
from veche.bodies.models import Body
from veche.core.forms import LANGUAGE_NAMES, Form, Storable, choice, line, text
from veche.core.languages import LANGUAGES, gettext
from veche.core.languages import lazy_gettext as _


class Entry(Form):
    """A responsible body in the three languages, with the contact of its office."""

    name_ru = line(_("Name in Russian"), 200, required=_("Type the name in Russian."))
    name_be = line(_("Name in Belarusian"), 200, required=_("Type the name in Belarusian."))
    name_en = line(_("Name in English"), 200, required=_("Type the name in English."))
    functions = text(_("What it is responsible for, in Russian"), 2000)
    functions_be = text(_("The same in Belarusian"), 2000)
    functions_en = text(_("The same in English"), 2000)
    office_email = line(_("E-mail of the office"), 254)
    office_phone = line(_("Telephone of the office"), 60)
    office_address = line(_("Address of the office"), 200)
    office_language = choice(
        _("Language of letters to the office"), [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], default="ru"
    )
    seen = HiddenField(validators=[Storable()])

    def validate_office_email(self, field: Any) -> None:
        if not field.data:
            return
        try:
            field.data = validate_email(field.data, check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValidationError(gettext("Type an e-mail address, such as office@example.by.")) from None

    def validate_office_phone(self, field: Any) -> None:
        if field.data and not rules.is_phone(field.data):
            raise ValidationError(gettext("Type a telephone number, such as +375 212 00-00-00."))

    @classmethod
    def of(cls, body: Body) -> "Entry":
        """The form with what the entry says now."""
        return cls(formdata=None, data={**body.values, "seen": body.seen})

    def refuse_name(self) -> None:
        self.name_ru.errors = [*self.name_ru.errors, gettext("A body with this name is there already.")]

    @property
    def given(self) -> dict[str, str]:
        return {name: self[name].data for name in rules.FIELDS}


class NewOfficer(Form):
    """Who shall report for a body."""

    name = line(_("Display name of the officer"), 40, required=_("Type the display name."))

    def refuse_name(self) -> None:
        self.name.errors = [
            *self.name.errors,
            gettext("Nobody of this name has the role of a body's officer. An administrator gives it."),
        ]
