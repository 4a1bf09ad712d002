"""The letters of oversight: to an appellant the outcome, to administrators that nobody may decide."""

from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import outbox
from veche.core.languages import speaking
from veche.core.pages import site_url
from veche.moderation import rules as moderation_rules
from veche.oversight import rules
from veche.oversight.models import Appeal
from veche.oversight.stakes import people_in


def tell_appellant(session: Session, appeal: Appeal) -> None:
    """The outcome with its reasons, once: written in the transaction of the guarded change."""
    clause = moderation_rules.clause(appeal.act.clause)
    values = {"appeal": appeal, "act": appeal.act, "clause": clause, "rules": rules}
    _post(session, session.get_one(Person, appeal.person_id), "decided", **values)


def tell_administrators(session: Session, appeal: Appeal) -> None:
    """No moderator may decide this appeal: every administrator hears of it, so that it does not wait in silence."""
    for person in people_in("admin"):
        _post(session, person, "stranded", appeal=appeal)


def _post(session: Session, person: Person, name: str, **values: Any) -> None:
    with speaking(person.language):
        words = render_template(f"oversight/letters/{name}.txt", site_url=site_url, **values)
        subject, _, body = words.strip().partition("\n")
        outbox.post(session, person.email, subject.strip(), body.strip() + "\n", person.language)
