"""Sentences for tests of moderation: a reported post, a moderator, letters that somebody got."""

from typing import Any

from sqlalchemy import select

from factories import a_person, a_post, a_thread
from veche.core.database import db
from veche.core.outbox import Letter
from veche.moderation import services
from veche.moderation.models import Act, Case

BAD = "Her number is 000-00-00, call her yourselves."
FACTS = "The telephone number of a neighbour stands in it."
AGAIN = "The author wrote that the number is the shop’s own."


def a_moderator(name: str | None = None) -> Any:
    return a_person(("moderator",), name=name)


def a_reported_post(author: Any = None, reason: str = "personal_data", by: Any = None) -> tuple[Any, int]:
    """A post that somebody reported, and the case."""
    post = a_post(a_thread(), author, BAD)
    return post, services.flag(by or a_person(), "post", post.id, reason=reason).case_id


def a_proposed_removal(author: Any = None, by: Any = None, emergency: bool = False) -> tuple[Any, Any, int]:
    """A post, the act that is to remove it, and the case in which a second moderator is asked."""
    post, case = a_reported_post(author)
    act = services.propose_removal(by or a_moderator(), case, clause="4.2", facts=FACTS, emergency=emergency)
    return post, act, confirmation(act)


def confirmation(act: Any) -> int:
    """The open case in which a second moderator is asked about the act."""
    rows = select(Case.id).where(Case.act_id == act.id, Case.cause == "confirm", Case.closed_at.is_(None))
    return db.session.execute(rows).scalar_one()


def a_banned_person(**values: Any) -> Any:
    """Somebody whom two moderators banned."""
    author = a_person(**values)
    ban(author)
    return author


def ban(author: Any, case: int | None = None) -> Any:
    """Two moderators ban this person, for a post or in a case that is there; the act."""
    case = case or a_reported_post(author)[1]
    act = services.propose_ban(a_moderator(), case, clause="4.1", facts=FACTS)
    services.agree(a_moderator(), confirmation(act))
    db.session.refresh(author)
    return act


def a_muted_person(days: int = 3, **values: Any) -> Any:
    """Somebody whom a moderator silenced."""
    author = a_person(**values)
    _, case = a_reported_post(author)
    services.mute(a_moderator(), case, days=days, clause="4.1", facts=FACTS)
    db.session.refresh(author)
    return author


def letters_to(person: Any) -> list[Letter]:
    rows = select(Letter).where(Letter.address == person.email).order_by(Letter.id)
    return list(db.session.execute(rows).scalars())


def acts_on(row: Any) -> list[Act]:
    rows = select(Act).where(Act.kind == row.kind, Act.subject_id == row.id).order_by(Act.id)
    return list(db.session.execute(rows).unique().scalars())
