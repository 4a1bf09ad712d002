"""How often somebody writes: counted in the database, so that several servers count together."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.core.errors import TooOften
from veche.core.forgetting import forgets
from veche.core.languages import day_time
from veche.core.languages import gettext as _
from veche.core.settings import setting
from veche.newcomers import rules
from veche.newcomers.configuration import looks
from veche.newcomers.models import RecentAct
from veche.newcomers.rules import ALL, DAY, HOUR, KINDS, Limit


def take(session: Session, actor: Person, what: str) -> None:
    """One more text of this kind by the locked actor, or TooOften with the moment from which it is possible."""
    if not setting("RATE_LIMITS"):
        return
    for limit, window in _standing(session, actor, what):
        if limit.again:
            raise TooOften(_said(limit, window), limit.again)
    session.add(RecentAct(person_id=actor.id, what=what, at=clock.now()))
    session.flush()


def _said(limit: Limit, window: timedelta) -> str:
    until = day_time(limit.again or clock.now())
    if window == HOUR:
        return _("That is %(most)s texts within an hour. You can go on from %(until)s.", most=limit.most, until=until)
    said = {"kind": _(KINDS[limit.what]), "most": limit.most, "until": until}
    return _("New accounts have limits (%(kind)s: %(most)s in 24 hours). You can go on from %(until)s.", **said)


def is_newcomer(person: Any) -> bool:
    """Whether the daily limits hold for this person now."""
    if not person.is_authenticated or not setting("RATE_LIMITS"):
        return False
    return rules.is_newcomer(person, looks(), int(setting("NEWCOMER_DAYS")), clock.now())


def _standing(session: Session, person: Any, what: str) -> list[tuple[Limit, timedelta]]:
    acts = _acts(session, person)
    found = [(_hourly(acts), HOUR)]
    if is_newcomer(person):
        found.insert(0, (_daily(acts, what), DAY))
    return found


def _acts(session: Session, person: Any) -> list[tuple[str, datetime]]:
    rows = select(RecentAct.what, RecentAct.at).where(RecentAct.person_id == person.id)
    return [(what, at) for what, at in session.execute(rows.where(RecentAct.at > clock.now() - DAY))]


def _daily(acts: list[tuple[str, datetime]], what: str) -> Limit:
    most = rules.daily(setting("NEWCOMER_LIMITS"))[what]
    return rules.limit(what, most, rules.of_kind(acts, what), clock.now(), DAY)


def _hourly(acts: list[tuple[str, datetime]]) -> Limit:
    return rules.limit(ALL, int(setting("HOURLY_TEXTS")), rules.of_kind(acts, ALL), clock.now(), HOUR)


def daily_limits(person: Any) -> list[Limit]:
    """How each daily limit of a newcomer stands; none for anybody else. One statement."""
    if not is_newcomer(person):
        return []
    acts = _acts(db.session(), person)
    return [_daily(acts, what) for what in KINDS]


def hourly_limit(person: Any) -> Limit:
    """How the limit that holds for everybody stands: one statement."""
    return _hourly(_acts(db.session(), person))


def near(person: Any, what: str) -> Limit | None:
    """The newcomer's limit of this kind, when one is left or none; asked of newcomers only."""
    if not is_newcomer(person):
        return None
    found = _daily(_acts(db.session(), person), what)
    return found if found.is_near else None


expire = forgets("how often people wrote is forgotten", RecentAct, lambda now: RecentAct.at <= now - DAY)
