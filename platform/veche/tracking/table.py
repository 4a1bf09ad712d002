"""What a table of actions may say: its columns, how each is written, what a row lacks. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from veche.core.figures import NotAFigure, parse_figure
from veche.core.markup import tidy
from veche.core.policy import N_
from veche.tracking.sheet import Fault

LANGUAGES = ("ru", "be", "en")
LONGEST_PROMISE = timedelta(days=730)
# How long a text may be; these are also the columns that a table may change.
LONGEST = {
    "title_ru": 200,
    "title_be": 200,
    "title_en": 200,
    "functions": 2000,
    "national_plan": 2000,
    "expected_result": 1000,
    "unit": 60,
}
ONE_LINE = {"title", "title_ru", "title_be", "title_en", "unit"}
TIES = ("body_ru", "co_executors", "indicator")
DATES = ("begins_on", "ends_on")
CHANGEABLE = (*LONGEST, *TIES, *DATES, "target")
REPORTED = ("status", "figure", "next_report_on")
COLUMNS = (
    "code",
    "area",
    "language",
    "title",
    "title_ru",
    "title_be",
    "title_en",
    "body_ru",
    "body_be",
    "body_en",
    "functions",
    "co_executors",
    "status",
    "begins_on",
    "ends_on",
    "expected_result",
    "indicator",
    "unit",
    "target",
    "figure",
    "next_report_on",
    "national_plan",
    "started_on",
    "ended_on",
    "reports",
    "costs_planned",
    "costs_spent",
    "currency",
)
_DATED = {*DATES, "next_report_on", "started_on", "ended_on"}
_COUNTED = {"target", "figure", "costs_planned", "costs_spent"}


def plain(value: Any) -> str:
    """A value as it stands in its cell: days as 2026-12-08, figures without trailing zeros."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def normal(column: str, text: str) -> str:
    """The text as the platform itself would write it, where a spreadsheet has written it otherwise."""
    try:
        if column in _DATED and text:
            return day(text).isoformat()
        if column in _COUNTED and text:
            return plain(parse_figure(text))
    except ValueError:
        return text
    return text


def cleaned(column: str, text: str) -> str:
    """What will be kept of a new text."""
    return " ".join(tidy(text).split()) if column in ONE_LINE else tidy(text)


def day(text: str) -> date:
    """2026-12-08, or 08.12.2026 as spreadsheets make of it. Raises ValueError."""
    form = "%d.%m.%Y" if "." in text else "%Y-%m-%d"
    return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day of the calendar


def executors(text: str) -> list[str]:
    """The names in the cell of co-executors, one on each line, each once."""
    return list(dict.fromkeys(name.strip() for name in text.split("\n") if name.strip()))


def faults_in_text(line: int, cells: Mapping[str, str]) -> Iterator[Fault]:
    """Texts that are too long, days that are none, figures that are none."""
    for column, text in cells.items():
        longest = LONGEST.get(column, 200 if column == "title" else 0)
        if longest and len(text) > longest:
            yield Fault(line, column, N_("This text is too long: at most %(max)d characters."), {"max": longest})
        elif column in _DATED and text and not _is_day(text):
            yield Fault(line, column, N_("Write a day as 2026-12-08."))
        elif column in _COUNTED and text and not _is_figure(text):
            yield Fault(line, column, N_("Type a number, such as 92 or 1240,5."))
    if cells.get("target", "").lstrip().startswith(("-", "−")):
        yield Fault(line, "target", N_("Type a number that is not negative."))


def _is_day(text: str) -> bool:
    try:
        return bool(day(text))
    except ValueError:
        return False


def _is_figure(text: str) -> bool:
    try:
        return parse_figure(text) is not None
    except NotAFigure:
        return False


def faults_in_order(line: int, cells: Mapping[str, str]) -> Iterator[Fault]:
    """An end before the beginning; a body beside itself; neither indicator nor words for what is expected."""
    begins, ends = (cells.get(name, "") for name in DATES)
    if begins and ends and _is_day(begins) and _is_day(ends) and day(ends) < day(begins):
        yield Fault(line, "ends_on", N_("The end cannot be before the beginning."))
    if cells.get("body_ru", "") in executors(cells.get("co_executors", "")):
        yield Fault(line, "co_executors", N_("The responsible body is no co-executor of its own."))
    if not cells.get("indicator", "").strip() and not cells.get("expected_result", "").strip():
        yield Fault(line, "expected_result", N_("Choose an indicator or say in words what is to come of it."))


def faults_in_new(line: int, cells: Mapping[str, str], today: date) -> Iterator[Fault]:
    """What a row without a code lacks to become an action, and what it may not say yet."""
    if cells.get("language", "") not in LANGUAGES:
        yield Fault(line, "language", N_("Write ru, be or en."))
    elif cells.get("title_" + cells["language"], "") not in {"", cells.get("title", "")}:
        yield Fault(line, "title_" + cells["language"], N_("In its own language the title is the one in «title»."))
    if not cells.get("title", "").strip():
        yield Fault(line, "title", N_("Name the action."))
    promised = cells.get("next_report_on", "")
    if not promised:
        yield Fault(line, "next_report_on", N_("Name the day of the first report: today or later."))
    elif _is_day(promised) and not today <= day(promised) <= today + LONGEST_PROMISE:
        yield Fault(line, "next_report_on", N_("The first report comes today or later, within two years."))
    if cells.get("status", "") not in {"", "planned"}:
        yield Fault(line, "status", N_("A new action is «planned»; it moves with its reports."))
    later = ("figure", "started_on", "ended_on", "costs_planned", "costs_spent")
    for column in (name for name in later if cells.get(name, "") not in {"", "0"}):
        yield Fault(line, column, N_("Leave this cell empty: a new action does not have it yet."))


def why_fixed(column: str) -> str:
    """Why a table does not change this column of an action."""
    if column in REPORTED:
        return N_("This changes only with a report on the action.")
    if column in {"title", "language"}:
        return N_("The wording in which the action was decided stays.")
    return N_("A table does not change this column.")
