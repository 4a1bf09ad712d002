"""Taking an act back: an appeal was right, a batch is undone, a second moderator refused."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.core import clock, journal
from veche.core.guarded import expect
from veche.core.journal import Entry
from veche.moderation import rules
from veche.moderation.cases import lock_people, locked
from veche.moderation.effects import settle
from veche.moderation.events import taken_back
from veche.moderation.models import Act, Case


def take_back(session: Session, actor: Person, act: Act, *, facts: str, is_judged: bool = True) -> Entry:
    """The act holds no longer and what it did is undone: its text shown again, its muting or ban ended.

    Inside an open transaction of a caller who has asked the policy and writes the letter itself
    (`statements.tell_author(session, act, "undone", facts)`). What other acts still hold back stays held back, and
    words that a redaction took out do not come back; not `is_judged`: what nobody has let through waits again.
    Journalled as "measure.undone" on the act's own subject; the signal `taken_back` follows. Raises Stale when
    the act does not hold any more, Unfounded without facts.
    """
    rules.require_facts(facts)
    return end(session, actor, act, "undone", "measure.undone", facts, is_judged=is_judged)


def end(
    session: Session, actor: Person | None, act: Act, state: str, verb: str, facts: str = "", *, is_judged: bool = True
) -> Entry:
    """The act in force comes to the state (undone, refused, lapsed), with everything that follows from it."""
    lock_people(session, {act.author_id} | ({actor.id} if actor else set()))
    row = _still_there(session, act)
    in_force = update(Act).where(Act.id == act.id, Act.state.in_(("done", "proposed")))
    expect(session, in_force.values(state=state))
    session.refresh(act)
    waiting = update(Case).where(Case.act_id == act.id, Case.cause == "confirm", Case.closed_at.is_(None))
    session.execute(waiting.values(closed_at=clock.now()))
    settle(session, act, row, is_judged=is_judged)
    said = rules.told(act.kind, facts) if facts else {}
    values = {"act": act.id, "measure": act.verb, "kind": act.kind, "clause": act.clause, **said}
    entry = journal.record(
        session, actor.id if actor else None, verb, subject_of(act, f"{act.kind}:{act.subject_id}"), **values
    )
    taken_back.send(act)
    return entry


def _still_there(session: Session, act: Act) -> Any:
    """The locked text; none when its author has left and taken it along, which ends no measure by itself."""
    try:
        return locked(session, act.kind, act.subject_id)
    except NotFound:
        return None


def subject_of(act: Act, subject: str) -> str:
    """What the journal says an act is about: its text; of an act about a person only the case, so that the public
    journal does not tell who it was."""
    return f"case:{act.case_id}" if act.verb in {"warn", "mute", "ban", "lift"} else subject
