"""The verbs of measuring: to record a value, to withdraw one in public. A value is never changed and never deleted."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.clock import today
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.pages import ask
from veche.core.policy import require
from veche.indicators import events, rules
from veche.indicators.models import Indicator, Measurement
from veche.indicators.policy import Measured


def measured(indicator: Indicator) -> Measured:
    """The indicator with the officers of the bodies that have an action measured by it, as the policy asks."""
    officers = ask("indicator.officers", [indicator.id]).get(indicator.id, ())
    return Measured(indicator, frozenset(officers))


def record_value(
    actor: Person,
    indicator_id: int,
    *,
    on: date | None,
    value: Decimal,
    evidence: str,
    language: str,
    sample: int | None = None,
    method: str = "",
    reviewer: str = "",
    nonce: str,
) -> Measurement:
    """A dated value with what proves it; sent twice, it is one. Of one day the value that was recorded last counts.

    Raises Incomplete with the names of what the source of the indicator asks for.
    """
    with writing() as session:
        hold(session, actor)
        first = _same(session, actor, nonce)
        if first:
            return first
        indicator = session.get(Indicator, indicator_id, with_for_update=True, populate_existing=True)
        if indicator is None:
            raise NotFound
        require(actor, "indicator.measure", measured(indicator))
        given = {"on": on, "evidence": evidence, "sample": sample, "method": method, "reviewer": reviewer}
        missing = rules.missing_in_value(indicator.source, today=today(), **given)  # type: ignore[arg-type]
        if missing:
            raise Incomplete(missing)
        measurement = Measurement(
            indicator=indicator,
            value=value,
            language=language,
            recorded_by=actor,
            recorded_at=clock.now(),
            nonce=nonce,
            **given,
        )
        session.add(measurement)
        session.flush()
        said = {"code": indicator.code, "measurement": measurement.id, "on": f"{on}", "value": f"{value:f}"}
        journal.record(session, actor.id, "indicator.measured", indicator.subject, **said)
        events.recorded.send(measurement)
        return measurement


def _same(session: Session, actor: Person, nonce: str) -> Measurement | None:
    earlier = select(Measurement).where(Measurement.recorded_by_id == actor.id, Measurement.nonce == nonce)
    return session.execute(earlier).scalar_one_or_none()


def withdraw_value(actor: Person, measurement_id: int, reason: str, language: str) -> Measurement:
    """The value counts no more and stays readable, struck out, with the reason. Raises Stale when that was done."""
    with writing() as session:
        hold(session, actor)
        measurement = session.get(Measurement, measurement_id, with_for_update=True, populate_existing=True)
        if measurement is None:
            raise NotFound
        require(actor, "indicator.withdraw_value", measured(measurement.indicator))
        if measurement.is_withdrawn:
            raise Stale
        if not reason.strip():
            raise Incomplete(["reason"])
        measurement.withdrawn_at, measurement.withdrawn_reason = clock.now(), reason
        measurement.withdrawn_language = language
        said = {"code": measurement.indicator.code, "measurement": measurement.id, "reason": reason}
        journal.record(session, actor.id, "indicator.value_withdrawn", measurement.indicator.subject, **said)
        events.withdrawn.send(measurement)
        return measurement
