"""Three languages in the path: /ru, /be, /en. A path without one leads to the person's own.

Interface text comes from gettext catalogues, bound once per language (asking flask_babel for every string costs twenty
times as much); text of the domain in several languages lies in columns `title_ru`, `title_be`, `title_en`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from babel.support import Translations
from flask import Blueprint, Flask, g, has_request_context, request, url_for
from flask_babel import Babel, force_locale
from flask_login import current_user
from markupsafe import Markup, escape

from veche.core import clock
from veche.core.clock import today
from veche.core.policy import Refusal
from veche.resources import folder

LANGUAGES = ("ru", "be", "en")
DEFAULT = "ru"
PREFIX = f"/<any({', '.join(LANGUAGES)}):language>"


@cache
def _catalogue(language: str) -> Any:
    return Translations.load(folder("translations"), [language])


def language() -> str:
    """The language of the page or letter that is being written."""
    chosen: str = g.get("language", DEFAULT)
    return chosen


def gettext(text: str, **values: Any) -> str:
    """The text in the present language, with %(named)s values."""
    translated: str = _catalogue(language()).gettext(text)
    return translated % values if values else translated


def ngettext(one: str, many: str, n: int, **values: Any) -> str:
    """The form that the number asks for (three in ru and be); `num` is its value."""
    translated: str = _catalogue(language()).ngettext(one, many, n)
    return translated % {"num": number(n), **values}


def _counted(one: str, many: str, n: int) -> str:
    """The same for templates: Jinja itself puts the other values in, so only the number stands in the text already."""
    translated: str = _catalogue(language()).ngettext(one, many, n)
    return translated.replace("%(num)s", number(n))


class Lazy:
    """A text that is translated each time it is shown: labels and messages of form classes."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return gettext(self.text)

    def __html__(self) -> Markup:
        return escape(str(self))

    def __mod__(self, values: Any) -> str:
        filled: str = str(self) % values
        return filled


def lazy_gettext(text: str) -> Any:
    """Mark a text at import time, translate it when it is shown."""
    return Lazy(text)


def in_language(row: Any, name: str) -> str:
    """The domain text `name` of a row in the present language: `title` is title_ru, title_be or title_en."""
    text: str = getattr(row, f"{name}_{language()}") or getattr(row, f"{name}_{DEFAULT}")
    return text


def worded(row: Any, name: str = "title") -> str:
    """What was written in one language, in the page's own where somebody has written it there too."""
    text: str = getattr(row, f"{name}_{language()}", "") or getattr(row, name)
    return text


def worded_in(row: Any, name: str = "title") -> str:
    """The language of `worded`."""
    code: str = language() if getattr(row, f"{name}_{language()}", "") else row.language
    return code


def inner(title: str) -> str:
    """A title as it stands between «»: its own marks become „“."""
    return title.replace("«", "„").replace("»", "“")


def reason(refusal: Refusal | None) -> str:
    """The words of a refusal, '' for none; a title in it stands between «», a moment is told by the city's clock."""
    if refusal is None:
        return ""
    return gettext(refusal.reason, **{name: _shown(name, value) for name, value in refusal.values.items()})


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return day_time(value)
    return inner(value) if name == "title" else value


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Write in another language than the page's: a letter is in its reader's."""
    before = g.get("language", DEFAULT)
    g.language = chosen
    try:
        with force_locale(chosen):
            yield
    finally:
        g.language = before


# Dates and numbers


def _local(moment: datetime | date) -> datetime | date:
    return _in_city(moment) if isinstance(moment, datetime) else moment


def _in_city(moment: datetime) -> datetime:
    return moment.astimezone(clock.CITY_ZONE)


def day(moment: datetime | date) -> str:
    """«14 декабря», with the year when it is not this one."""
    local = _local(moment)
    return _day(local.year, local.month, local.day, local.year != today().year, language())


def dated(moment: datetime | date) -> str:
    """«14 декабря 2026», always with its year: for the two ends of a term."""
    local = _local(moment)
    return _day(local.year, local.month, local.day, True, language())


@cache
def _day(year: int, month: int, number: int, with_year: bool, locale: str) -> str:
    return format_date(date(year, month, number), "d MMMM y" if with_year else "d MMMM", locale=locale)


def full_day(moment: datetime | date) -> str:
    """«вторник, 8 декабря 2026»."""
    return format_date(_local(moment), "EEEE, d MMMM y", locale=language())


def clock_time(moment: datetime) -> str:
    """«20:00» by the city's clock."""
    return format_time(_in_city(moment), "HH:mm", locale=language())


def day_time(moment: datetime) -> str:
    """«14 декабря, 20:00»."""
    return f"{day(moment)}, {clock_time(moment)}"


def days_until(moment: datetime | date) -> int:
    """Whole days of the city's calendar until the moment; negative when it is past."""
    local = _local(moment)
    return ((local.date() if isinstance(local, datetime) else local) - today()).days


def time_left(moment: datetime) -> str:
    """«осталось 6 дней», «осталось 3 часа», «осталось меньше часа»."""
    left = moment - clock.now()
    if left >= timedelta(days=1):
        return ngettext("%(num)s day left", "%(num)s days left", days_until(moment))
    hours = int(left.total_seconds() // 3600)
    if hours >= 1:
        return ngettext("%(num)s hour left", "%(num)s hours left", hours)
    return gettext("less than an hour left")


def number(value: float) -> str:
    """A number as the language writes it: «4 812»."""
    return format_decimal(value, locale=language())


# In the path


def register(app: Flask, blueprint: Blueprint) -> None:
    """Mount a feature's pages under /ru, /be and /en."""
    app.register_blueprint(blueprint, url_prefix=PREFIX)


def init_languages(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder("translations"))
    Babel(app, locale_selector=language)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_add_language)
    app.jinja_env.install_gettext_callables(gettext, _counted, newstyle=True)  # type: ignore[attr-defined]
    for shown in (day, dated, full_day, clock_time, day_time, time_left, number):
        app.add_template_filter(shown)
    app.add_template_filter(in_language, "ours")
    app.add_template_filter(worded)
    app.add_template_filter(worded_in)
    app.add_template_filter(reason)
    app.add_template_filter(inner)
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, days_until=days_until, today=today)
    app.jinja_env.globals.update(alternate=alternate)


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.language = (values or {}).pop("language", None) or _from_path() or preferred()


def _from_path() -> str | None:
    first = request.path[1:3]
    return first if first in LANGUAGES and request.path[3:4] in {"", "/"} else None


def _add_language(endpoint: str, values: dict[str, Any]) -> None:
    from flask import current_app

    if "language" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values["language"] = language()


def preferred() -> str:
    """The language that a reader without one in the path gets: one's own, the browser's, Russian."""
    if not has_request_context():
        return DEFAULT
    own = getattr(current_user, "language", None)
    return own or request.accept_languages.best_match(LANGUAGES, DEFAULT) or DEFAULT


def alternate(other: str) -> str:
    """This very page in another language, with its query; the front page where there is no such page."""
    if not request.endpoint or request.method not in {"GET", "HEAD"} or "language" not in _arguments():
        return f"/{other}/"
    query = request.args.to_dict(flat=False)
    return url_for(request.endpoint, **{**query, **(request.view_args or {}), "language": other})


def _arguments() -> set[str]:
    return request.url_rule.arguments if request.url_rule else set()
