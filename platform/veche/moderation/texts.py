"""Every moderated text seen alike, whatever feature it belongs to: whose it is, what it says, where it stands."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from veche.accounts.models import Person
from veche.amending.models import Amendment, Condition
from veche.core import markup, policy
from veche.core.database import db
from veche.core.journal import Entry
from veche.core.languages import gettext
from veche.core.moderated import PENDING
from veche.forum.models import Post, Thread
from veche.plan.models import ActionArea
from veche.proposals.models import Argument, Proposal, Version
from veche.youth.models import YouthPost, YouthThread

Key = tuple[str, int]


@dataclass(frozen=True)
class Text:
    """A text with its place: `endpoint`, `values` and `fragment` make its address. `whole` is what it stands in: the
    thread of a post, the proposal of an argument; hidden together with it. `is_signed`: whether its author's name may
    stand beside it; nobody reads whose condition it is, nor who stands behind a name of the youth board. `is_public`:
    whether there is any place where everybody might read it."""

    kind: str
    row: Any
    title: str
    html: str
    at: datetime
    area: ActionArea | None
    endpoint: str
    values: dict[str, int]
    fragment: str = ""
    whole: Any = None
    is_signed: bool = True
    is_public: bool = True

    @property
    def is_readable(self) -> bool:
        """Whether everybody can read it in its place."""
        return bool(self.is_public and self.row.is_visible and (self.whole is None or self.whole.is_visible))

    @property
    def author(self) -> Person:
        person: Person = self.row.author
        return person

    @property
    def language(self) -> str:
        code: str = self.row.language
        return code


@dataclass(frozen=True)
class Neighbours:
    """What was said before the text and after it."""

    before: list[Text] = field(default_factory=list)
    after: list[Text] = field(default_factory=list)


def look_up(keys: Iterable[Key]) -> dict[Key, Text]:
    """The texts with these kinds and numbers, with at most two statements for each kind."""
    wanted: dict[str, set[int]] = {}
    for kind, number in keys:
        wanted.setdefault(kind, set()).add(number)
    return {
        (kind, text.row.id): text
        for kind, numbers in wanted.items()
        if kind in _readers
        for text in _readers[kind](numbers)
    }


def text_of(kind: str, number: int) -> Text | None:
    return look_up([(kind, number)]).get((kind, number))


def key_of(entry: Entry) -> Key | None:
    """The text that an entry of the journal tells of, if it can be one."""
    if entry.verb.startswith("amendment.") and entry.data.get("amendment"):
        return "amendment", int(entry.data["amendment"])
    kind, _, number = entry.subject.partition(":")
    return (kind, int(number)) if number.isdigit() else None


def is_unsigned(entry: Entry, texts: Mapping[Key, Text]) -> bool:
    """Whether who acted is not named, because they wrote the text and it is out of sight: a tombstone names nobody."""
    key = key_of(entry)
    text = texts.get(key) if key else None
    if text is None or text.is_readable:
        return False
    return entry.actor in getattr(text.row, "ever_writer_ids", {text.row.author_id})


def is_published(row: Any) -> bool:
    """Whether others have ever been able to read it: a proposal that never opened belongs to its author alone."""
    return getattr(row, "opened_at", True) is not None


def is_taken_back(row: Any) -> bool:
    """Whether its author took it back, so that there are no words any more."""
    return getattr(row, "taken_back_at", None) is not None


def may_read(person: Any, row: Any) -> bool:
    """Whether the person may see the text at all: its feature says so, where not everybody may; and what waits for a
    first look is its author's and the moderators'."""
    if row.visibility == PENDING and not person.sees_hidden and person.id != row.author_id:
        return False
    name = f"{row.kind}.read"
    return name not in policy.acts or policy.may(person, name, row)


def neighbours(text: Text) -> Neighbours:
    """The visible posts right before and after a post, in the order the talk is read."""
    if text.kind != "post":
        return Neighbours()
    post: Post = text.row
    near = _posts().where(Post.thread_id == post.thread_id, Post.visibility == "visible").limit(1)
    before = near.where(Post.path < post.path).order_by(Post.path.desc())
    after = near.where(Post.path > post.path).order_by(Post.path)
    return Neighbours(_read_posts(before), _read_posts(after))


def _rows(statement: Select[Any]) -> list[Any]:
    return list(db.session.execute(statement).unique().scalars())


def _posts() -> Select[Any]:
    return select(Post).options(joinedload(Post.author), joinedload(Post.thread).joinedload(Thread.area))


def _read_posts(statement: Select[Any]) -> list[Text]:
    return [_post(row) for row in _rows(statement)]


def _post(row: Post) -> Text:
    values = {"number": row.thread_id, "post_number": row.number}
    return Text(
        "post", row, row.thread.title, row.html, row.posted_at, row.thread.area, "forum.post", values, whole=row.thread
    )


def _some_posts(numbers: set[int]) -> list[Text]:
    return _read_posts(_posts().where(Post.id.in_(numbers)))


def _some_threads(numbers: set[int]) -> list[Text]:
    first = select(Post.thread_id, Post.html).where(Post.thread_id.in_(numbers), Post.number == 1)
    words: dict[int, str] = {row[0]: row[1] for row in db.session.execute(first)}
    threads = select(Thread).options(joinedload(Thread.author), joinedload(Thread.area)).where(Thread.id.in_(numbers))
    return [
        Text(
            "thread", row, row.title, words.get(row.id, ""), row.opened_at, row.area, "forum.thread", {"number": row.id}
        )
        for row in _rows(threads)
    ]


def _some_proposals(numbers: set[int]) -> list[Text]:
    rows = (
        select(Proposal, Version.html)
        .join(Version, (Version.proposal_id == Proposal.id) & (Version.number == Proposal.version))
        .options(joinedload(Proposal.author), joinedload(Proposal.area), selectinload(Proposal.coauthors))
        .where(Proposal.id.in_(numbers))
    )
    return [_proposal(row, html) for row, html in db.session.execute(rows).unique()]


def _proposal(row: Proposal, html: str) -> Text:
    moment = row.opened_at or row.drafted_at
    return Text("proposal", row, row.title, html, moment, row.area, "proposals.proposal", {"number": row.id})


def _some_arguments(numbers: set[int]) -> list[Text]:
    rows = (
        select(Argument)
        .options(joinedload(Argument.author), joinedload(Argument.proposal).joinedload(Proposal.area))
        .where(Argument.id.in_(numbers))
    )
    return [_argument(row) for row in _rows(rows)]


def _argument(row: Argument) -> Text:
    proposal = row.proposal
    here = ("proposals.argument", {"number": row.id})
    return Text("argument", row, proposal.title, row.html, row.made_at, proposal.area, *here, whole=proposal)


def _some_amendments(numbers: set[int]) -> list[Text]:
    return [_amendment(row) for row in _of_proposals(Amendment, numbers)]


def _amendment(row: Amendment) -> Text:
    html = markup.render("\n\n".join([row.words, row.reason]))
    here = ("amending.amendment", {"number": row.id})
    return Text("amendment", row, row.proposal.title, html, row.made_at, row.proposal.area, *here, whole=row.proposal)


def _some_conditions(numbers: set[int]) -> list[Text]:
    return [_condition(row) for row in _of_proposals(Condition, numbers)]


def _condition(row: Condition) -> Text:
    proposal, here = row.proposal, ("proposals.proposal", {"number": row.proposal_id}, "conditions")
    html = markup.render(gettext("Its author has taken this condition back.") if is_taken_back(row) else row.text)
    return Text(
        "condition", row, proposal.title, html, row.made_at, proposal.area, *here, whole=proposal, is_signed=False
    )


def _some_youth_threads(numbers: set[int]) -> list[Text]:
    rows = (
        select(YouthThread, YouthPost.html)
        .join(YouthPost, (YouthPost.thread_id == YouthThread.id) & (YouthPost.number == 1))
        .options(joinedload(YouthThread.author))
        .where(YouthThread.id.in_(numbers))
    )
    return [_youth_thread(row, html) for row, html in db.session.execute(rows).unique()]


def _youth_thread(row: YouthThread, html: str) -> Text:
    here = ("youth.board_thread", {"number": row.id})
    return Text("youth_thread", row, row.title, html, row.opened_at, None, *here, is_signed=False, is_public=False)


def _some_youth_posts(numbers: set[int]) -> list[Text]:
    near = (joinedload(YouthPost.author), joinedload(YouthPost.thread))
    return [_youth_post(row) for row in _rows(select(YouthPost).options(*near).where(YouthPost.id.in_(numbers)))]


def _youth_post(row: YouthPost) -> Text:
    thread, here = row.thread, ("youth.board_post", {"number": row.thread_id, "post_number": row.number})
    unseen: dict[str, Any] = {"whole": thread, "is_signed": False, "is_public": False}
    return Text("youth_post", row, thread.title, row.html, row.posted_at, None, *here, **unseen)


def _of_proposals(model: Any, numbers: set[int]) -> list[Any]:
    near = (joinedload(model.author), joinedload(model.proposal).joinedload(Proposal.area))
    return _rows(select(model).options(*near).where(model.id.in_(numbers)))


_readers: dict[str, Callable[[set[int]], list[Text]]] = {
    "post": _some_posts,
    "thread": _some_threads,
    "proposal": _some_proposals,
    "argument": _some_arguments,
    "amendment": _some_amendments,
    "condition": _some_conditions,
    "youth_thread": _some_youth_threads,
    "youth_post": _some_youth_posts,
}
