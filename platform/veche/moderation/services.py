"""The verbs of moderation: report, take up, claim, hide, leave as it is, restore."""

from typing import Any

from flask import render_template
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal, outbox
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.languages import speaking
from veche.core.moderated import HIDDEN, PENDING, VISIBLE, awaited, kinds, restored, withdrawn
from veche.core.pages import site_url
from veche.core.policy import require
from veche.moderation import rules
from veche.moderation.models import Act, Case, Flag
from veche.moderation.queries import last_case, matter
from veche.moderation.texts import is_published, is_taken_back, may_read, text_of
from veche.newcomers.limits import take
from veche.plan.models import ActionArea

# What an action area counts of a moderated kind.
_COUNTED = {"thread": "thread_count", "proposal": "proposal_count"}


def flag(actor: Person, kind: str, subject_id: int, *, reason: str, note: str = "") -> Flag:
    """A report of a text: one for each person and case; a second one changes nothing."""
    with writing() as session:
        hold(session, actor)
        row = _readable(session, actor, kind, subject_id)
        require(actor, "text.flag", row)
        case = _open_case(session, kind, row.id)
        known = session.execute(select(Flag).where(Flag.case_id == case.id, Flag.person_id == actor.id)).scalar()
        if known:
            return known
        take(session, actor, "report")
        new = Flag(case_id=case.id, person_id=actor.id, reason=reason, note=note, flagged_at=clock.now())
        session.add(new)
        case.flag_count += 1
        case.severity = max(case.severity, rules.severity(reason, kind))
        return new


def take_up(actor: Person, kind: str, subject_id: int) -> Case:
    """A case that a moderator opens without a report, or the one that is open already; it is theirs for 15 minutes."""
    with writing() as session:
        hold(session, actor)
        row = _readable(session, actor, kind, subject_id)
        require(actor, "text.decide", matter(actor, kind, row))
        case = _open_case(session, kind, row.id)
        return claim(actor, case.id)


def claim(actor: Person, case_id: int) -> Case:
    """The case belongs to one moderator for 15 minutes; Stale when somebody else has it or it is decided."""
    with writing() as session:
        require(actor, "moderation.work")
        moment = clock.now()
        mine = (
            update(Case)
            .where(Case.id == case_id, Case.closed_at.is_(None), _free_for(actor))
            .values(claimed_by_id=actor.id, claimed_until=moment + rules.CLAIM)
        )
        _expect_one(session, mine)
        return session.get_one(Case, case_id, populate_existing=True)


def hide(actor: Person, kind: str, subject_id: int, *, clause: str, facts: str, case_id: int | None = None) -> Act:
    """Hide a text reversibly: clause and facts reach its author, the journal and the public log, all or none of it.

    With `case_id` exactly that case must still be open; without one, the text's open case is closed if there is one.
    """
    ground = rules.ground(clause, facts)
    with writing() as session:
        hold(session, actor)
        row = _locked(session, kind, subject_id)
        require(actor, "text.decide", matter(actor, kind, row))
        was_counted = int(row.is_visible)  # what waits for its first look is not
        closed = _close(session, actor, kind, row.id, case_id)
        said = rules.told(kind, facts)
        entry = journal.record(session, actor.id, "text.hidden", row.subject, kind=kind, clause=clause, **said)
        model = kinds[kind]
        hidden = {"visibility": HIDDEN, "hidden_clause": ground.code, "hidden_entry": entry.seq}
        _expect_one(session, update(model).where(model.id == row.id, model.visibility != HIDDEN).values(hidden))
        _count(session, kind, row, -was_counted)
        act = _write_down(session, actor, row, "hide", ground.code, facts, entry.seq, closed)
        _tell_author(session, act, "hidden")
        return act


def restore(actor: Person, kind: str, subject_id: int, *, facts: str) -> Act:
    """Show a hidden text again, with the facts; its author learns of it."""
    rules.require_facts(facts)
    with writing() as session:
        hold(session, actor)
        row = _locked(session, kind, subject_id)
        require(actor, "text.decide", matter(actor, kind, row))
        clause = row.hidden_clause or ""
        said = {"kind": kind, "clause": clause, **rules.told(kind, facts)}
        entry = journal.record(session, actor.id, "text.restored", row.subject, **said)
        model = kinds[kind]
        shown = {"visibility": VISIBLE, "hidden_clause": None, "hidden_entry": None}
        _expect_one(session, update(model).where(model.id == row.id, model.visibility == HIDDEN).values(shown))
        _count(session, kind, row, +1)
        act = _write_down(session, actor, row, "restore", clause, facts, entry.seq, last_case(kind, row.id))
        _tell_author(session, act, "restored")
        session.refresh(row)
        restored.send(row)
        return act


def approve(actor: Person, case_id: int) -> Act:
    """A newcomer's text is looked at and shown; Stale when another moderator was faster."""
    with writing() as session:
        hold(session, actor)
        case = session.get(Case, case_id)
        if case is None:
            raise NotFound
        row = _locked(session, case.kind, case.subject_id)
        require(actor, "text.decide", matter(actor, case.kind, row))
        model = kinds[case.kind]
        seen = update(model).where(model.id == row.id, model.visibility == PENDING)
        _expect_one(session, seen.values(visibility=VISIBLE))
        _close(session, actor, case.kind, row.id, case_id)
        entry = journal.record(session, actor.id, "text.approved", row.subject, kind=case.kind)
        session.refresh(row)
        row.author.passed += 1
        restored.send(row)
        return _write_down(session, actor, row, "approve", "", "", entry.seq, case_id)


