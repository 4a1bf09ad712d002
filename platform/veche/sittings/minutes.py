"""The verbs of the record: who was there, the minutes in two times, and the dated addendum.

Minutes are drafted as often as needed and published once; from then on nothing is changed, something is added.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal, markup
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.policy import require
from veche.sittings import letters, queries, rules
from veche.sittings.events import held, minutes_published
from veche.sittings.member_queries import members_on
from veche.sittings.models import Addendum, Attendance, Sitting
from veche.sittings.services import locked


def record_attendance(actor: Person, number: int, presence: Mapping[int, str]) -> Sitting:
    """Who was there, for every member of that day; the first time the sitting counts as held and its agenda is closed.

    presence: a person's number -> present, excused or absent; who is not named was absent.
    """
    with writing() as session:
        found = _at_the_desk(session, actor, number, "sitting.attendance")
        present = {row.person_id: row for row in found.attendance}
        roster = set(present) or {person.id for person in members_on(queries.day_of(found))}
        for person_id in sorted(roster):
            said = presence.get(person_id, "absent")
            row = present.get(person_id)
            if row is None:
                found.attendance.append(Attendance(person_id=person_id, presence=_known(said)))
            else:
                row.presence = _known(said)
        if found.status != rules.HELD:
            _hold_it(session, actor.id, found, "sitting.held", sum(map(_is_present, presence.values())))
        return found


def _known(presence: str) -> str:
    return presence if presence in rules.PRESENCES else "absent"


def _is_present(presence: str) -> bool:
    return presence == "present"


def _hold_it(session: Session, actor: int | None, found: Sitting, verb: str, present: int) -> None:
    found.status = rules.HELD
    session.flush()
    journal.record(session, actor, verb, found.subject, present=present, members=len(found.attendance))
    held.send(found)


def write_down_procedure(session: Session, found: Sitting) -> None:
    """What came of a written procedure whose time is over: who spoke on any point, and on each point how many."""
    people = [queries.Member(person, None, "") for person in members_on(queries.day_of(found))]
    spoken: set[int] = set()
    for point in queries.points(found, people):
        if point.item.proposal_id:
            point.item.spoken, point.item.needed = point.spoken, point.needed
            spoken |= {one.person_id for one in point.positions}
    for member in people:
        presence = "present" if member.person.id in spoken else "absent"
        found.attendance.append(Attendance(person_id=member.person.id, presence=presence))
    _hold_it(session, None, found, "written.ended", len(spoken))


def draft(actor: Person, number: int, *, text: str, language: str, revision: int) -> Sitting:
    """The text of the minutes, not public yet. Raises Refused, and Stale when another draft was saved since."""
    html = markup.render(text)
    with writing() as session:
        found = _at_the_desk(session, actor, number, "minutes.write")
        if found.minutes_revision != revision:
            raise Stale
        found.minutes, found.minutes_html, found.html_version = text, html, markup.VERSION
        found.minutes_language, found.minutes_by_id = language, actor.id
        found.minutes_drafted_at = clock.now()
        found.minutes_revision += 1
        return found


def publish(actor: Person, number: int, revision: int) -> Sitting:
    """The minutes are public and final; the members get a letter. Raises Refused, and Stale for another draft."""
    with writing() as session:
        found = _at_the_desk(session, actor, number, "minutes.publish")
        if found.minutes_revision != revision:
            raise Stale
        found.minutes_published_at = clock.now()
        digest = markup.plain(found.minutes_html, 160)
        journal.record(session, actor.id, "minutes.published", found.subject, text=digest)
        letters.tell_minutes(session, found)
        minutes_published.send(found)
        return found


def correct(actor: Person, number: int, *, text: str, language: str, nonce: str) -> Addendum:
    """A dated addendum below the published minutes. A double submit is one. Raises Refused."""
    html = markup.render(text)
    with writing() as session:
        found = _at_the_desk(session, actor, number, "minutes.correct")
        rows = select(Addendum).where(Addendum.author_id == actor.id, Addendum.nonce == nonce)
        twin = session.execute(rows).scalar_one_or_none()
        if twin:
            return twin
        added = Addendum(
            sitting_id=found.id,
            author_id=actor.id,
            language=language,
            text=text,
            html=html,
            html_version=markup.VERSION,
            added_at=clock.now(),
            nonce=nonce,
        )
        session.add(added)
        session.flush()
        journal.record(session, actor.id, "minutes.corrected", found.subject, text=markup.plain(html, 160))
        return added


def _at_the_desk(session: Session, actor: Person, number: int, act: str) -> Sitting:
    hold(session, actor)
    found = locked(session, number)
    require(actor, act, queries.desk(found))
    return found
