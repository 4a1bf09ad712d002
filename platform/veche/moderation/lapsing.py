"""A measure that nobody confirmed lapses: in an emergency after 24 hours, and with the draft of an author who left."""

from typing import Any

from sqlalchemy import select

from veche.core import clock
from veche.core.database import db, writing
from veche.core.languages import DEFAULT, gettext, speaking
from veche.core.moderated import gone
from veche.core.worker import duty
from veche.moderation import statements
from veche.moderation.cases import lock_people
from veche.moderation.models import Act
from veche.moderation.taking_back import end


@duty("emergency measures")
def lapse_due() -> int:
    """Everything whose time ran out is written down as lapsed: its text shown, its author told; the number of them."""
    late = Act.state == "proposed", Act.lapses_at <= clock.now()
    numbers = db.session.execute(select(Act.id).where(*late).order_by(Act.id)).scalars().all()
    db.session.rollback()
    return sum(_lapse(number) for number in numbers)


def _lapse(number: int) -> bool:
    with writing() as session:
        act = session.get_one(Act, number, populate_existing=True)
        lock_people(session, {act.author_id})
        session.refresh(act, with_for_update=True)
        if act.state != "proposed" or act.lapses_at is None or act.lapses_at > clock.now():
            return False
        end(session, None, act, "lapsed", "measure.lapsed", is_judged=False)
        statements.tell_author(session, act, "lapsed")
        return True


@gone.connect
def _with_its_text(row: Any) -> None:
    """A second moderator is asked about words that are no more: the measure lapses, and the log says why."""
    session = db.session()
    waiting = select(Act).where(Act.kind == row.kind, Act.subject_id == row.id, Act.state == "proposed")
    with speaking(DEFAULT):
        said = gettext("The author has left and took the draft along before a second moderator decided.")
    for act in session.execute(waiting.order_by(Act.id)).unique().scalars().all():
        end(session, None, act, "lapsed", "measure.lapsed", said, is_judged=False)
