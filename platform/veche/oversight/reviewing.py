"""Blind reviews: one decision in twenty, drawn by a keyed hash, seen by a second moderator who does not know it."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal, keyed
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.guarded import expect
from veche.core.journal import Entry
from veche.core.policy import require
from veche.core.settings import declare, setting
from veche.moderation.cases import locked
from veche.moderation.events import acted
from veche.moderation.models import Act
from veche.moderation.rules import require_facts
from veche.oversight import rules
from veche.oversight.models import Review
from veche.oversight.stakes import stake

declare("REVIEW_SHARE", 5.0, "Percent of moderators' decisions that a second moderator reviews without knowing them.")


@acted.connect
def _draw(act: Act) -> None:
    """Whether this decision is reviewed follows from its entry in the journal; nobody chooses, and nobody is told."""
    if act.verb not in rules.REVIEWED:
        return
    entry = db.session.get_one(Entry, act.journal_seq)
    if rules.is_drawn(keyed.digest("oversight.blind-review", entry.hash), setting("REVIEW_SHARE")):
        put_up(db.session(), act)


def put_up(session: Session, act: Act) -> Review:
    """The decision waits for its review; at most once."""
    found = session.execute(select(Review).where(Review.act_id == act.id)).scalar()
    if found is None:
        found = Review(act_id=act.id, drawn_at=clock.now(), word="")
        session.add(found)
        session.flush()
    return found


def review(actor: Person, number: int, *, measure: str, word: str) -> Review:
    """What a second moderator would have done, in their words; Stale when somebody has said it already."""
    require_facts(word)
    if measure not in rules.WOULD_HAVE:
        raise ValueError(measure)
    with writing() as session:
        hold(session, actor)
        found = session.get(Review, number, populate_existing=True)
        if found is None:
            raise NotFound
        act = found.act
        if found.reviewed_at:
            raise Stale
        require(actor, "review.make", stake(actor, act, locked(session, act.kind, act.subject_id)))
        same = rules.agrees(act.verb, measure)
        said: dict[str, Any] = {"reviewer_id": actor.id, "measure": measure, "agrees": same, "word": word}
        waits = update(Review).where(Review.id == found.id, Review.reviewed_at.is_(None))
        expect(session, waits.values(reviewed_at=clock.now(), **said))
        journal.record(session, actor.id, "review.made", f"review:{found.id}", act=act.journal_seq, agrees=same)
        session.refresh(found)
        return found
