"""The verbs of desks: open, change, close, name and dismiss staff; print a sheet, revoke it or one of its codes."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import give_role, hold, take_role
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.policy import N_, require
from veche.residents import keys, rules
from veche.residents.models import CodeSheet, Desk, DeskCode, DeskStaff

NOBODY = N_("Nobody has this display name.")
UNCONFIRMED = N_("This person has not confirmed the e-mail yet.")
NOT_GOOD = N_("This code is used, revoked or expired.")


class Unfit(ValueError):
    """What was asked for cannot be done; the text says why (an English msgid)."""


def open_desk(actor: Person, **told: str) -> Desk:
    """A new desk: its name in three languages, its place and its hours."""
    with writing() as session:
        _administer(session, actor)
        desk = Desk(**told, opened_at=clock.now())
        session.add(desk)
        session.flush()
        journal.record(session, actor.id, "desk.opened", desk.subject, name=desk.name_ru)
        return desk


def change_desk(actor: Person, desk_id: int, **told: str) -> Desk:
    """Another name, place or hours."""
    with writing() as session:
        _administer(session, actor)
        desk = _desk(session, desk_id)
        for name, value in told.items():
            setattr(desk, name, value)
        journal.record(session, actor.id, "desk.changed", desk.subject, name=desk.name_ru)
        return desk


def close_desk(actor: Person, desk_id: int) -> Desk:
    """The desk works no longer: its staff are dismissed; codes in people's hands stay good until they expire."""
    with writing() as session:
        _administer(session, actor)
        desk = _desk(session, desk_id)
        if desk.closed_at is None:
            desk.closed_at = clock.now()
            for one in list(desk.staff):
                _dismiss(session, actor, desk, one)
            journal.record(session, actor.id, "desk.closed", desk.subject, name=desk.name_ru)
        return desk


def name_staff(actor: Person, desk_id: int, name_key: str) -> None:
    """The person of this display name works at the desk and has the role for it. Raises Unfit."""
    with writing() as session:
        _administer(session, actor)
        desk = _desk(session, desk_id)
        person = session.execute(select(Person).where(Person.name_key == name_key)).unique().scalar()
        if person is None or person.left_at:
            raise Unfit(NOBODY)
        if not person.is_confirmed:
            raise Unfit(UNCONFIRMED)
        if person.id in desk.staff_ids:
            return
        give_role(actor, person.id, "desk")
        session.add(DeskStaff(desk_id=desk.id, person_id=person.id, named_at=clock.now()))
        journal.record(session, actor.id, "desk.staffed", desk.subject, person=person.id)


def dismiss_staff(actor: Person, desk_id: int, person_id: int) -> None:
    """The person works there no longer; with the last desk the role goes."""
    with writing() as session:
        _administer(session, actor)
        desk = _desk(session, desk_id)
        for one in [one for one in desk.staff if one.person_id == person_id]:
            _dismiss(session, actor, desk, one)


def _dismiss(session: Session, actor: Person, desk: Desk, one: DeskStaff) -> None:
    session.delete(one)
    session.flush()
    session.expire(desk, ["staff"])
    if session.execute(select(DeskStaff.desk_id).where(DeskStaff.person_id == one.person_id)).first() is None:
        take_role(actor, one.person_id, "desk")
    journal.record(session, actor.id, "desk.unstaffed", desk.subject, person=one.person_id)


def _administer(session: Session, actor: Person) -> None:
    require(hold(session, actor), "desk.administer")


def _desk(session: Session, desk_id: int) -> Desk:
    desk = session.get(Desk, desk_id, with_for_update=True, populate_existing=True)
    if desk is None:
        raise NotFound
    return desk


def print_sheet(actor: Person, desk_id: int, size: int, nonce: str) -> tuple[CodeSheet, list[str]]:
    """A sheet and its codes, which nobody will see again: the same form sent twice gives the sheet and no codes."""
    codes = [rules.new_code() for _ in range(size)]
    digests = [keys.code_digest(code) for code in codes]
    with writing() as session:
        desk = at_desk(session, actor, desk_id)
        known = select(CodeSheet).where(CodeSheet.printed_by_id == actor.id, CodeSheet.nonce == nonce)
        printed = session.execute(known).scalar()
        if printed:
            return printed, []
        moment = clock.now()
        sheet = CodeSheet(
            desk_id=desk.id,
            printed_by_id=actor.id,
            printed_at=moment,
            expires_at=moment + rules.CODE_LASTS,
            size=size,
            nonce=nonce,
        )
        session.add(sheet)
        session.flush()
        session.add_all(
            DeskCode(sheet_id=sheet.id, number=number, digest=digest) for number, digest in enumerate(digests, 1)
        )
        journal.record(session, actor.id, "sheet.printed", desk.subject, sheet=sheet.id, codes=size)
        return sheet, codes


def at_desk(session: Session, actor: Person, desk_id: int) -> Desk:
    """The desk at which the actor works now. Raises NotFound, Refused."""
    person = hold(session, actor)
    desk = session.get(Desk, desk_id, populate_existing=True)
    if desk is None:
        raise NotFound
    require(person, "desk.work", desk)
    return desk


def revoke_sheet(actor: Person, sheet_id: int, reason: str) -> CodeSheet:
    """None of its codes that are not used yet is good any more; a second time changes nothing."""
    with writing() as session:
        sheet = _sheet(session, actor, sheet_id)
        if sheet.revoked_at is None:
            sheet.revoked_at, sheet.revoked_reason = clock.now(), reason
            journal.record(session, actor.id, "sheet.revoked", sheet.subject, sheet=sheet.id, reason=reason)
        return sheet


def revoke_code(actor: Person, sheet_id: int, number: int, reason: str) -> None:
    """This one code is good no longer. Raises Unfit when it is not good anyway."""
    with writing() as session:
        sheet = _sheet(session, actor, sheet_id)
        _only_good(session, sheet, number, revoked_at=clock.now(), revoked_reason=reason)
        said = {"sheet": sheet.id, "number": number, "reason": reason}
        journal.record(session, actor.id, "code.revoked", sheet.subject, **said)


def bind_code(actor: Person, sheet_id: int, number: int, document: str) -> None:
    """The staff saw a document with this normalised number when they handed the code out; its keyed hash alone stays,
    until the code is used."""
    identity = keys.identity("document", document)
    with writing() as session:
        sheet = _sheet(session, actor, sheet_id)
        _only_good(session, sheet, number, identity_digest=identity.digest)
        journal.record(session, actor.id, "code.bound", sheet.subject, sheet=sheet.id, number=number)


def _sheet(session: Session, actor: Person, sheet_id: int) -> CodeSheet:
    hold(session, actor)
    sheet = session.get(CodeSheet, sheet_id, with_for_update=True, populate_existing=True)
    if sheet is None:
        raise NotFound
    require(actor, "desk.work", sheet.desk)
    return sheet


def _only_good(session: Session, sheet: CodeSheet, number: int, **values: datetime | str) -> None:
    """Change a code that is neither used nor revoked, on a sheet that is good. Raises Unfit."""
    good = DeskCode.used_at.is_(None) & DeskCode.revoked_at.is_(None)
    mine = update(DeskCode).where(DeskCode.sheet_id == sheet.id, DeskCode.number == number, good)
    over = sheet.revoked_at or sheet.expires_at <= clock.now()
    if over or session.execute(mine.values(values).returning(DeskCode.id)).first() is None:
        raise Unfit(NOT_GOOD)
