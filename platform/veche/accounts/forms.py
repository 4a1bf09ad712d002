"""What people type about themselves."""

from collections.abc import Callable
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import BooleanField, DateField, PasswordField, SelectField, StringField
from wtforms.validators import Optional, StopValidation

from veche.accounts import ages, rules
from veche.accounts.passwords import check_password
from veche.core.forms import AtMost, Form, Required, Storable, choice, line
from veche.core.languages import gettext, lazy_gettext
from veche.core.traps import Trapped

DISTRICT_CHOICES = [
    ("", lazy_gettext("I would rather not say")),
    ("zheleznodorozhny", lazy_gettext("Zheleznodorozhny")),
    ("oktyabrsky", lazy_gettext("Oktyabrsky")),
    ("pervomaysky", lazy_gettext("Pervomaysky")),
]


class Email:
    """An address that can receive a letter; nothing is asked of the network."""

    def __call__(self, _form: object, field: StringField) -> None:
        try:
            field.data = validate_email(field.data, check_deliverability=False).normalized.lower()
        except EmailNotValidError as problem:
            raise StopValidation(
                gettext("This does not look like an e-mail address. An example: name@example.org")
            ) from problem


def email_field(label: object, required: object) -> StringField:
    field: StringField = line(label, 254, required, checked=False)
    field.kwargs["validators"].append(Email())
    return field


def password_field(label: object) -> PasswordField:
    return PasswordField(label, validators=[Required(lazy_gettext("Type a password.")), Storable(), AtMost(128)])


def strip(value: str | None) -> str:
    return (value or "").strip()


class LookUp(Form):
    """Why an administrator has to see an address."""

    reason = line(lazy_gettext("Why you need the e-mail"), 200, lazy_gettext("Say why you need it."), shortest=10)


def _accepted(check: Callable[..., None], *values: str) -> None:
    """What a rule has against what was typed, as a message beside the field."""
    try:
        check(*values)
    except rules.Unacceptable as problem:
        raise StopValidation(gettext(str(problem))) from problem


class SignUp(Trapped):
    name = line(lazy_gettext("Display name"), 40, lazy_gettext("Type the name that others will see."))
    email = email_field(lazy_gettext("E-mail"), lazy_gettext("Type your e-mail: we send a link to it."))
    password = password_field(lazy_gettext("Password"))
    age_band = SelectField(lazy_gettext("Age"), validators=[Required(lazy_gettext("Choose your age."))])
    district = SelectField(
        lazy_gettext("District"), choices=DISTRICT_CHOICES, validators=[Optional()], filters=[lambda value: value or ""]
    )
    representative = StringField(
        lazy_gettext("E-mail of a parent or guardian"), validators=[Storable(), AtMost(254)], filters=[strip]
    )
    consent = BooleanField(
        lazy_gettext("I agree to the processing of my personal data"),
        validators=[
            Required(lazy_gettext("Without your consent we may not keep your e-mail, so we cannot sign you up."))
        ],
    )
    rules = BooleanField(
        lazy_gettext("I have read the rules of conversation and will keep to them"),
        validators=[Required(lazy_gettext("Please read the rules of conversation and accept them."))],
    )

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        self.age_band.choices = [("", lazy_gettext("Choose")), *ages.choices()]
        if not self.asks_for_representative:
            del self.representative

    @property
    def asks_for_representative(self) -> bool:
        """Whether anybody under 16 may sign up here."""
        return rules.NEEDS_CONSENT in ages.bands()

    def validate_name(self, field: StringField) -> None:
        _accepted(rules.check_name, field.data)

    def validate_password(self, field: PasswordField) -> None:
        """Told together with everything else that is to be corrected."""
        _accepted(check_password, field.data, self.email.data or "", self.name.data or "")

    def validate_age_band(self, field: SelectField) -> None:
        if field.data == rules.TOO_YOUNG:
            words = gettext("Accounts are open from the age of %(age)s. You can read everything without one.")
            raise StopValidation(words % {"age": ages.least()})

    def validate_representative(self, field: StringField) -> None:
        if self.age_band.data != rules.NEEDS_CONSENT:
            field.data = ""
        elif not field.data:
            raise StopValidation(gettext("Under 16 a parent or guardian consents: type their e-mail."))
        else:
            Email()(self, field)
            if rules.own_address(self.email.data or "", field.data):
                raise StopValidation(gettext(rules.OWN_ADDRESS))


class SignIn(Form):
    email = line(lazy_gettext("E-mail"), 254, lazy_gettext("Type your e-mail."), checked=False)
    password = password_field(lazy_gettext("Password"))


class AskReset(Form):
    email = email_field(lazy_gettext("E-mail"), lazy_gettext("Type your e-mail."))


class NewPassword(Form):
    password = password_field(lazy_gettext("New password"))


class RoleChange(Form):
    role = choice(
        lazy_gettext("Role"),
        [
            ("moderator", lazy_gettext("moderator")),
            ("committee", lazy_gettext("member of the committee")),
            ("youth_council", lazy_gettext("member of the youth council")),
            ("body_officer", lazy_gettext("officer of a responsible body")),
            ("desk", lazy_gettext("staff of a verification desk")),
            ("admin", lazy_gettext("administrator")),
        ],
    )
    until = DateField(lazy_gettext("Last day of the term"), validators=[Optional()])


class Display(Form):
    print_size = choice(
        lazy_gettext("Size of print"), [("normal", lazy_gettext("usual")), ("large", lazy_gettext("large"))]
    )
    contrast = choice(lazy_gettext("Contrast"), [("normal", lazy_gettext("usual")), ("more", lazy_gettext("high"))])
    scheme = choice(
        lazy_gettext("Colours"),
        [("auto", lazy_gettext("as the device")), ("light", lazy_gettext("light")), ("dark", lazy_gettext("dark"))],
    )
