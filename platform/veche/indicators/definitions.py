"""The committee's verbs on definitions: to add an indicator, to change what it says, to retire it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.policy import require
from veche.indicators import events  # noqa: F401 - the verbs are named
from veche.indicators.models import Indicator
from veche.indicators.progress import Course, faults
from veche.indicators.rules import SOURCES, next_code
from veche.plan.models import City, Feature

COURSE = ("rising", "baseline", "baseline_on", "target", "target_on")
TITLES = ("title_ru", "title_be", "title_en")
DEFINED = (*TITLES, "unit_ru", "unit_be", "unit_en", "source", *COURSE)


class NameTaken(ValueError):
    """The feature has another indicator with these words already."""


def add_indicator(actor: Person, feature_id: int, values: Mapping[str, Any]) -> Indicator:
    """An indicator of the committee's own, with the next code C-…; sent twice, it is one.

    values: everything in DEFINED. Raises Incomplete with the names of what is missing or impossible, NameTaken.
    """
    with writing() as session:
        hold(session, actor)
        session.get(City, 1, with_for_update=True)  # numbers are given one after another
        if session.get(Feature, feature_id) is None:
            raise NotFound
        require(actor, "indicator.add")
        check(values, TITLES)
        return put(session, actor, feature_id, values, beginning="C-", width=2)


def put(
    session: Session,
    actor: Person,
    feature_id: int,
    values: Mapping[str, Any],
    *,
    beginning: str,
    width: int = 1,
    is_local: bool = False,
) -> Indicator:
    """The new indicator with its entry in the journal; the caller holds the lock under which codes are given."""
    alike = Indicator.code.startswith(beginning, autoescape=True)
    present = session.execute(select(Indicator).where(alike)).scalars().all()
    for one in present:
        if one.feature_id == feature_id and one.title_ru == values["title_ru"] and one.retired_at is None:
            if all(getattr(one, name) == values[name] for name in DEFINED):
                return one
            raise NameTaken(one.code)
    code = next_code((one.code for one in present), beginning, width)
    given = {name: values[name] for name in DEFINED}
    indicator = Indicator(code=code, feature_id=feature_id, is_local=is_local, edited_at=clock.now(), **given)
    session.add(indicator)
    session.flush()
    said = {name: _plain(value) for name, value in given.items()}
    journal.record(session, actor.id, "indicator.added", indicator.subject, code=code, **said)
    return indicator


def check(values: Mapping[str, Any], titles: tuple[str, ...]) -> None:
    """Raises Incomplete for a definition that lacks words or goes an impossible way."""
    missing = [name for name in titles if not values[name].strip()]
    if values["source"] not in SOURCES:
        missing.append("source")
    missing += faults(Course(**{name: values[name] for name in COURSE}))
    if missing:
        raise Incomplete(missing)


def edit_indicator(actor: Person, indicator_id: int, version: int, values: Mapping[str, Any]) -> Indicator:
    """The definition says this from now on; the journal keeps what it said before. Nothing changed: nothing recorded.

    version: the one that was seen. Raises Stale when there is a later one, Incomplete as add_indicator does.
    """
    with writing() as session:
        indicator = _locked(session, actor, indicator_id)
        require(actor, "indicator.edit", indicator)
        if indicator.version != version:
            raise Stale
        check(values, TITLES[:1] if indicator.is_local else TITLES)
        before = {name: getattr(indicator, name) for name in DEFINED}
        changed = [name for name in DEFINED if before[name] != values[name]]
        if not changed:
            return indicator
        for name in changed:
            setattr(indicator, name, values[name])
        indicator.version += 1
        indicator.edited_at = clock.now()
        said = {name: _plain(before[name]) for name in changed}
        now = {name: _plain(values[name]) for name in changed}
        journal.record(
            session, actor.id, "indicator.edited", indicator.subject, code=indicator.code, before=said, after=now
        )
        return indicator


def retire_indicator(actor: Person, indicator_id: int, reason: str, language: str) -> Indicator:
    """It is measured no more and counts nowhere; its page with all its values stays. Raises Refused, Incomplete."""
    with writing() as session:
        indicator = _locked(session, actor, indicator_id)
        require(actor, "indicator.retire", indicator)
        if not reason.strip():
            raise Incomplete(["reason"])
        indicator.retired_at, indicator.retired_reason = clock.now(), reason
        indicator.retired_language = language
        indicator.version += 1
        journal.record(session, actor.id, "indicator.retired", indicator.subject, code=indicator.code, reason=reason)
        return indicator


def _locked(session: Session, actor: Person, indicator_id: int) -> Indicator:
    hold(session, actor)
    indicator = session.get(Indicator, indicator_id, with_for_update=True, populate_existing=True)
    if indicator is None:
        raise NotFound
    return indicator


def _plain(value: Any) -> Any:
    """The value as the journal's JSON holds it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
