"""What the forum holds of people: threads, posts with what they said before, readings, who was named where."""

import re
from typing import Any

from markupsafe import escape
from sqlalchemy import Text, cast, delete, func, or_, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person, Unfinished
from veche.core.database import db
from veche.core.languages import DEFAULT, gettext, speaking
from veche.core.personal import Holding, Rows, hold_personal, plain
from veche.core.policy import N_
from veche.forum.models import Mention, Post, PostEdit, PostMove, Reading, Thread, ThreadArea
from veche.forum.rules import literal

STAYS = N_("They stay readable under “a former participant”. What in them tells who you are, moderators black out.")


def _threads(person: Person) -> Rows:
    rows = select(Thread).where(Thread.author_id == person.id).order_by(Thread.id)
    told = ("id", "sort", "title", "language", "opened_at", "visibility", "hidden_clause", "area.code")
    return [plain(row, *told) for row in db.session.execute(rows).scalars()]


hold_personal(
    "threads",
    Holding(
        N_("Discussions that you opened"),
        (Thread.__tablename__, ThreadArea.__tablename__),
        N_("As long as the platform exists: others have answered in them."),
        _threads,
        goes=STAYS,
    ),
)


def _posts(person: Person) -> Rows:
    rows = select(Post).where(Post.author_id == person.id).order_by(Post.id)
    edits: dict[int, list[dict[str, Any]]] = {}
    before = select(PostEdit).join(Post, Post.id == PostEdit.post_id).where(Post.author_id == person.id)
    for edit in db.session.execute(before.order_by(PostEdit.id)).scalars():
        edits.setdefault(edit.post_id, []).append(plain(edit, "version", "text", "replaced_at"))
    told = ("id", "thread_id", "number", "language", "text", "posted_at", "edited_at", "visibility", "hidden_clause")
    return [
        {**plain(row, *told), "edits": edits.get(row.id, [])} for row in db.session.execute(rows).unique().scalars()
    ]


hold_personal(
    "posts",
    Holding(
        N_("Your words in discussions, with what they said before an edit"),
        (Post.__tablename__, PostEdit.__tablename__, PostMove.__tablename__),
        N_("As long as the platform exists: others have answered them."),
        _posts,
        goes=STAYS,
    ),
)


def _readings(person: Person) -> Rows:
    rows = select(Reading).where(Reading.person_id == person.id).order_by(Reading.thread_id)
    return [plain(row, "thread_id", "seen_number", "seen_at") for row in db.session.execute(rows).scalars()]


def _forget_readings(session: Session, person: Person) -> None:
    session.execute(delete(Reading).where(Reading.person_id == person.id))


hold_personal(
    "readings",
    Holding(
        N_("How far you have read in which discussion"),
        (Reading.__tablename__,),
        N_("As long as you take part; nobody else sees it."),
        _readings,
        _forget_readings,
    ),
)


def _mentions(person: Person) -> Rows:
    rows = select(Mention.post_id, Post.thread_id).join(Post, Post.id == Mention.post_id)
    found = db.session.execute(rows.where(Mention.person_id == person.id).order_by(Mention.post_id))
    return [{"post_id": post, "thread_id": thread} for post, thread in found]


def unname(session: Session, person: Person) -> None:
    """Where others have named the person by «@Name», or quoted them by name, a former participant stands instead."""
    session.execute(delete(Mention).where(Mention.person_id == person.id))
    rename(session, person.display_name, None)


def rename(session: Session, name: str, now: str | None) -> None:
    """In others' texts the new name stands for the old one; None: nobody's.

    Only the two exact forms are changed that the platform itself makes of a name, «@Name» and the line above a quote:
    other words of other people are theirs, also where they happen to be the same word.
    """
    models: tuple[Any, ...] = (Post, PostEdit)
    for model in models:
        for row in session.execute(select(model).where(_holds(model.text, name))).unique().scalars():
            language = row.language if isinstance(row, Post) else DEFAULT
            row.text, row.html = (renamed(words, name, now, language) for words in (row.text, row.html))
    for kept in session.execute(select(Unfinished).where(_holds(cast(Unfinished.fields, Text), name))).scalars():
        kept.fields = {key: renamed(value, name, now, DEFAULT) for key, value in kept.fields.items()}
    session.flush()


def _holds(column: Any, name: str) -> Any:
    """Whether a text may hold the name; SQLite knows no case of Cyrillic letters, so there the sign alone decides."""
    signed = or_(column.like("%@%"), column.like("%](/threads/%"))
    return signed & func.lower(column).contains(name.lower(), autoescape=True) if name.isascii() else signed


def renamed(text: str, name: str, now: str | None, language: str) -> str:
    """The text with another name after «@» and above a quote, in Markdown and in HTML."""
    with speaking(language):
        former = gettext("a former participant")
    for old, new in zip(_written(name), _written(now or former), strict=True):
        text = _put(_signed(old), text, "", f"@{new}" if now else new)
        text = _put(_above_a_quote(old), text, new, "")
    return text


def _written(name: str) -> list[str]:
    """The name as it stands in plain text, in HTML, in Markdown that is taken literally, and in the HTML of a code."""
    return [name, str(escape(name)), literal(name), str(escape(literal(name)))]


def _put(pattern: re.Pattern[str], text: str, between: str, whole: str) -> str:
    """`whole` for each match, or `between` its two groups."""
    return pattern.sub(lambda found: whole or found[1] + between + found[2], text)


def _signed(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@])@{re.escape(words)}(?!\w)", re.IGNORECASE)


def _above_a_quote(words: str) -> re.Pattern[str]:
    link = r"\[|<a [^>]*href=\"/threads/[^\"]*\"[^>]*>"
    return re.compile(rf"({link}){re.escape(words)}(\]\(/threads/|</a>)", re.IGNORECASE)


hold_personal(
    "mentions",
    Holding(
        N_("Where others have named you with @"),
        (Mention.__tablename__,),
        N_("As long as the post stands."),
        _mentions,
        unname,
        goes=N_("In the place of your name stands “a former participant”."),
    ),
)
