"""The measures on an author: a warning, silence for some days, and the end of either."""

from typing import Any

from veche.accounts.models import Person
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.policy import require
from veche.moderation import rules, statements
from veche.moderation.cases import OF_TEXTS, case_of, locked_with_author, shut
from veche.moderation.conflicts import matter
from veche.moderation.effects import settle
from veche.moderation.events import acted
from veche.moderation.models import Act, Case
from veche.moderation.writing_down import Grounds, write_down


def warn(actor: Person, case_id: int, *, clause: str, facts: str) -> Act:
    """A letter to the author, and nothing else."""
    return _restrain(actor, case_id, "warn", ("person.warned", "warned"), Grounds(clause, facts))


def mute(actor: Person, case_id: int, *, days: int, clause: str, facts: str) -> Act:
    """The author writes nothing for 1 to 30 days; supporting and voting stay."""
    if not 1 <= days <= rules.LONGEST_SILENCE:
        raise rules.Unfounded("silence lasts 1 to 30 days")
    return _restrain(actor, case_id, "mute", ("person.muted", "muted"), Grounds(clause, facts), days=days)


def _restrain(actor: Person, case_id: int, verb: str, called: tuple[str, str], grounds: Grounds, **values: Any) -> Act:
    rules.ground(grounds.clause, grounds.facts)
    with writing() as session:
        case = case_of(session, case_id)
        row = locked_with_author(session, actor, case.kind, case.subject_id)
        require(actor, "person.restrain", matter(actor, case.kind, row, case_id=case.id))
        answer_case(session, actor, case, row)
        entry, occasion = called
        act = write_down(session, actor, row, verb, entry, grounds, case_id=case.id, **values)
        settle(session, act, row)
        statements.tell(session, act, occasion)
        acted.send(act)
        return act


def lift(actor: Person, case_id: int, *, facts: str) -> Act:
    """Silence or ban of the author ends at once; Stale when there is neither."""
    rules.require_facts(facts)
    with writing() as session:
        case = case_of(session, case_id)
        row = locked_with_author(session, actor, case.kind, case.subject_id)
        require(actor, "person.restrain", matter(actor, case.kind, row, case_id=case.id))
        if not is_restrained(session.get_one(Person, row.author_id)):
            raise Stale
        act = write_down(session, actor, row, "lift", "person.lifted", Grounds("", facts), case_id=case.id)
        settle(session, act, row)
        statements.tell_author(session, act, "lifted")
        acted.send(act)
        return act


def is_restrained(person: Person) -> bool:
    """Whether the person is silent or banned now."""
    return person.banned_at is not None or person.silent_until is not None


def answer_case(session: Any, actor: Person, case: Case, row: Any) -> None:
    """A measure on an author answers an open case, unless a newcomer's text still waits in it for a first look. In a
    decided case it may follow only where the text was held back."""
    if case.cause not in OF_TEXTS:
        raise Stale
    if case.closed_at is None and row.visibility != "pending":
        shut(session, actor, case.id)
    elif case.closed_at is not None and row.visibility not in {"hidden", "removed"}:
        raise Stale
