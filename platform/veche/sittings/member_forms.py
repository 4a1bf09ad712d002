"""What is typed about members and sectors."""

from datetime import date, timedelta
from typing import Any

from wtforms import DateField, RadioField, SelectField

from veche.core.clock import today
from veche.core.forms import Form, Required, line, text
from veche.core.languages import gettext
from veche.core.languages import lazy_gettext as _
from veche.sittings.members import Functions, Unseatable

OFFICE_NAMES = {"chair": _("Chair"), "secretary": _("Secretary"), "member": _("Member")}
WHY_NOT = {
    "nobody": _("Nobody has this display name."),
    "unconfirmed": _("This person has not confirmed the e-mail yet."),
    "no_term": _("A term ends today or later, after it begins, and within six years."),
    "gap": _("This person is in office for another term: a new one begins on the day after it, without a pause."),
}
WHOSE = {
    "seated": _("%(name)s has a seat in these days already."),
    "chair": _("In these days %(name)s is the chair: there is one chair."),
    "secretary": _("In these days %(name)s is the secretary: there is one secretary."),
}


def _usual_end() -> date:
    return today() + timedelta(days=2 * 365)


class _Term(Form):
    def refuse(self, problem: Unseatable) -> None:
        """Say at the field what stands in the way, and who."""
        field = self[problem.field] if problem.field in self else self["until"]
        name = problem.other.person.display_name if problem.other else ""
        words = WHOSE[problem.why] % {"name": name} if problem.other else str(WHY_NOT[problem.why])
        field.errors = [*field.errors, words]


class NewSeat(_Term):
    """Who takes which seat, and for how long."""

    name = line(_("Display name of the person"), 40, required=_("Type the display name."))
    sector_id = SelectField(_("Sector"), coerce=int, validators=[Required(_("Choose the sector."))])
    office = RadioField(
        _("Office"),
        choices=list(OFFICE_NAMES.items()),
        default="member",
        validators=[Required(_("Choose the office."))],
    )
    function_ru = text(_("Function in Russian"), 500, required=_("Say in Russian what this member does."))
    function_be = text(_("Function in Belarusian"), 500)
    function_en = text(_("Function in English"), 500)
    since = DateField(_("First day"), default=today, validators=[Required(_("Name the first day of the term."))])
    until = DateField(_("Last day"), default=_usual_end, validators=[Required(_("Name the last day of the term."))])

    @property
    def given(self) -> dict[str, Any]:
        functions = Functions(self.function_ru.data, self.function_be.data, self.function_en.data)
        plain = {name: self[name].data for name in ("sector_id", "office", "since", "until")}
        return {**plain, "functions": functions}


class Extension(_Term):
    """Another last day."""

    until = DateField(_("Last day"), validators=[Required(_("Name the last day of the term."))])


class Ending(Form):
    """Why a term ends before its day; the reason is public."""

    reason = text(
        _("Reason"), 500, required=_("Say why the term ends: the reason stands on the members' page."), shortest=10
    )


class SectorName(Form):
    """A sector in three languages."""

    title_ru = line(_("Name in Russian"), 120, required=_("Type the name in Russian."))
    title_be = line(_("Name in Belarusian"), 120, required=_("Type the name in Belarusian."))
    title_en = line(_("Name in English"), 120, required=_("Type the name in English."))

    def refuse_name(self) -> None:
        self.title_ru.errors = [*self.title_ru.errors, gettext("A sector with this name is there already.")]

    @property
    def given(self) -> dict[str, str]:
        return {name: self[name].data for name in ("title_ru", "title_be", "title_en")}
