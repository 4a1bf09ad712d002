"""Spam in bulk: several texts hidden with one press, by one clause and on the same facts, and taken back with one.

Only hiding by clause 4.3 is done so. Each text is judged by itself: the moderator's part in it is asked, its case must
be open, and the log gets a line for each; its author gets one letter about all of them.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.core import outbox
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.languages import gettext, speaking
from veche.core.moderated import kinds
from veche.core.pages import site_url
from veche.core.policy import N_, Refusal, Refused, require
from veche.moderation import rules, statements
from veche.moderation.cases import OF_TEXTS, lock_people
from veche.moderation.measures import hide
from veche.moderation.models import Act, Case
from veche.moderation.taking_back import take_back
from veche.moderation.texts import Key, Text, look_up

CLAUSE = "4.3"
MOST = 50
FASTER = Refusal(N_("Another moderator was faster, or has this case now."))


@dataclass(frozen=True)
class Done:
    """What came of one press: the acts, and the cases that were left, each with its reason."""

    batch: str
    acts: Sequence[Act]
    left: Sequence[tuple[Case, Refusal]]


def hide_spam(actor: Person, numbers: Sequence[int], *, facts: str) -> Done:
    """Hide the texts of these cases by clause 4.3; those that this moderator may not judge are left as they are."""
    rules.ground(CLAUSE, facts)
    batch, acts, left = secrets.token_urlsafe(12), list[Act](), list[tuple[Case, Refusal]]()
    with writing() as session:
        require(actor, "moderation.work")
        cases = _cases(session, numbers)
        # Everybody at once and in one order, so that of two such presses neither waits for ever.
        lock_people(session, {actor.id} | _authors(session, cases))
        for case in cases:
            try:
                values: dict[str, Any] = {"clause": CLAUSE, "facts": facts, "case_id": case.id, "batch": batch}
                acts.append(hide(actor, case.kind, case.subject_id, **values))
            except Refused as refused:
                left.append((case, refused.refusal))
            except Stale:
                left.append((case, FASTER))
        _tell_authors(session, acts, "batch")
        return Done(batch, acts, left)


def undo(actor: Person, batch: str) -> list[Act]:
    """No text of one press is hidden by it any more, within a day and by whoever pressed; Stale when none is by then.

    A text is shown again, or waits for its first look as before, or stays hidden by another act."""
    with writing() as session:
        acts = acts_of(batch)
        if not acts:
            raise NotFound
        lock_people(session, {actor.id} | {act.author_id for act in acts})
        require(actor, "batch.undo", acts)
        for act in acts:
            session.refresh(act)
        ended = [act for act in acts if act.state == "done"]
        if not ended:
            raise Stale
        for act in ended:
            said = gettext("Several texts were hidden with one press, and the same moderator took all of it back.")
            take_back(session, actor, act, facts=said, is_judged=False)
        _tell_authors(session, ended, "batch_undone")
        return ended


def acts_of(batch: str) -> list[Act]:
    """The acts of one press, in the order of their texts."""
    rows = select(Act).where(Act.batch == batch).order_by(Act.id)
    return list(db.session.execute(rows).unique().scalars())


def _cases(session: Session, numbers: Sequence[int]) -> list[Case]:
    """The cases about texts among these, in the order of their texts."""
    about = (Case.id.in_(list(numbers)[:MOST]), Case.cause.in_(OF_TEXTS))
    return list(session.execute(select(Case).where(*about).order_by(Case.kind, Case.subject_id)).scalars())


def _authors(session: Session, cases: Sequence[Case]) -> set[int]:
    found: set[int] = set()
    for kind in sorted({case.kind for case in cases}):
        model = kinds[kind]
        numbers = [case.subject_id for case in cases if case.kind == kind]
        found |= set(session.execute(select(model.author_id).where(model.id.in_(numbers))).scalars())
    return found


def _tell_authors(session: Session, acts: Sequence[Act], name: str) -> None:
    """One letter for each author, whatever number of their texts it is about."""
    texts = look_up((act.kind, act.subject_id) for act in acts)
    for number in sorted({act.author_id for act in acts}):
        mine = [act for act in acts if act.author_id == number]
        _tell(session, session.get_one(Person, number), name, mine, texts)


def _tell(session: Session, author: Person, name: str, acts: Sequence[Act], texts: dict[Key, Text]) -> None:
    with speaking(author.language):
        told = [
            (act, statements.place_of(text), statements.appeal_link(act))
            for act in acts
            if (text := texts.get((act.kind, act.subject_id)))
        ]
        values = {"told": told, "clause": rules.clause(CLAUSE), "facts": acts[0].facts, "site_url": site_url}
        words = render_template(f"moderation/letters/{name}.txt", **values)
        subject, _, body = words.strip().partition("\n")
        outbox.post(session, author.email, subject.strip(), body.strip() + "\n", author.language)
