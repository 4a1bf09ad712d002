"""What members hear of their sittings, each in their language. A hidden proposal's title is never repeated."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import languages, outbox
from veche.core.languages import day, day_time, full_day, gettext, ngettext
from veche.core.pages import site_url
from veche.sittings import queries
from veche.sittings.member_queries import members_on
from veche.sittings.models import Item, Sitting

Written = tuple[str, list[str]]


def tell_convened(session: Session, sitting: Sitting) -> None:
    """The invitation with the agenda, and the address of the calendar's file."""
    _tell_all(session, sitting, _opened if sitting.is_written else _convened)


def tell_changed(session: Session, sitting: Sitting) -> None:
    _tell_all(session, sitting, _changed)


def tell_cancelled(session: Session, sitting: Sitting) -> None:
    _tell_all(session, sitting, _cancelled)


def tell_ended(session: Session, sitting: Sitting) -> None:
    _tell_all(session, sitting, _ended)


def tell_minutes(session: Session, sitting: Sitting) -> None:
    _tell_all(session, sitting, _minutes)


def remind(session: Session, sitting: Sitting, person: Person, owed: Sequence[queries.Point]) -> None:
    """Who has not spoken learns on what, and until when."""
    with languages.speaking(person.language):
        subject = gettext("Your position is missing: %(moment)s is the end", moment=day_time(_end(sitting)))
        count = ngettext(
            "You have not spoken on %(num)s point of the written procedure.",
            "You have not spoken on %(num)s points of the written procedure.",
            len(owed),
        )
        body = [count, _agenda([point.item for point in owed]), *_where(sitting)]
        outbox.post(session, person.email, subject[:300], _join(body), person.language)


def _tell_all(session: Session, sitting: Sitting, write: Callable[[Sitting], Written]) -> None:
    written: dict[str, Written] = {}
    for person in members_on(queries.day_of(sitting)):
        if person.language not in written:
            with languages.speaking(person.language):
                subject, said = write(sitting)
                written[person.language] = subject, [*said, *_where(sitting)]
        subject, said = written[person.language]
        outbox.post(session, person.email, subject[:300], _join(said), person.language)


def _join(said: Sequence[str]) -> str:
    return "\n\n".join(part for part in said if part)


def _where(sitting: Sitting) -> list[str]:
    return [gettext("The page of the sitting: %(link)s", link=site_url("sittings.sitting", number=sitting.id))]


def _convened(sitting: Sitting) -> Written:
    subject = gettext("Sitting of the committee on %(moment)s", moment=day_time(sitting.begins_at))
    calendar = gettext("For your calendar: %(link)s", link=site_url("sittings.calendar", number=sitting.id))
    return subject, [_time_and_place(sitting), sitting.note, _agenda(sitting.items), calendar]


def _opened(sitting: Sitting) -> Written:
    subject = gettext("Written procedure of the committee until %(moment)s", moment=day_time(_end(sitting)))
    ask = gettext(
        "Please record your position on each point in its dossier until %(moment)s. Half of the members are needed.",
        moment=day_time(_end(sitting)),
    )
    return subject, [ask, sitting.note, _agenda(sitting.items)]


def _changed(sitting: Sitting) -> Written:
    subject = gettext("The sitting was moved: %(moment)s", moment=day_time(sitting.begins_at))
    calendar = gettext("For your calendar: %(link)s", link=site_url("sittings.calendar", number=sitting.id))
    return subject, [_time_and_place(sitting), sitting.note, calendar]


def _cancelled(sitting: Sitting) -> Written:
    if sitting.is_written:
        subject = gettext("The written procedure until %(day)s is called off", day=day(_end(sitting)))
    else:
        subject = gettext("The sitting on %(day)s is cancelled", day=day(sitting.begins_at))
    return subject, [gettext("Reason: %(reason)s", reason=sitting.cancelled_reason)]


def _ended(sitting: Sitting) -> Written:
    subject = gettext("The written procedure has ended")
    lines = [_outcome(item) for item in sitting.items if item.proposal_id]
    return subject, ["\n".join(lines)]


def _outcome(item: Item) -> str:
    spoken, needed = item.spoken or 0, item.needed or 0
    if spoken >= needed:
        return gettext("%(title)s: quorum reached, %(spoken)s spoke.", title=_title(item), spoken=spoken)
    return gettext(
        "%(title)s: no quorum, %(spoken)s spoke and %(needed)s were needed.",
        title=_title(item),
        spoken=spoken,
        needed=needed,
    )


def _minutes(sitting: Sitting) -> Written:
    subject = gettext("Minutes of the committee of %(day)s are published", day=day(sitting.begins_at))
    return subject, [gettext("They stay as they are; a correction is added below them with its date.")]


def _time_and_place(sitting: Sitting) -> str:
    moment = f"{full_day(sitting.begins_at)}, {languages.clock_time(sitting.begins_at)}"
    return f"{moment}\n{sitting.place}" if sitting.place else moment


def _agenda(items: Sequence[Item]) -> str:
    if not items:
        return ""
    lines = [f"{number}. {_title(item)}" for number, item in enumerate(items, 1)]
    return "\n".join([gettext("Agenda:"), *lines])


def _title(item: Item) -> str:
    if item.proposal is None:
        return item.title
    return item.proposal.title if item.proposal.is_visible else gettext("A proposal hidden by a moderator")


def _end(sitting: Sitting) -> datetime:
    return sitting.ends_at or sitting.begins_at
