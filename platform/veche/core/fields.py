"""Fields that several features ask with."""

from typing import Any

from wtforms import SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput

from veche.core.forms import whole
from veche.core.languages import lazy_gettext

MOST_TICKS = 100


class Ticks(SelectMultipleField):
    """Any number of numbered choices, each with a box of its own.

    A choice that is gone is refused in words; with `moves_on` it is left to the service, because the list moves on
    while somebody looks at it.
    """

    option_widget = CheckboxInput()

    def __init__(self, label: Any, *, moves_on: bool = False, **options: Any) -> None:
        super().__init__(label, coerce=int, **options)
        self.moves_on = moves_on

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [number for number in map(whole, valuelist) if number]

    def pre_validate(self, _form: Any) -> None:
        ticked = set(self.data or ())
        offered = ticked if self.moves_on else {number for number, *_rest in self.iter_choices()}
        if ticked - offered or len(ticked) > MOST_TICKS:
            raise ValidationError(str(lazy_gettext("The list has changed: look at it again.")))
