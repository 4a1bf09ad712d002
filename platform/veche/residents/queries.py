"""Reads for the pages of verification and of desks, each with a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.residents.models import CodeSheet, Desk, DeskCode, DeskStaff, ResidentIdentity, Verification


@dataclass(frozen=True)
class Counts:
    """Of one sheet. `left`: still good, in a drawer or in somebody's hand."""

    printed: int = 0
    used: int = 0
    revoked: int = 0
    expired: int = 0

    @property
    def left(self) -> int:
        return self.printed - self.used - self.revoked - self.expired


def open_desks() -> Sequence[Desk]:
    """The desks that work, for everybody to read."""
    rows = select(Desk).where(Desk.closed_at.is_(None)).order_by(Desk.id)
    return db.session.execute(rows).scalars().all()


def all_desks() -> Sequence[Desk]:
    """Every desk with its staff; those that work first."""
    rows = select(Desk).order_by(Desk.closed_at.is_not(None), Desk.id)
    return db.session.execute(rows.options(selectinload(Desk.staff).joinedload(DeskStaff.person))).scalars().all()


def desks_of(person: Person) -> Sequence[Desk]:
    """Where the person works now."""
    rows = select(Desk).join(DeskStaff).where(DeskStaff.person_id == person.id, Desk.closed_at.is_(None))
    return db.session.execute(rows.order_by(Desk.id)).scalars().all()


def sheets_of(desks: Sequence[Desk], most: int = 30) -> list[tuple[CodeSheet, Counts]]:
    """The newest sheets of the desks with their counts; two statements."""
    rows = select(CodeSheet).where(CodeSheet.desk_id.in_([desk.id for desk in desks]))
    sheets = db.session.execute(rows.order_by(CodeSheet.id.desc()).limit(most)).scalars().all()
    counted = counts(sheets)
    return [(sheet, counted[sheet.id]) for sheet in sheets]


def counts(sheets: Sequence[CodeSheet]) -> dict[int, Counts]:
    """Used, revoked and expired of each sheet; a code that was not used on a revoked sheet is revoked."""
    used = func.sum(case((DeskCode.used_at.is_not(None), 1), else_=0))
    revoked = func.sum(case((DeskCode.revoked_at.is_not(None), 1), else_=0))
    rows = select(DeskCode.sheet_id, used, revoked).where(DeskCode.sheet_id.in_([sheet.id for sheet in sheets]))
    found = {row[0]: (int(row[1]), int(row[2])) for row in db.session.execute(rows.group_by(DeskCode.sheet_id))}
    return {sheet.id: _counts(sheet, *found.get(sheet.id, (0, 0))) for sheet in sheets}


def _counts(sheet: CodeSheet, used: int, revoked: int) -> Counts:
    if sheet.revoked_at:
        return Counts(sheet.size, used, sheet.size - used)
    expired = sheet.size - used - revoked if sheet.expires_at <= clock.now() else 0
    return Counts(sheet.size, used, revoked, expired)


def codes_of(sheet: CodeSheet) -> Sequence[DeskCode]:
    rows = select(DeskCode).where(DeskCode.sheet_id == sheet.id).order_by(DeskCode.number)
    return db.session.execute(rows).scalars().all()


def code_of(sheet: CodeSheet, number: int) -> DeskCode:
    """One code by its number; NotFound when the sheet has fewer."""
    rows = select(DeskCode).where(DeskCode.sheet_id == sheet.id, DeskCode.number == number)
    found = db.session.execute(rows).scalar()
    if found is None:
        raise NotFound
    return found


def verification_of(person: Person) -> tuple[Verification | None, list[str]]:
    """How the person was verified, and of which kinds of identifier a hash is kept."""
    kinds = select(ResidentIdentity.kind).where(ResidentIdentity.person_id == person.id).order_by(ResidentIdentity.kind)
    return db.session.get(Verification, person.id), list(db.session.execute(kinds).scalars())


def export_verification(person: Any) -> list[dict[str, Any]]:
    """For the person's own export."""
    found, kinds = verification_of(person)
    if found is None:
        return [{"way": None, "desk": None, "verified_at": None, "hashes_kept_of": kinds}] if kinds else []
    desk = found.desk.name_ru if found.desk else None
    return [{"way": found.way, "desk": desk, "verified_at": found.verified_at.isoformat(), "hashes_kept_of": kinds}]
