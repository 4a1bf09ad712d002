"""What a member hears of their own term, in their language."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from veche.committee.models import Seat
from veche.core import languages, outbox
from veche.core.languages import full_day, gettext, in_language
from veche.core.pages import site_url


def tell_seated(session: Session, seat: Seat) -> None:
    _tell(session, seat, _seated)


def tell_extended(session: Session, seat: Seat) -> None:
    _tell(session, seat, _extended)


def tell_ended(session: Session, seat: Seat) -> None:
    _tell(session, seat, _ended)


def _tell(session: Session, seat: Seat, write: Callable[[Seat, str], tuple[str, list[str]]]) -> None:
    with languages.speaking(seat.person.language):
        subject, said = write(seat, in_language(seat.sector, "title"))
        said.append(gettext("The members and their terms: %(link)s", link=site_url("sittings.members")))
        outbox.post(session, seat.person.email, subject[:300], "\n\n".join(said), seat.person.language)


def _seated(seat: Seat, sector: str) -> tuple[str, list[str]]:
    subject = gettext("You are a member of the committee")
    values = {"sector": sector, "since": full_day(seat.since), "until": _last_day(seat)}
    words = gettext(
        "You speak for the sector «%(sector)s» in the committee from %(since)s to %(until)s, both days included.",
        **values,
    )
    duties = gettext(
        "A member records positions on proposals with reasons, answers them by letters and comes to the sittings."
    )
    return subject, [words, duties]


def _extended(seat: Seat, sector: str) -> tuple[str, list[str]]:
    subject = gettext("Your term in the committee ends on another day")
    values = {"sector": sector, "until": _last_day(seat)}
    return subject, [gettext("You speak for the sector «%(sector)s» until %(until)s, that day included.", **values)]


def _ended(seat: Seat, sector: str) -> tuple[str, list[str]]:
    subject = gettext("Your term in the committee has ended")
    words = gettext("Your term for the sector «%(sector)s» has ended early.", sector=sector)
    return subject, [words, gettext("Reason: %(reason)s", reason=seat.ended_reason)]


def _last_day(seat: Seat) -> str:
    return full_day(seat.until) if seat.until else ""
