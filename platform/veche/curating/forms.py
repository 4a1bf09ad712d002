"""What a moderator typed -> clean values or messages."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, StringField, ValidationError

from veche.core.forms import AtMost, Form, Storable, choice, line, nonce, text, text_language
from veche.core.languages import gettext, lazy_gettext
from veche.curating.rules import LONGEST_NOTE, LONGEST_REASON, thread_number
from veche.forum.forms import whole
from veche.forum.rules import SORTS
from veche.plan.queries import area_choices

WHY = lazy_gettext("Say in a sentence why: the authors are told.")


def reason() -> Any:
    return line(lazy_gettext("Why"), LONGEST_REASON, required=WHY, shortest=10)


class Reasoned(Form):
    """An act that needs nothing but its reason."""

    reason = reason()


class Moving(Form):
    """The action area that a text is to stand in; the present one is not offered."""

    area = choice(lazy_gettext("New action area"), [], missing=lazy_gettext("Choose the action area it belongs to."))
    reason = reason()

    def __init__(self, present: str, **values: Any) -> None:
        super().__init__(**values)
        self.area.choices = [("", lazy_gettext("Choose…")), *(pair for pair in area_choices() if pair[0] != present)]


class Merging(Form):
    """The discussion into which the messages go: one of the nearest, or any by its address."""

    into = RadioField(lazy_gettext("Into which discussion"), choices=[], validate_choice=False)
    address = StringField(lazy_gettext("Another one, by its address or number"), validators=[Storable(), AtMost(300)])
    reason = reason()

    def __init__(self, near: Sequence[Any], **values: Any) -> None:
        super().__init__(**values)
        self.into.choices = [(str(thread.id), thread.title) for thread in near]
        if not near:
            self.address.label.text = gettext("Address or number of the other discussion")

    @property
    def number(self) -> int | None:
        """The chosen thread; an address that was typed counts more than a point."""
        typed = (self.address.data or "").strip()
        return thread_number(typed) if typed else thread_number(self.into.data or "")

    def validate_address(self, field: Any) -> None:
        if self.number is None:
            typed = (field.data or "").strip()
            raise ValidationError(
                gettext("This is no address of a discussion.") if typed else gettext("Name the other discussion.")
            )


class Splitting(Form):
    """Messages that get a discussion of their own."""

    post = SelectMultipleField(lazy_gettext("Messages"), validate_choice=False)
    answers = BooleanField(lazy_gettext("Take along every answer"), default=True)
    title = line(
        lazy_gettext("Title of the new discussion"),
        150,
        required=lazy_gettext("Give the discussion a title."),
        shortest=5,
    )
    sort = choice(lazy_gettext("Kind of discussion"), [])
    area = choice(lazy_gettext("Action area"), [], missing=lazy_gettext("Choose the action area it belongs to."))
    reason = reason()
    nonce = nonce()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.sort.choices = [(sort, gettext(name)) for sort, name in SORTS.items() if sort != "announcement"]
        self.area.choices = area_choices()

    @property
    def numbers(self) -> list[int]:
        return sorted({number for typed in self.post.data or [] if (number := whole(typed))})

    def validate_post(self, _field: Any) -> None:
        if not self.numbers:
            raise ValidationError(gettext("Choose at least one message."))


class Noting(Form):
    """A summary, or a conclusion; `version` is the one that was shown when it was begun, 0 for none."""

    text = text(lazy_gettext("Text"), LONGEST_NOTE, required=lazy_gettext("Type the text first."), shortest=20)
    language = text_language()
    version = HiddenField(validators=[Storable(), AtMost(6)])
