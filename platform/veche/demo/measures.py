"""What the demonstration town measured: series of values, a mistake taken back, outputs of an action.

Told by data/measures.toml, through the services as a person would.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import select

from veche.accounts.models import Person
from veche.core.clock import today
from veche.core.database import db, writing
from veche.indicators import definitions, measuring
from veche.indicators.models import Indicator
from veche.plan.models import Feature
from veche.plan.queries import area_by_code
from veche.tracking.models import Action
from veche.tracking.outputs import add_output
from veche.tracking.services import start_action

Told = dict[str, Any]
OLDEST, SOONEST = 245, 0.4  # days ago: older values are all recorded at the beginning
LANGUAGES = ("ru", "be", "en")


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]
    bodies: list[int]

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None: ...


def tell(town: Town, story: Told) -> None:
    """Put everything on its day."""
    for told in story["series"]:
        town.on_day(OLDEST + 1, lambda told=told: _define(town, told, story["units"]))  # type: ignore[misc]
        _tell_values(town, told, lambda told=told: _indicator(told["code"]))  # type: ignore[misc]
    _tell_own(town, story["own"], story["units"])
    _tell_mistake(town, story["mistake"])
    town.on_day(70, lambda: _start(town, story["action"]))
    for told in story["output"]:
        _tell_output(town, told)


def _indicator(code: str) -> Indicator:
    return db.session.execute(select(Indicator).where(Indicator.code == code)).scalar_one()


def _year_end(years: int) -> date:
    return date(today().year + years, 12, 31)


def _course(told: Told) -> Told:
    """Baseline and target, where the story names them; years are counted from the one in which it is told."""
    course: Told = {"rising": not told.get("smaller")}
    for name in ("baseline", "target"):
        year, value = told.get(name, (None, None))
        course[name] = None if value is None else Decimal(str(value))
        course[f"{name}_on"] = None if year is None else _year_end(year)
    return course


def _define(town: Town, told: Told, units: Told) -> None:
    indicator = _indicator(told["code"])
    words = {f"unit_{code}": units[told["unit"]][code] for code in LANGUAGES}
    values = {name: getattr(indicator, name) for name in definitions.DEFINED} | words | _course(told)
    definitions.edit_indicator(town.staff["committee"], indicator.id, indicator.version, values)


def _tell_values(town: Town, told: Told, find: Callable[[], Indicator], who: str = "committee") -> None:
    for years, value in told.get("years", []):
        days = (today() - _year_end(years)).days
        _tell_value(town, told, find, who, days, value)
    for days, value in told.get("days", []):
        _tell_value(town, told, find, who, days, value)


def _tell_value(town: Town, told: Told, find: Callable[[], Indicator], who: str, days: int, value: Any) -> None:
    """A value of so many days ago, recorded a little later."""
    recorded = min(OLDEST, max(days - 4.0, SOONEST))
    town.on_day(recorded, lambda: _record(town.staff[who], find(), told, days - recorded, value))


def _record(who: Person, indicator: Indicator, told: Told, days: float, value: Any) -> int:
    said = {name: told[name] for name in ("sample", "method", "reviewer") if name in told}
    made = measuring.record_value(
        who,
        indicator.id,
        on=today() - timedelta(days=round(days)),
        value=Decimal(str(value)),
        evidence=told["evidence"],
        language=told.get("language", "ru"),
        nonce=f"demo-{indicator.code}-{today()}-{round(days)}-{value}",
        **said,
    )
    return made.id


def _tell_own(town: Town, told: Told, units: Told) -> None:
    made: list[int] = []

    def add() -> None:
        feature = db.session.execute(select(Feature.id).where(Feature.code == told["feature"])).scalar_one()
        words = {name: told[name] for name in definitions.TITLES}
        words |= {f"unit_{code}": units[told["unit"]][code] for code in LANGUAGES}
        values = {**words, "source": "official", **_course(told)}
        made.append(definitions.add_indicator(town.staff["committee"], feature, values).id)

    town.on_day(OLDEST + 1, add)
    _tell_values(town, told, lambda: db.session.get_one(Indicator, made[0]))


def _tell_mistake(town: Town, told: Told) -> None:
    """A value typed wrong, taken back the next day, and the right one in its place."""
    made: list[int] = []

    def find() -> Indicator:
        return _indicator(told["code"])

    def mistake() -> None:
        made.append(_record(town.staff["committee2"], find(), told, 4, told["value"]))

    def correct() -> None:
        with writing():
            measuring.withdraw_value(town.staff["committee2"], made[0], told["reason"], "ru")
            _record(town.staff["committee2"], find(), told, 5, told["right"])

    town.on_day(told["days"] - 4, mistake)
    town.on_day(told["days"] - 5, correct)


def _start(town: Town, told: Told) -> None:
    """An action of the committee's own that an indicator of the plan measures."""
    area = area_by_code(told["area"])
    if area is None:
        raise LookupError(told["area"])
    start_action(
        town.staff["committee"],
        area_id=area.id,
        title=told["title"],
        language="ru",
        body_id=town.bodies[told["body"] - 1],
        indicator_id=_indicator(told["indicator"]).id,
        expected_result=told["result"],
        next_report_on=today() + timedelta(days=90),
    )


def _tell_output(town: Town, told: Told) -> None:
    made: list[int] = []

    def add() -> None:
        action = db.session.execute(select(Action).where(Action.code == told["action"])).scalar_one()
        words = {name: {code: told.get(f"{name}_{code}", "") for code in LANGUAGES} for name in ("title", "unit")}
        output = add_output(
            town.staff["committee"],
            action.id,
            titles=words["title"],
            units=words["unit"],
            target=Decimal(told["target"]),
            target_on=today() + timedelta(days=told["until"]),
        )
        made.append(output.id)

    town.on_day(59, add)
    _tell_values(town, told, lambda: db.session.get_one(Indicator, made[0]), "officer")