@withdrawn.connect
def _looked_at_in_vain(row: Any) -> None:
    """The text is gone, or has other words: nobody decides about those that a moderator may have open."""
    waiting = update(Case).where(Case.kind == row.kind, Case.subject_id == row.id, Case.closed_at.is_(None))
    (Session.object_session(row) or db.session()).execute(waiting.values(closed_at=clock.now()))


@awaited.connect
def _look_at_first(row: Any) -> None:
    """A newcomer's text waits in the queue; one on the youth board heavier than what can wait a day."""
    case = _open_case(Session.object_session(row) or db.session(), row.kind, row.id)
    case.cause, case.severity = "newcomer", rules.severity("newcomer", row.kind)


def leave(actor: Person, case_id: int, *, facts: str) -> Act:
    """Close a case without a restriction: the text stays as it is, and the facts say why."""
    rules.require_facts(facts)
    with writing() as session:
        hold(session, actor)
        case = session.get(Case, case_id)
        if case is None:
            raise NotFound
        row = _locked(session, case.kind, case.subject_id)
        require(actor, "text.decide", matter(actor, case.kind, row))
        _close(session, actor, case.kind, row.id, case_id)
        said = {"kind": case.kind, **rules.told(case.kind, facts)}
        entry = journal.record(session, actor.id, "text.left", row.subject, **said)
        return _write_down(session, actor, row, "leave", "", facts, entry.seq, case_id)


def _locked(session: Session, kind: str, number: int) -> Any:
    """The row of a text, locked: reports and decisions about one text happen one after another."""
    model = kinds.get(kind)
    row = session.get(model, number, with_for_update=True, populate_existing=True) if model else None
    if row is None:
        raise NotFound
    return row


def _readable(session: Session, actor: Person, kind: str, number: int) -> Any:
    """The locked text; a draft, a text taken back, or what the actor may not read, is not there."""
    row = _locked(session, kind, number)
    if not is_published(row) or is_taken_back(row) or not may_read(actor, row):
        raise NotFound
    return row


def _open_case(session: Session, kind: str, number: int) -> Case:
    """The one open case of a text. Its row is locked, so nobody opens a second; the unique index holds it too."""
    found = session.execute(
        select(Case).where(Case.kind == kind, Case.subject_id == number, Case.closed_at.is_(None))
    ).scalar()
    if found:
        return found
    case = Case(kind=kind, subject_id=number, cause="flag", severity=1, flag_count=0, opened_at=clock.now())
    session.add(case)
    session.flush()
    return case


def _free_for(actor: Person) -> Any:
    return or_(Case.claimed_by_id.is_(None), Case.claimed_by_id == actor.id, Case.claimed_until <= clock.now())


def _close(session: Session, actor: Person, kind: str, number: int, case_id: int | None) -> int | None:
    """Close the open case of a text; Stale when another moderator has it or has closed it."""
    waiting = select(Case.id).where(Case.kind == kind, Case.subject_id == number, Case.closed_at.is_(None))
    found = case_id or session.execute(waiting).scalar()
    if found is not None:
        mine = update(Case).where(Case.id == found, Case.closed_at.is_(None), _free_for(actor))
        _expect_one(session, mine.values(closed_at=clock.now()))
    return found


def _expect_one(session: Session, statement: Any) -> None:
    result: Any = session.execute(statement)
    if result.rowcount != 1:
        raise Stale


def _count(session: Session, kind: str, row: Any, by: int) -> None:
    """The area's counter counts what readers see."""
    name = _COUNTED.get(kind)
    if name and is_published(row) and not (kind == "thread" and row.merged_into_id):
        counted = {name: getattr(ActionArea, name) + by}
        session.execute(update(ActionArea).where(ActionArea.id == row.area_id).values(counted))


def _write_down(
    session: Session, actor: Person, row: Any, verb: str, clause: str, facts: str, seq: int, case_id: int | None
) -> Act:
    act = Act(
        case_id=case_id,
        kind=row.kind,
        subject_id=row.id,
        verb=verb,
        clause=clause,
        facts=facts,
        moderator_id=actor.id,
        author_id=row.author_id,
        acted_at=clock.now(),
        journal_seq=seq,
    )
    session.add(act)
    session.flush()
    return act


def _tell_author(session: Session, act: Act, template: str) -> None:
    """The letter to the author, in the author's language."""
    text = text_of(act.kind, act.subject_id)
    if text is None:
        return
    author = text.author
    with speaking(author.language):
        words = render_template(
            f"moderation/letters/{template}.txt",
            act=act,
            text=text,
            clause=rules.clause(act.clause),
            kind=rules.KINDS[act.kind],
            place=site_url(text.endpoint, **text.values) + (f"#{text.fragment}" if text.fragment else ""),
            site_url=site_url,
        )
        subject, _, body = words.strip().partition("\n")
        outbox.post(session, author.email, subject.strip(), body.strip() + "\n", author.language)
