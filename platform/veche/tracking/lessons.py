"""The verb of lessons: to write down what an action taught."""

from sqlalchemy import select

from veche.accounts.models import Person
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.incomplete import Incomplete
from veche.tracking import sums
from veche.tracking.held import accountable
from veche.tracking.models import Lesson


def write_lesson(
    actor: Person, action_id: int, *, language: str, worked: str = "", failed: str = "", change: str = ""
) -> Lesson:
    """What worked, what did not, what we change: at least one of them, in public. The same lesson sent twice is one.

    Raises Incomplete for a lesson that says nothing.
    """
    said = {"worked": worked, "failed": failed, "change": change}
    missing = sums.missing_in_lesson(**said)
    if missing:
        raise Incomplete(missing)
    with writing() as session:
        action = accountable(session, actor, action_id)
        same = [getattr(Lesson, name) == text for name, text in said.items()]
        mine = select(Lesson).where(Lesson.action_id == action_id, Lesson.author_id == actor.id, *same)
        first = session.execute(mine.limit(1)).unique().scalar_one_or_none()
        if first:
            return first
        lesson = Lesson(action_id=action_id, author_id=actor.id, language=language, written_at=clock.now(), **said)
        session.add(lesson)
        session.flush()
        journal.record(session, actor.id, "action.lesson", action.subject, code=action.code, lesson=lesson.id)
        return lesson
