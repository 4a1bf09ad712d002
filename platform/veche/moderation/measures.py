"""The measures on a text: hide it reversibly, restore it, leave it as it is, show a newcomer's."""

from sqlalchemy import update

from veche.accounts.models import Person
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.moderated import HIDDEN, PENDING, REMOVED, VISIBLE
from veche.core.policy import require
from veche.moderation import rules, statements
from veche.moderation.cases import OF_TEXTS, case_of, close, is_asked_about, locked_with_author
from veche.moderation.conflicts import matter
from veche.moderation.effects import settle
from veche.moderation.events import acted
from veche.moderation.models import Act
from veche.moderation.queries import last_case
from veche.moderation.writing_down import Grounds, write_down


def hide(
    actor: Person,
    kind: str,
    subject_id: int,
    *,
    clause: str,
    facts: str,
    case_id: int | None = None,
    batch: str | None = None,
) -> Act:
    """Hide a text reversibly: clause and facts reach its author, the journal and the public log, all or none of it.

    With `case_id` exactly that case must still be open; without one, the text's open case is closed if there is one.
    One of a `batch` is told to its author by the letter about the whole batch.
    """
    ground = rules.ground(clause, facts)
    with writing() as session:
        row = locked_with_author(session, actor, kind, subject_id)
        require(actor, "text.decide", matter(actor, kind, row))
        if row.visibility in {HIDDEN, REMOVED}:
            raise Stale
        closed = close(session, actor, kind, row.id, case_id)
        act = write_down(
            session, actor, row, "hide", "text.hidden", Grounds(ground.code, facts), case_id=closed, batch=batch
        )
        settle(session, act, row)
        statements.tell(session, act, "in_batch" if batch else "hidden")
        acted.send(act)
        return act


def restore(actor: Person, kind: str, subject_id: int, *, facts: str) -> Act:
    """Show a hidden text again, with the facts; its author learns of it. Not while a second moderator is asked whether
    to remove it: that one decides."""
    rules.require_facts(facts)
    with writing() as session:
        row = locked_with_author(session, actor, kind, subject_id)
        require(actor, "text.decide", matter(actor, kind, row))
        if row.visibility != HIDDEN or is_asked_about(session, kind, row.id):
            raise Stale
        grounds = Grounds(row.hidden_clause or "", facts)
        case_id = last_case(kind, row.id)
        act = write_down(session, actor, row, "restore", "text.restored", grounds, case_id=case_id)
        settle(session, act, row)
        statements.tell(session, act, "restored")
        acted.send(act)
        return act


def approve(actor: Person, case_id: int) -> Act:
    """A newcomer's text is looked at and shown; Stale when another moderator was faster."""
    with writing() as session:
        case = case_of(session, case_id)
        row = locked_with_author(session, actor, case.kind, case.subject_id)
        require(actor, "text.decide", matter(actor, case.kind, row))
        if row.visibility != PENDING:
            raise Stale
        close(session, actor, case.kind, row.id, case_id)
        session.execute(update(Person).where(Person.id == row.author_id).values(passed=Person.passed + 1))
        act = write_down(session, actor, row, "approve", "text.approved", Grounds(), case_id=case_id)
        settle(session, act, row)
        acted.send(act)
        return act


def leave(actor: Person, case_id: int, *, facts: str) -> Act:
    """Close a case without a restriction: the text stays as it is, and the facts say why."""
    rules.require_facts(facts)
    with writing() as session:
        case = case_of(session, case_id)
        row = locked_with_author(session, actor, case.kind, case.subject_id)
        require(actor, "text.decide", matter(actor, case.kind, row))
        if case.cause not in OF_TEXTS or row.visibility != VISIBLE:
            raise Stale
        close(session, actor, case.kind, row.id, case_id)
        act = write_down(session, actor, row, "leave", "text.left", Grounds("", facts), case_id=case_id)
        statements.tell(session, act, "left")
        acted.send(act)
        return act
