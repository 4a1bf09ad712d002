"""What needs two: to remove a text and to ban its author. One proposes, another agrees or does not."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.guarded import expect
from veche.core.moderated import HIDDEN, REMOVED
from veche.core.policy import require
from veche.moderation import rules, standing, statements
from veche.moderation.cases import OF_TEXTS, case_of, is_asked_about, locked_with_author, shut
from veche.moderation.conflicts import matter
from veche.moderation.effects import settle
from veche.moderation.events import acted
from veche.moderation.models import Act, Case
from veche.moderation.people import answer_case
from veche.moderation.taking_back import end, subject_of
from veche.moderation.writing_down import Grounds, write_down


def propose_removal(actor: Person, case_id: int, *, clause: str, facts: str, emergency: bool = False) -> Act:
    """The text is hidden now, and removed when a second moderator agrees; in an emergency it is shown again after 24
    hours unless one does."""
    ground = rules.ground(clause, facts)
    with writing() as session:
        case = case_of(session, case_id)
        row = locked_with_author(session, actor, case.kind, case.subject_id)
        require(actor, "text.decide", matter(actor, case.kind, row))
        if row.visibility == REMOVED or case.cause not in OF_TEXTS:
            raise Stale
        if case.closed_at is None:
            shut(session, actor, case.id)
        elif row.visibility != HIDDEN:  # of a text that waits in other words nobody decides by the old case
            raise Stale
        grounds = Grounds(ground.code, facts)
        ends = {"case_id": case.id, "state": "proposed", "lapses_at": _lapses(emergency)}
        act = write_down(session, actor, row, "remove", "text.removal_proposed", grounds, **ends)
        _ask_a_second(session, act, case, emergency)
        settle(session, act, row)
        statements.tell(session, act, "removal_proposed")
        return act


def propose_ban(actor: Person, case_id: int, *, clause: str, facts: str, emergency: bool = False) -> Act:
    """The author is banned when a second moderator agrees; in an emergency silent at once, for at most 24 hours."""
    ground = rules.ground(clause, facts)
    with writing() as session:
        case = case_of(session, case_id)
        row = locked_with_author(session, actor, case.kind, case.subject_id)
        require(actor, "person.restrain", matter(actor, case.kind, row, case_id=case.id))
        if session.get_one(Person, row.author_id).banned_at:
            raise Stale
        answer_case(session, actor, case, row)
        grounds = Grounds(ground.code, facts)
        ends = {"case_id": case.id, "state": "proposed", "lapses_at": _lapses(emergency)}
        act = write_down(session, actor, row, "ban", "person.ban_proposed", grounds, **ends)
        _ask_a_second(session, act, case, emergency)
        settle(session, act, row)
        statements.tell(session, act, "suspended" if emergency else "ban_proposed")
        return act


def _lapses(emergency: bool) -> object:
    return clock.now() + standing.EMERGENCY if emergency else None


def _ask_a_second(session: Session, act: Act, case: Case, emergency: bool) -> None:
    """A case for another moderator; Stale when one about this text waits already."""
    if is_asked_about(session, act.kind, act.subject_id):
        raise Stale
    values = {"kind": act.kind, "subject_id": act.subject_id, "cause": "confirm"}
    weight = rules.HEAVIEST if emergency else case.severity
    session.add(Case(**values, act_id=act.id, severity=weight, flag_count=0, opened_at=clock.now()))
    session.flush()


def agree(actor: Person, case_id: int) -> Act:
    """The second moderator agrees: the measure takes effect in full, and its author learns of it."""
    with writing() as session:
        case, act, row = _asked(session, actor, case_id)
        shut(session, actor, case.id)
        in_time = update(Act).where(Act.id == act.id, Act.state == "proposed")
        values = {"state": "done", "seconded_by_id": actor.id, "seconded_at": clock.now()}
        expect(session, in_time.values(values))
        session.refresh(act)
        settle(session, act, row)
        verb, occasion = {"remove": ("text.removed", "removed"), "ban": ("person.banned", "banned")}[act.verb]
        said = {"act": act.id, "kind": act.kind, "clause": act.clause, **rules.told(act.kind, act.facts)}
        journal.record(session, actor.id, verb, subject_of(act, row.subject), **said)
        statements.tell_author(session, act, occasion)
        _tell_who_waited(session, act)
        acted.send(act)
        return act


def refuse(actor: Person, case_id: int, *, facts: str) -> Act:
    """The second moderator does not agree: whatever was hidden or suspended for the measure is so no longer."""
    rules.require_facts(facts)
    with writing() as session:
        case, act, _row = _asked(session, actor, case_id)
        shut(session, actor, case.id)
        had_effect = act.verb == "remove" or act.lapses_at is not None
        act.seconded_by_id, act.seconded_at = actor.id, clock.now()
        end(session, actor, act, "refused", "measure.refused", facts)
        if had_effect:
            statements.tell_author(session, act, "refused", facts)
        _tell_who_waited(session, act)
        return act


def _tell_who_waited(session: Session, act: Act) -> None:
    """Of a ban that held nothing up those who reported hear now; of all else they have heard before."""
    if act.verb == "ban" and act.lapses_at is None:
        statements.tell_reporters(session, act)


def _asked(session: Session, actor: Person, case_id: int) -> tuple[Case, Act, Any]:
    """The case of a confirmation with its act and its locked text; Stale when the time to confirm is over."""
    case = case_of(session, case_id)
    act = session.get(Act, case.act_id, populate_existing=True) if case.act_id and case.cause == "confirm" else None
    if act is None:
        raise NotFound
    row = locked_with_author(session, actor, case.kind, case.subject_id)
    session.refresh(act)
    require(actor, "measure.confirm", matter(actor, case.kind, row, act))
    if standing.state_of(act, clock.now()) != "proposed":
        raise Stale
    return case, act, row
