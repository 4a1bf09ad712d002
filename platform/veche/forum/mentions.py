"""«@Name» in a post: marked for readers, and the person named is told of it, once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from veche.accounts.models import Person
from veche.accounts.rules import name_key
from veche.core import markup
from veche.core.database import db
from veche.forum import letters, rules
from veche.forum.models import Mention, Post


@dataclass(frozen=True)
class Rendered:
    """The safe HTML of a text and the people whom it names."""

    html: str
    people: Sequence[int] = ()


def rendered(text: str) -> Rendered:
    """The text as it is stored beside itself, with at most five people marked; names are looked up in one statement."""
    html = markup.render(text)
    names = {name for words in markup.own_words(html) for name in rules.names_after_signs(words)}
    known = _known(names) if names else {}
    if not known:
        return Rendered(html)
    named: list[int] = []

    def spans(words: str) -> list[tuple[int, int]]:
        found = rules.mentions(words, known)
        for _start, _end, person in found:
            if person not in named and len(named) < rules.MOST_MENTIONS:
                named.append(person)
        return [(start, end) for start, end, person in found if person in named]

    return Rendered(markup.marked(html, spans), tuple(named))


_AT = re.compile(r'<b class="at">@([^<]*)</b>')


def named(session: Session, html: str) -> list[int]:
    """The people whom a stored text names, for a letter that was put off."""
    keys = [name_key(unescape(name)) for name in _AT.findall(html)]
    if not keys:
        return []
    rows = session.execute(select(Person.name_key, Person.id).where(Person.name_key.in_(keys)))
    known: dict[str, int] = dict(rows.all())
    return list(dict.fromkeys(known[key] for key in keys if key in known))


def _known(names: set[str]) -> dict[str, int]:
    rows = select(Person).where(Person.name_key.in_(names)).options(lazyload(Person.grants))
    return {person.name_key: person.id for person in db.session.execute(rows).scalars() if person.is_confirmed}


def tell(session: Session, post: Post, people: Sequence[int]) -> None:
    """Those whom the post names learn of it by a letter: nobody twice, never its author, at most five for a post, and
    only of what they may read."""
    if not people or not (post.is_visible and post.thread.is_visible):
        return
    told = session.execute(select(Mention.person_id).where(Mention.post_id == post.id)).scalars().all()
    fresh = [number for number in people if number != post.author_id and number not in told]
    rows = select(Person).where(Person.id.in_(fresh[: rules.MOST_MENTIONS - len(told)])).order_by(Person.id)
    for person in session.execute(rows.options(lazyload(Person.grants))).scalars():
        session.add(Mention(post_id=post.id, person_id=person.id))
        letters.mentioned(session, post, person)
