"""The way of the desk: a one-time code from a sheet of paper."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.core import clock, journal
from veche.core.database import db
from veche.core.policy import N_
from veche.residents import keys, rules
from veche.residents.adapters import Begun, Proof, Unproved, register
from veche.residents.models import CodeSheet, DeskCode


class DeskWay:
    """A code that the staff of a desk hand out; one step, nothing but the code."""

    name = "desk"
    tries_again = True
    title = N_("With a code from a desk")
    about = N_("Come to one of the desks. The staff see that you live in the city and hand you a slip with a code.")
    kept = N_(
        "Which desk it was and the day. If the staff note the number of your document, only its keyed hash is kept:"
        " from it nobody can read the number."
    )

    def is_ready(self) -> bool:
        return True

    def begin(self, person: Any, typed: Mapping[str, str]) -> Begun:
        return Begun({}, timedelta())

    def finish(self, person: Any, attempt: Any, typed: Mapping[str, str]) -> Proof:
        code = rules.read_code(typed.get("code", ""))
        if code is None:
            raise Unproved(rules.MISTYPED, "code")
        found = _look_up(keys.code_digest(code))
        why = rules.why_not(*found, clock.now()) if found else rules.UNKNOWN_CODE
        if why or found is None:
            raise Unproved(why or rules.UNKNOWN_CODE, "code")
        row, sheet = found
        known = keys.Identity("document", row.identity_digest) if row.identity_digest else None
        return Proof(known, sheet.desk_id, partial(_use, row.id, sheet.id))


def _look_up(digest: str) -> tuple[DeskCode, CodeSheet] | None:
    rows = select(DeskCode, CodeSheet).join(CodeSheet).where(DeskCode.digest == digest)
    found = db.session.execute(rows).first()
    return (found[0], found[1]) if found else None


def _use(code_id: int, sheet_id: int, session: Session) -> None:
    """The code is used now, and by nobody else: the sheet is locked against revoking, then the row is guarded."""
    sheet = session.get_one(CodeSheet, sheet_id, with_for_update={"read": True}, populate_existing=True)
    moment = clock.now_locked(session)
    mine = update(DeskCode).where(DeskCode.id == code_id, DeskCode.used_at.is_(None), DeskCode.revoked_at.is_(None))
    used = session.execute(mine.values(used_at=moment, identity_digest=None).returning(DeskCode.number)).scalar()
    if sheet.revoked_at or sheet.expires_at <= moment or used is None:
        code = session.get_one(DeskCode, code_id, populate_existing=True)
        raise Unproved(rules.why_not(code, sheet, moment) or rules.USED_CODE, "code")
    journal.record(session, None, "code.used", sheet.subject, sheet=sheet.id, number=used)


register(DeskWay())
