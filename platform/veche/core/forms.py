"""Forms: what a person typed, cleaned, or a message in their language beside the field. Nothing typed is lost."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, StopValidation

from veche.core.languages import LANGUAGES, language, lazy_gettext
from veche.core.markup import LONGEST, is_simple, is_storable, tidy

LANGUAGE_NAMES = {"ru": "Русский", "be": "Беларуская", "en": "English"}


class _Messages:
    """WTForms' own few messages, from our catalogues (it has no Belarusian one)."""

    def gettext(self, text: str) -> str:
        return str(OWN_MESSAGES.get(text, text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return one if n == 1 else many


OWN_MESSAGES = {
    "Not a valid choice.": lazy_gettext("Choose one of the options."),
    "Not a valid integer value.": lazy_gettext("Type a whole number."),
    "Not a valid decimal value.": lazy_gettext("Type a number."),
    "Not a valid time value.": lazy_gettext("Type a time: hours and minutes, like 16:00."),
    "Not a valid date value.": lazy_gettext("Type a date: day, month, year."),
}


class Form(FlaskForm):
    """The base of every form. The CSRF token is checked for the whole app before a view runs, so not here again."""

    class Meta(FlaskForm.Meta):
        csrf = False
        locales = False

        def get_translations(self, _form: Any) -> _Messages:
            return _Messages()

    # What is said beside a field that rules miss, by its name.
    lacking: Mapping[str, Any] = {}

    def name_missing(self, names: Iterable[str]) -> None:
        """Put the message beside each field that something lacks."""
        for name in names:
            self[name].errors = [*self[name].errors, str(self.lacking[name])]

    # The hidden field that says which version of a thing its reader had before them.
    seen_in = "version"

    @property
    def seen(self) -> int:
        """The version that was shown, 0 for none."""
        return whole(self[self.seen_in].data)

    @property
    def chosen(self) -> dict[str, Any]:
        """The fields that hold something: of a filter, what stands in the address."""
        return {name: value for name, value in self.data.items() if value}

    @property
    def problems(self) -> list[tuple[Any, str]]:
        """(field, message) pairs for the summary above the form."""
        return [(field, str(field.errors[0])) for field in self if field.errors]


class Required:
    """Stops at an empty field with a message of its own."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Any) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(str(self.message))


# What a higher feature has against words that a citizen types: a function of the text -> the message, or ''.
checks: list[Callable[[str], str]] = []


class Sound:
    """Stops at words that a higher feature has something against, such as a link that may not stand here."""

    def __call__(self, _form: Any, field: Any) -> None:
        for check in checks:
            against = check(field.data or "")
            if against:
                raise StopValidation(against)


class Storable:
    """Refuses NUL, control characters and broken encodings, the same on every database."""

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data and not is_storable(field.data):
            raise StopValidation(
                str(lazy_gettext("Some characters cannot be stored. Please type this text again without them."))
            )


class Simple:
    """Refuses a text of thousands of marks or hundreds of links, which is made to keep the server busy.

    That a text is too long is said by AtMost.
    """

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data and len(field.data) <= LONGEST and not is_simple(field.data):
            words = lazy_gettext(
                "This text has too many marks or links: brackets, stars, quotes, addresses. Please write it plainly."
            )
            raise StopValidation(str(words))


def _filter(value: str | None) -> str:
    return tidy(value or "")


def line(
    label: Any, longest: int, required: Any = None, shortest: int = 0, checked: bool = True, **options: Any
) -> StringField:
    """A field of one line. `required` is the message shown when it is empty; what is no text for others is not
    `checked` by other features."""
    validators = _kept(_validators(longest, required, shortest), checked)
    return StringField(label, validators=validators, filters=[_filter, _one_line], **options)


def text(
    label: Any, longest: int, required: Any = None, shortest: int = 0, checked: bool = True, **options: Any
) -> TextAreaField:
    """A field of several lines, at most `longest` characters; what is no text for others is not `checked`."""
    validators = [*_kept(_validators(longest, required, shortest), checked), Simple()]
    return TextAreaField(label, validators=validators, filters=[_filter], **options)


def _kept(validators: list[Any], checked: bool) -> list[Any]:
    return validators if checked else [one for one in validators if not isinstance(one, Sound)]


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _validators(longest: int, required: Any, shortest: int) -> list[Any]:
    first: list[Any] = [Required(required)] if required else [Optional()]
    if shortest:
        first.append(AtLeast(shortest))
    return [Storable(), *first, AtMost(longest), Sound()]


class AtMost(Length):
    """The limit stands beside the field and in the browser's own check."""

    def __init__(self, longest: int) -> None:
        super().__init__(max=longest, message=lazy_gettext("This text is too long: at most %(max)d characters."))


class AtLeast:
    """A text that says something: at least so many characters."""

    def __init__(self, shortest: int) -> None:
        self.shortest = shortest

    def __call__(self, _form: Any, field: Any) -> None:
        if len(field.data or "") < self.shortest:
            message = lazy_gettext("This text is too short: at least %(min)d characters.")
            raise StopValidation(message % {"min": self.shortest})


def choice(label: Any, choices: Sequence[tuple[str, Any]], missing: Any = None, **options: Any) -> SelectField:
    """One of several; an unknown value is refused in words."""
    return SelectField(
        label,
        choices=list(choices),
        validators=[Required(missing or lazy_gettext("Choose one of the options."))],
        **options,
    )


def text_language() -> SelectField:
    """The language a citizen writes in; the page's own at first."""
    return SelectField(
        lazy_gettext("Language of the text"),
        choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        default=language,
    )


def nonce() -> HiddenField:
    """A number of the form itself, UNIQUE per person: a double submit returns the first result."""
    return HiddenField(default=lambda: secrets.token_urlsafe(12), validators=[Storable(), AtMost(40)])


def whole(typed: str | None, digits: int = 9) -> int:
    """The number in a field or an address; 0, which nothing has, when it holds anything else or more digits."""
    text = typed or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else 0
