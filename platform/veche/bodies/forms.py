"""What is typed about bodies."""

from veche.core.forms import Form, line, text
from veche.core.languages import gettext
from veche.core.languages import lazy_gettext as _


class NewBody(Form):
    """A responsible body in the three languages."""

    name_ru = line(_("Name in Russian"), 200, required=_("Type the name in Russian."))
    name_be = line(_("Name in Belarusian"), 200, required=_("Type the name in Belarusian."))
    name_en = line(_("Name in English"), 200, required=_("Type the name in English."))
    functions = text(_("What it is responsible for"), 2000)

    def refuse_name(self) -> None:
        self.name_ru.errors = [*self.name_ru.errors, gettext("A body with this name is there already.")]

    @property
    def given(self) -> dict[str, str]:
        return {name: self[name].data for name in ("name_ru", "name_be", "name_en", "functions")}


class NewOfficer(Form):
    """Who shall report for a body."""

    name = line(_("Display name of the officer"), 40, required=_("Type the display name."))

    def refuse_name(self) -> None:
        self.name.errors = [
            *self.name.errors,
            gettext("Nobody of this name has the role of a body's officer. An administrator gives it."),
        ]
