"""Reads of indicators, each page in a fixed number of statements."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from veche.core.database import db
from veche.core.journal import Entry
from veche.indicators import progress
from veche.indicators.models import Indicator, Measurement
from veche.indicators.progress import Value
from veche.plan.models import Feature

CHANGES = 20


@dataclass(frozen=True)
class Counts:
    """How many indicators stand how."""

    on_track: int = 0
    behind: int = 0
    reached: int = 0
    no_data: int = 0
    no_target: int = 0

    @property
    def total(self) -> int:
        return self.on_track + self.behind + self.reached + self.no_data + self.no_target


@dataclass(frozen=True)
class States:
    """The indicators of the plan by their states, all together and by the code of the feature («2.4»)."""

    overall: Counts
    by_feature: dict[str, Counts] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """An indicator with the values that count, by their days; lists know only the last two of them."""

    indicator: Indicator
    values: Sequence[Value]

    @property
    def latest(self) -> Value | None:
        return self.values[-1] if self.values else None

    @property
    def _value(self) -> Decimal | None:
        return self.latest.value if self.latest else None

    @property
    def trend(self) -> str:
        return progress.trend(self.values, self.indicator.rising)

    @property
    def state(self) -> str:
        return progress.state(self.indicator.course, self.latest)

    @property
    def way(self) -> Decimal | None:
        """Percent of the way from baseline to target."""
        return progress.way(self.indicator.course, self._value)

    @property
    def missing(self) -> Decimal | None:
        return progress.missing_to(self.indicator.course, self._value)

    @property
    def shortfall(self) -> Decimal | None:
        return progress.shortfall(self.indicator.course, self.latest)

    @property
    def expected(self) -> Decimal | None:
        """What an even pace asks for on the day of the latest value."""
        return progress.expected(self.indicator.course, self.latest.on) if self.latest else None


@dataclass(frozen=True)
class Sought:
    """What the list is narrowed to; empty values narrow nothing. `state` may be one of the states or "retired"."""

    feature: str = ""
    source: str = ""
    state: str = ""


def states() -> States:
    """How the indicators of the plan stand: two statements. Retired ones and the outputs of actions do not count."""
    by_feature: dict[str, Counter[str]] = {}
    for one in standings():
        by_feature.setdefault(one.indicator.feature.code, Counter())[one.state] += 1
    return States(
        Counts(**sum(by_feature.values(), Counter())),
        {code: Counts(**counted) for code, counted in by_feature.items()},
    )


def standings(sought: Sought | None = None) -> list[Standing]:
    """The indicators of the plan with their last values, by feature and code: two statements."""
    sought = sought or Sought()
    rows = select(Indicator).join(Indicator.feature).options(joinedload(Indicator.feature))
    rows = rows.where(Indicator.is_local.is_(False), _retired(sought.state == "retired"))
    if sought.feature:
        rows = rows.where(Feature.code == sought.feature)
    if sought.source:
        rows = rows.where(Indicator.source == sought.source)
    found = stand(db.session.execute(rows.order_by(Feature.place, Indicator.code)).scalars().all())
    wanted = sought.state if sought.state in progress.STATES else ""
    return [one for one in found if not wanted or one.state == wanted]


def _retired(wanted: bool) -> ColumnElement[bool]:
    return Indicator.retired_at.is_not(None) if wanted else Indicator.retired_at.is_(None)


def stand(indicators: Sequence[Indicator]) -> list[Standing]:
    """The indicators with what their last values say: one statement."""
    values = last_values([one.id for one in indicators])
    return [Standing(one, values.get(one.id, [])) for one in indicators]


def last_values(ids: Iterable[int]) -> dict[int, list[Value]]:
    """The last two values that count of each indicator, the earlier first: one statement."""
    numbers = list(ids)
    if not numbers:
        return {}
    found: dict[int, list[Value]] = {}
    for indicator, on, value in db.session.execute(_last_two(numbers)):
        found.setdefault(indicator, []).append(Value(on, value))
    return found


def _last_two(numbers: list[int]) -> Select[Any]:
    """The statement that does in the database what `progress.standing` does: of one day the last recorded counts."""
    by_day = (Measurement.indicator_id, Measurement.on)
    within = func.row_number().over(partition_by=by_day, order_by=Measurement.id.desc())
    day = (
        select(Measurement.indicator_id, Measurement.on, Measurement.value, within.label("place"))
        .where(Measurement.withdrawn_at.is_(None), Measurement.indicator_id.in_(numbers))
        .subquery()
    )
    newest = func.row_number().over(partition_by=day.c.indicator_id, order_by=day.c.on.desc()).label("newest")
    last = select(day.c.indicator_id, day.c.on, day.c.value, newest).where(day.c.place == 1).subquery()
    rows = select(last.c.indicator_id, last.c.on, last.c.value).where(last.c.newest <= 2)
    return rows.order_by(last.c.indicator_id, last.c.on)


def is_offered() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions under which an action may be measured by an indicator of the plan."""
    return Indicator.is_local.is_(False), Indicator.retired_at.is_(None)


def load_indicator(code: str) -> Indicator:
    """The indicator with its feature and section, or the page «not found»: one statement."""
    place = joinedload(Indicator.feature).joinedload(Feature.section)
    rows = select(Indicator).where(Indicator.code == code).options(place)
    return db.session.execute(rows).scalar_one_or_none() or abort(404)


@dataclass(frozen=True)
class Record:
    """Everything that was ever recorded of an indicator, the latest day first, and which of it counts."""

    standing: Standing
    measurements: Sequence[Measurement]
    counting: set[int]


def record(indicator: Indicator) -> Record:
    """The indicator with all its measurements and who recorded them: one statement."""
    rows = select(Measurement).where(Measurement.indicator_id == indicator.id)
    rows = rows.options(joinedload(Measurement.recorded_by)).order_by(Measurement.on.desc(), Measurement.id.desc())
    found = db.session.execute(rows).unique().scalars().all()
    standing = Standing(indicator, progress.standing(found))
    return Record(standing, found, progress.standing_ids(found))


def changes(indicator: Indicator) -> Sequence[Entry]:
    """The last changes of the definition, as the journal keeps them, the latest first: one statement."""
    rows = select(Entry).where(Entry.subject == indicator.subject, Entry.verb == "indicator.edited")
    rows = rows.order_by(Entry.seq.desc()).limit(CHANGES)
    return [entry for entry in db.session.execute(rows).unique().scalars() if entry.data]
