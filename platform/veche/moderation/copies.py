"""Where the words of a text are kept: in all its versions, in what quotes it, in what the platform wrote of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from veche.accounts.models import Unfinished
from veche.amending.models import Amendment
from veche.core import markup
from veche.core.outbox import Letter
from veche.curating.models import Curation, ThreadNote
from veche.forum.mentions import rendered
from veche.forum.models import Post, PostEdit, Thread
from veche.moderation.models import Act, Case, CaseNote, Flag
from veche.moderation.policy import writers_of
from veche.proposals.models import Proposal, Version
from veche.youth.models import YouthPost

Render = Callable[[str], str]


@dataclass(frozen=True)
class Copy:
    """One place of the words: a column of a row. `render` makes the HTML that stands in `html` beside it. `is_own`:
    whether it is the text itself, in which the words to take out have to stand."""

    row: Any
    column: str
    render: Render | None = None
    is_own: bool = True

    @property
    def source(self) -> str:
        return getattr(self.row, self.column) or ""

    @property
    def longest(self) -> int | None:
        """How many characters the column holds, where that is limited."""
        length: int | None = getattr(type(self.row).__table__.c[self.column].type, "length", None)
        return length


# What a higher feature wrote because of a text: appeals against the measures on it.
elsewhere: list[Callable[[Session, Any], list[Copy]]] = []


def own(session: Session, row: Any) -> list[Copy]:
    """The text in all its versions, and where other texts quote it as their passage."""
    return _OWN[row.kind](session, row)


def _said(text: str) -> str:
    return rendered(text).html


def _post(session: Session, row: Post) -> list[Copy]:
    earlier = session.execute(select(PostEdit).where(PostEdit.post_id == row.id)).scalars()
    return [Copy(row, "text", _said), *(Copy(edit, "text", _said) for edit in earlier)]


def _thread(session: Session, row: Thread) -> list[Copy]:
    opening = session.execute(select(Post).where(Post.thread_id == row.id, Post.number == 1)).scalars()
    notes = session.execute(select(ThreadNote).where(ThreadNote.thread_id == row.id)).scalars()
    summaries = [Copy(note, "text", markup.render, is_own=False) for note in notes]
    return [Copy(row, "title"), *(copy for post in opening for copy in _post(session, post)), *summaries]


def _proposal(session: Session, row: Proposal) -> list[Copy]:
    found = [Copy(row, "title"), Copy(row, "end_reason")]
    for version in session.execute(select(Version).where(Version.proposal_id == row.id)).scalars():
        found += [Copy(version, "title"), Copy(version, "text", markup.render), Copy(version, "reason")]
    quoting = session.execute(select(Amendment).where(Amendment.proposal_id == row.id)).scalars()
    return [*found, *(Copy(amendment, "passage", is_own=False) for amendment in quoting)]


def _words(*columns: str, render: Render | None = None) -> Callable[[Session, Any], list[Copy]]:
    return lambda _session, row: [Copy(row, column, render) for column in columns]


def _youth_thread(session: Session, row: Any) -> list[Copy]:
    rows = select(YouthPost).where(YouthPost.thread_id == row.id, YouthPost.number == 1)
    opening = session.execute(rows).scalars()
    return [Copy(row, "title"), *(Copy(post, "text", markup.render) for post in opening)]


_OWN: dict[str, Callable[[Session, Any], list[Copy]]] = {
    "post": _post,
    "thread": _thread,
    "proposal": _proposal,
    "argument": _words("text", render=markup.render),
    "amendment": _words("words", "reason"),
    "condition": _words("text"),
    "youth_thread": _youth_thread,
    "youth_post": _words("text", render=markup.render),
}


def beside(session: Session, row: Any, titles: list[str], path: str) -> list[Copy]:
    """What was written because of the text: the reports, the moderators' words, the letters that name or show it."""
    cases = select(Case.id).where(Case.kind == row.kind, Case.subject_id == row.id)
    of_text = (Act.kind == row.kind) & (Act.subject_id == row.id)
    told = or_(Letter.body.contains(path, autoescape=True), *(_names(title) for title in titles))
    found = [
        *(Copy(one, "note") for one in session.execute(select(Flag).where(Flag.case_id.in_(cases))).scalars()),
        *(Copy(one, "text") for one in session.execute(select(CaseNote).where(_noted(row, cases))).unique().scalars()),
        *(Copy(one, "facts") for one in session.execute(select(Act).where(of_text)).unique().scalars()),
    ]
    curated = select(Curation).where(Curation.subject == row.subject)
    found += [Copy(one, "reason") for one in session.execute(curated).unique().scalars()]
    for letter in session.execute(select(Letter).where(told)).scalars():
        found += [Copy(letter, "subject"), Copy(letter, "body")]
    return [*found, *(copy for find in elsewhere for copy in find(session, row))]


def _names(title: str) -> Any:
    return Letter.subject.contains(title, autoescape=True) | Letter.body.contains(title, autoescape=True)


def _noted(row: Any, cases: Any) -> Any:
    return CaseNote.case_id.in_(cases) | (CaseNote.about_id == row.author_id)


def unfinished(session: Session, row: Any) -> list[Unfinished]:
    """What the writers of the text have typed and not sent yet."""
    mine = select(Unfinished).where(Unfinished.person_id.in_(writers_of(row)))
    return list(session.execute(mine).scalars())
