"""Sentences of the tests of oversight: a hidden text, an appeal, the letters to a person."""

from typing import Any

from sqlalchemy import select

from factories import a_moderator, a_person, a_post, a_thread, nonce
from veche.core.database import db
from veche.core.outbox import Letter
from veche.moderation import services
from veche.moderation.models import Act
from veche.oversight.models import Appeal
from veche.oversight.services import lodge

BAD = "Her number is 000-00-00, call her yourselves."
FACTS = "The telephone number of a neighbour stands in it."
WORDS = "The number is that of the library, and it stands on its door for everybody."
REASONS = "The number stands on the door of the library, so no secret was told."


def a_hidden_post(author: Any = None, moderator: Any = None, clause: str = "4.2", text: str = BAD) -> tuple[Any, Act]:
    """A post and the act that hid it after a report."""
    post = a_post(a_thread(title="Whose bins are these?"), author or a_person(), text=text)
    case = services.flag(a_person(name=None), "post", post.id, reason="personal_data").case_id
    return post, services.hide(moderator or a_moderator(), "post", post.id, clause=clause, facts=FACTS, case_id=case)


def an_appeal(act: Any, words: str = WORDS) -> Appeal:
    author = act_author(act)
    return lodge(author, act.id, words=words, nonce=nonce())


def act_author(act: Any) -> Any:
    from veche.accounts.models import Person

    return db.session.get_one(Person, act.author_id)


def letters_to(person: Any, about: str = "") -> list[Letter]:
    rows = select(Letter).where(Letter.address == person.email).order_by(Letter.id)
    return [one for one in db.session.execute(rows).scalars() if about in one.subject + one.body]
