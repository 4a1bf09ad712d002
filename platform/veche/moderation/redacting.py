"""Personal data is taken out of a text for good: a mark stands in its place, and nothing else is changed."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import markup
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.journal import Entry, Payload
from veche.core.languages import gettext, speaking
from veche.core.moderated import PENDING
from veche.core.pages import site_url
from veche.core.policy import require
from veche.forum.similar import keep_index as keep_thread
from veche.moderation import copies, rules, statements
from veche.moderation.cases import OF_TEXTS, case_of, locked_with_author, shut
from veche.moderation.conflicts import matter
from veche.moderation.events import acted
from veche.moderation.models import Act, Case
from veche.moderation.redacting_rules import CLAUSE, Unfindable, fitting, fragments, holds, missing, without
from veche.moderation.texts import Text, is_published, text_of
from veche.moderation.writing_down import Grounds, write_down
from veche.proposals.similar import keep_index as keep_proposal

# What a source says afterwards, and its HTML where it has one.
Fresh = dict[tuple[str, bool], tuple[str, str]]


def redact(actor: Person, case_id: int, *, typed: str, facts: str) -> Act:
    """The pieces that were typed, one to a line, stand nowhere any more: not in the text, its earlier versions, the
    index, the journal's words, drafts, reports or letters. All of it or nothing; clause 4.2 and the facts are told.

    Raises Unfindable when a piece does not stand in the text; Stale when somebody changed the text meanwhile.
    """
    rules.require_facts(facts)
    pieces = fragments(typed)
    text = _text(case_id)
    mark, fresh = _mark(text), _rendered(text, pieces)
    with writing() as session:
        case = case_of(session, case_id)
        row = locked_with_author(session, actor, case.kind, case.subject_id)
        require(actor, "text.decide", matter(actor, case.kind, row))
        if case.cause not in OF_TEXTS or row.is_removed or (case.closed_at and row.is_visible):
            raise Stale
        if case.closed_at is None and row.visibility != PENDING:
            shut(session, actor, case.id)
        titles = [title for title in [getattr(row, "title", "")] if holds(title, pieces)]
        _replace(session, row, pieces, mark, fresh)
        _replace_beside(session, row, text, titles, pieces, mark)
        _erase_payloads(session, text, titles, pieces)
        _keep_index(row)
        grounds = Grounds(CLAUSE, without(facts, pieces, mark))
        act = write_down(session, actor, row, "redact", "text.redacted", grounds, case_id=case.id)
        statements.tell(session, act, "redacted")
        acted.send(act)
        return act


def _text(case_id: int) -> Text:
    case = case_of(db.session(), case_id)
    text = text_of(case.kind, case.subject_id)
    if text is None:
        raise Stale
    return text


def source_of(text: Text) -> list[str]:
    """The text as its author typed it, for the form in which the words to take out are named."""
    own = copies.own(db.session(), text.row)
    return list(dict.fromkeys(copy.source for copy in own if copy.is_own and copy.source))


def _mark(text: Text) -> str:
    """What stands in the place of the words, in the language of the text."""
    with speaking(text.language):
        return gettext("[personal data removed by a moderator, clause %(clause)s]", clause=CLAUSE)


def _rendered(text: Text, pieces: Sequence[str]) -> Fresh:
    """What every version will say, rendered before anybody waits. Raises Unfindable."""
    found = copies.own(db.session(), text.row)
    lacking = missing([copy.source for copy in found if copy.is_own], pieces)
    if lacking:
        raise Unfindable(lacking[0])
    mark = _mark(text)
    fresh: Fresh = {}
    for copy in found:
        if holds(copy.source, pieces):
            said = without(copy.source, pieces, mark)
            fresh[copy.source, copy.render is not None] = said, copy.render(said) if copy.render else ""
    return fresh


def _replace(session: Session, row: Any, pieces: Sequence[str], mark: str, fresh: Fresh) -> None:
    """The versions get what was rendered for them; one that is not known came meanwhile. A form that was opened before
    would bring the words back, so the text counts as a newer one."""
    for copy in copies.own(session, row):
        if not holds(copy.source, pieces):
            continue
        known = fresh.get((copy.source, copy.render is not None))
        if known is None:
            raise Stale
        if copy.render:
            copy.row.html = known[1]
            if hasattr(copy.row, "html_version"):
                copy.row.html_version = markup.VERSION
        _set(copy, known[0], pieces, mark)
        if copy.row is row or getattr(copy.row, "number", 0) == 1:
            _count_as_newer(copy.row)
    session.flush()


def _count_as_newer(row: Any) -> None:
    if getattr(row, "kind", "") == "post":
        row.version += 1


def _set(copy: copies.Copy, said: str, pieces: Sequence[str], mark: str) -> None:
    if copy.longest is not None:
        said = fitting(copy.source, copy.longest, pieces, mark, f"[{CLAUSE}]")
    setattr(copy.row, copy.column, said)


def _replace_beside(
    session: Session, row: Any, text: Text, titles: list[str], pieces: Sequence[str], mark: str
) -> None:
    path = site_url(text.endpoint, **text.values).partition("//")[2].partition("/")[2].partition("/")[2]
    for copy in copies.beside(session, row, titles, f"/{path}"):
        if holds(copy.source, pieces):
            _set(copy, without(copy.source, pieces, mark), pieces, mark)
    for draft in copies.unfinished(session, row):
        draft.fields = _cleaned(draft.fields, pieces, mark)
    session.flush()


def _cleaned(value: Any, pieces: Sequence[str], mark: str) -> Any:
    """The same JSON value without the pieces."""
    if isinstance(value, str):
        return without(value, pieces, mark)
    if isinstance(value, dict):
        return {name: _cleaned(one, pieces, mark) for name, one in value.items()}
    return [_cleaned(one, pieces, mark) for one in value] if isinstance(value, list) else value


def _erase_payloads(session: Session, text: Text, titles: Iterable[str], pieces: Sequence[str]) -> None:
    """What journal entries said beside the chain, where they said these words; the chain itself still verifies."""
    subjects = {text.row.subject} | ({text.whole.subject} if text.whole is not None else set())
    cases = select(Case.id).where(Case.kind == text.kind, Case.subject_id == text.row.id)
    subjects |= {f"case:{number}" for number in session.execute(cases).scalars()}
    body = cast(Payload.body, String)
    named = [body.contains(json.dumps(title)[1:-1], autoescape=True) for title in titles]
    rows = select(Payload).join(Entry, Entry.seq == Payload.seq).where(or_(Entry.subject.in_(subjects), *named))
    for payload in session.execute(rows).scalars():
        if payload.body and holds(json.dumps(payload.body, ensure_ascii=False), _as_json(pieces)):
            payload.body = None
    session.flush()


def _as_json(pieces: Sequence[str]) -> list[str]:
    return [json.dumps(piece, ensure_ascii=False)[1:-1] for piece in pieces]


def _keep_index(row: Any) -> None:
    """By the words that were taken out nothing is found any more."""
    if row.kind == "thread":
        keep_thread(row)
    elif row.kind == "post" and row.number == 1:
        keep_thread(row.thread)
    elif row.kind == "proposal" and is_published(row):
        keep_proposal(row)
