"""What is typed about sittings: when and where, the agenda, the minutes."""

from datetime import date, datetime, time
from typing import Any

from wtforms import DateField, HiddenField, TimeField

from veche.core.clock import CITY_ZONE
from veche.core.fields import Ticks
from veche.core.forms import Form, Required, line, nonce, text, text_language
from veche.core.languages import lazy_gettext as _

LONGEST_MINUTES = 20_000
UNTIMELY = {
    "day": _("A sitting begins in the future, within a year."),
    "last_day": _("A written procedure runs for a day at least and sixty days at most."),
}
FULL = _("This agenda is full: put the rest on the next one.")


def _moment(day: date | None, hour: time | None) -> datetime | None:
    return datetime.combine(day, hour, CITY_ZONE) if day and hour else None


class _Timely(Form):
    def refuse_time(self, field: str) -> None:
        self[field].errors = [*self[field].errors, str(UNTIMELY[field])]


class NewSitting(_Timely):
    """When and where the committee sits, and what about."""

    sort = "sitting"
    day = DateField(_("Day"), validators=[Required(_("Name the day."))])
    hour = TimeField(_("Hour, by the city's clock"), validators=[Required(_("Name the hour."))])
    place = line(_("Place"), 200, required=_("Say where it is, or how one joins from afar."))
    note = text(_("Note to the members"), 2000)
    language = text_language()
    proposals = Ticks(_("Proposals on the agenda"), moves_on=True)
    nonce = nonce()

    @property
    def given(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in ("place", "note", "language", "proposals", "nonce")}
        return {**plain, "sort": self.sort, "begins_at": _moment(self.day.data, self.hour.data)}


class NewProcedure(_Timely):
    """Until when members speak in writing, and what about."""

    sort = "written"
    last_day = DateField(_("Last day"), validators=[Required(_("Name the last day."))])
    hour = TimeField(_("Hour of the end, by the city's clock"), validators=[Required(_("Name the hour."))])
    note = text(_("Note to the members"), 2000)
    language = text_language()
    proposals = Ticks(_("Proposals on the agenda"), moves_on=True, validators=[Required(_("Choose at least one."))])
    nonce = nonce()

    @property
    def given(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in ("note", "language", "proposals", "nonce")}
        return {**plain, "sort": self.sort, "begins_at": None, "ends_at": _moment(self.last_day.data, self.hour.data)}


class Change(_Timely):
    """Another time or place; `revision` is the one that the page shows."""

    day = DateField(_("Day"), validators=[Required(_("Name the day."))])
    hour = TimeField(_("Hour, by the city's clock"), validators=[Required(_("Name the hour."))])
    place = line(_("Place"), 200, required=_("Say where it is, or how one joins from afar."))
    note = text(_("Note to the members"), 2000)
    revision = HiddenField()
    seen_in = "revision"

    @property
    def given(self) -> dict[str, Any]:
        plain = {"place": self.place.data, "note": self.note.data, "revision": self.seen}
        return {**plain, "begins_at": _moment(self.day.data, self.hour.data)}


class Cancelling(Form):
    reason = text(_("Reason"), 500, required=_("Say why: the reason is public."), shortest=10)


class Points(Form):
    """Proposals that are put on the agenda."""

    proposals = Ticks(_("Proposals"), moves_on=True, validators=[Required(_("Choose at least one."))])


class Matter(Form):
    """A matter in words."""

    title = line(_("A matter in words"), 200, required=_("Say what it is about."))
    language = text_language()


class Minutes(Form):
    """The text of the minutes; `revision` is the draft that the page shows."""

    text = text(_("Text of the minutes"), LONGEST_MINUTES, required=_("Write the minutes."), shortest=20)
    language = text_language()
    revision = HiddenField()
    seen_in = "revision"

    @property
    def given(self) -> dict[str, Any]:
        return {"text": self.text.data, "language": self.language.data, "revision": self.seen}


class Addendum(Form):
    """What is corrected in or added to published minutes."""

    text = text(_("Correction or addition"), 5000, required=_("Say what is corrected or added."), shortest=10)
    language = text_language()
    nonce = nonce()
