"""The letters of moderation: to the author what was done and how to appeal, to the reporters how it ended.

Each is written in the transaction of the guarded change that it tells of, so nobody is told twice.
"""

from typing import Any

from flask import current_app, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import outbox
from veche.core.languages import speaking
from veche.core.pages import site_url
from veche.moderation import rules
from veche.moderation.models import Act, Flag
from veche.moderation.texts import Text, text_of

APPEAL = "oversight.appeal"
# Of these the author hears nothing here: nothing was done to them, or not yet, or one letter tells of a whole batch.
_UNTOLD_TO_AUTHORS = frozenset({"left", "ban_proposed", "in_batch"})
# What an author may appeal: whatever restrains a text or a person.
APPEALABLE = frozenset({"hide", "remove", "redact", "warn", "mute", "ban"})


def is_untold(act: Act) -> bool:
    """A ban that waits for a second moderator and holds nothing up yet: its author is not told that it is thought of,
    and else could leave, or move a verification, before it comes."""
    return act.verb == "ban" and act.state == "proposed" and act.lapses_at is None


def tell(session: Session, act: Act, occasion: str, facts: str = "") -> None:
    """The author's statement, and the outcome to everybody whose report this act has answered."""
    if not is_untold(act):
        tell_reporters(session, act)
    if occasion not in _UNTOLD_TO_AUTHORS:
        tell_author(session, act, occasion, facts)


def tell_author(session: Session, act: Act, occasion: str, facts: str = "") -> None:
    """The letter to the author, in their language: what happened (`occasion`), clause, facts, what it means, the way
    to appeal. `facts`: the words of whoever ended the act, where it did not simply take effect."""
    text = text_of(act.kind, act.subject_id)
    author = session.get_one(Person, act.author_id)
    if text is None or author.email is None:
        return
    with speaking(author.language):
        values: dict[str, Any] = {"text": text, "clause": rules.clause(act.clause), "rules": rules, "ending": facts}
        values |= {"place": place_of(text), "appeal": appeal_link(act), "occasion": occasion, "author": author}
        words = render_template("moderation/letters/statement.txt", act=act, site_url=site_url, **values)
        _post(session, author, words)


def appeal_link(act: Act) -> str:
    """The address where this act can be appealed; none where nobody takes appeals or nothing was restrained."""
    endpoint = appeal_endpoint(act)
    return site_url(endpoint, number=act.id) if endpoint else ""


def appeal_endpoint(act: Act) -> str:
    """The page that takes an appeal against the act; none where nobody takes appeals or nothing was restrained."""
    return APPEAL if APPEAL in current_app.view_functions and act.verb in APPEALABLE else ""


def place_of(text: Text) -> str:
    """The absolute address of a text, for a letter."""
    return site_url(text.endpoint, **text.values) + (f"#{text.fragment}" if text.fragment else "")


def tell_reporters(session: Session, act: Act) -> None:
    """The outcome to each reporter of the act's case: what was done and by which clause, and nothing about the author.

    A report is answered by the first act after it alone, whatever else happens in the case later; by a ban that its
    author is not told of only when a second moderator has decided.
    """
    if act.case_id is None:
        return
    earlier = select(Act.id).where(Act.case_id == act.case_id, Act.id < act.id).limit(1)
    text = text_of(act.kind, act.subject_id)
    if text is None or session.execute(earlier).first():
        return
    rows = select(Person).join(Flag, Flag.person_id == Person.id).where(Flag.case_id == act.case_id)
    for person in session.execute(rows.order_by(Person.id)).unique().scalars():
        with speaking(person.language):
            values: dict[str, Any] = {"clause": rules.clause(act.clause), "place": place_of(text)}
            words = render_template("moderation/letters/outcome.txt", act=act, site_url=site_url, **values)
            _post(session, person, words)


def _post(session: Session, person: Person, words: str) -> None:
    subject, _, body = words.strip().partition("\n")
    outbox.post(session, person.email, subject.strip(), body.strip() + "\n", person.language)
