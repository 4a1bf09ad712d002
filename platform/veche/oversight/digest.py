"""The daily letter to moderators: how much waits and for how long; and appeals that nobody may decide any more."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from veche.accounts import mornings
from veche.accounts.models import Person
from veche.core import clock, outbox
from veche.core.clock import today
from veche.core.database import db, writing
from veche.core.languages import gettext, ngettext, speaking
from veche.core.pages import site_url
from veche.core.worker import duty
from veche.moderation.models import Case
from veche.oversight.models import Appeal
from veche.oversight.services import look_for_a_judge

LETTER = "queue"


@duty("tell moderators what waits")
def tell_due() -> int:
    """One letter a day to each moderator while something waits; how many letters."""
    people = mornings.unseen(LETTER, "moderator")
    if not people:
        return 0
    waiting, oldest = _waits()
    post = partial(_post, waiting=waiting, wait=clock.now() - oldest) if oldest else None
    return sum(mornings.look_at(number, LETTER, post, waiting=waiting) for number in people)


def _waits() -> tuple[int, datetime | None]:
    """How many cases wait, and since when the oldest does."""
    number, oldest = db.session.execute(
        select(func.count(), func.min(Case.opened_at)).where(Case.closed_at.is_(None))
    ).one()
    return number, oldest


def _post(session: Session, person: Person, waiting: int, wait: timedelta) -> None:
    with speaking(person.language):
        cases = ngettext("%(num)s case waits", "%(num)s cases wait", waiting)
        hours = int(wait.total_seconds() // 3600)
        oldest = ngettext("the oldest for %(num)s hour", "the oldest for %(num)s hours", hours)
        body = "\n\n".join(
            [
                gettext("Hello! This is what waits in the moderators’ queue: %(cases)s.", cases=f"{cases}, {oldest}"),
                gettext("The queue, the heaviest and oldest first: %(link)s", link=site_url("moderation.queue")),
                gettext("The letter comes once a day while something waits."),
            ]
        )
        outbox.post(session, person.email, f"{cases}, {oldest}", body + "\n", person.language)


@duty("look who may decide appeals")
def look_again_due() -> int:
    """Once a day each waiting appeal is asked whether somebody may still decide it; how many letters to
    administrators that made necessary."""
    looked = Appeal.looked_on.is_(None) | (Appeal.looked_on < today())
    rows = select(Appeal.id).where(Appeal.outcome.is_(None), Appeal.stranded_at.is_(None), looked)
    return sum(_looked_at(number) for number in db.session.execute(rows).scalars().all())


def _looked_at(number: int) -> bool:
    with writing() as session:
        appeal = session.get(Appeal, number, with_for_update={"of": Appeal}, populate_existing=True)
        if appeal is None or appeal.outcome or appeal.stranded_at or appeal.looked_on == today():
            return False
        return not look_for_a_judge(session, appeal)
