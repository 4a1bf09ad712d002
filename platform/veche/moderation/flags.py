"""Reporting a text: one report for each person and case, for a reason that fits what is reported."""

from sqlalchemy import select

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import writing
from veche.core.policy import require
from veche.moderation import rules
from veche.moderation.cases import open_case, readable
from veche.moderation.models import Flag
from veche.moderation.reasons import require_reason
from veche.newcomers.limits import take


def flag(actor: Person, kind: str, subject_id: int, *, reason: str, note: str = "") -> Flag:
    """A report of a text; a second one by the same person changes nothing. Raises Unfounded for a foreign reason."""
    with writing() as session:
        hold(session, actor)
        row = readable(session, actor, kind, subject_id)
        require_reason(kind, reason)
        require(actor, "text.flag", row)
        case = open_case(session, kind, row.id)
        known = session.execute(select(Flag).where(Flag.case_id == case.id, Flag.person_id == actor.id)).scalar()
        if known:
            return known
        take(session, actor, "report")
        new = Flag(case_id=case.id, person_id=actor.id, reason=reason, note=note, flagged_at=clock.now())
        session.add(new)
        case.flag_count += 1
        case.severity = max(case.severity, rules.severity(reason, kind))
        return new
