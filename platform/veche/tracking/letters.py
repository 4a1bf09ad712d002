"""Letters about what is owed: to the officers by account, to the office of the body with its signed link.

Each is in its reader's language and ends with the one address where the report is written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person, in_office
from veche.bodies.models import BodyOfficer
from veche.core import outbox
from veche.core.languages import day, gettext, inner, ngettext, speaking, worded
from veche.core.pages import site_url
from veche.tracking import links
from veche.tracking.models import Action, Milestone

Words = tuple[str, list[str]]


@dataclass(frozen=True)
class Owed:
    """What a reminder is about: the report of an action, or a milestone of it; late by so many days (0: ahead)."""

    action: Action
    milestone: Milestone | None
    late: int

    def words(self) -> Words:
        """Subject and paragraphs in the language that is spoken now."""
        return self._milestone(self.milestone) if self.milestone else self._report()

    def _report(self) -> Words:
        action = self.action
        assert action.next_report_on  # noqa: S101 - what is owed has its day
        due = day(action.next_report_on)
        named = gettext("Action %(code)s «%(title)s».", code=action.code, title=inner(worded(action)))
        if not self.late:
            subject = gettext("A report is due on %(day)s: %(code)s", day=due, code=action.code)
            return subject, [named, gettext("Its next report was promised by %(day)s.", day=due)]
        subject = ngettext(
            "Report overdue by %(num)s day: %(code)s",
            "Report overdue by %(num)s days: %(code)s",
            self.late,
            code=action.code,
        )
        late = gettext(
            "Its report was promised by %(day)s and has not come. Everybody sees that it is overdue.", day=due
        )
        return subject, [named, late]

    def _milestone(self, milestone: Milestone) -> Words:
        action, due = self.action, day(milestone.due_on)
        named = gettext("Action %(code)s «%(title)s».", code=action.code, title=inner(worded(action)))
        if not self.late:
            subject = gettext("A milestone is due on %(day)s: %(code)s", day=due, code=action.code)
            said = gettext(
                "Its milestone «%(milestone)s» is due on %(day)s.", milestone=inner(milestone.title), day=due
            )
        else:
            subject = gettext("A milestone is overdue: %(code)s", code=action.code)
            said = gettext(
                "Its milestone «%(milestone)s» was due on %(day)s and is neither marked as done nor dropped.",
                milestone=inner(milestone.title),
                day=due,
            )
        return subject, [named, said]


def to_officers(session: Session, owed: Owed) -> int:
    """To everybody who reports for the body with an account; how many letters."""
    readers = _officers(session, owed.action.body_id)
    for address, language in readers:
        with speaking(language):
            subject, said = owed.words()
            place = "tracking.milestones" if owed.milestone else "tracking.report"
            link = site_url(place, code=owed.action.code)
            body = [*said, gettext("It takes two minutes: %(link)s", link=link)]
        outbox.post(session, address, subject[:300], "\n\n".join(body), language)
    return len(readers)


def _officers(session: Session, body_id: int) -> Sequence[outbox.Reader]:
    rows = select(Person.email, Person.language).join(BodyOfficer, BodyOfficer.person_id == Person.id)
    sound = (
        BodyOfficer.body_id == body_id,
        Person.confirmed_at.is_not(None),
        Person.grants.any(in_office("body_officer")),
    )
    return [(address, language) for address, language in session.execute(rows.where(*sound).order_by(Person.id))]


def to_office(session: Session, owed: Owed) -> int:
    """To the office of the body, with a link that needs no account; 0 without an address."""
    return _office(session, owed.action, owed.words)


def send_link(session: Session, action: Action) -> int:
    """The link alone, because the committee asks for a report."""

    def words() -> Words:
        asked = gettext(
            "The committee asks your office for a report on action %(code)s «%(title)s».",
            code=action.code,
            title=inner(worded(action)),
        )
        return gettext("Please report on action %(code)s", code=action.code), [asked]

    return _office(session, action, words)


def _office(session: Session, action: Action, words: Callable[[], Words]) -> int:
    body = action.body
    if not body.office_email:
        return 0
    with speaking(body.office_language):
        subject, said = words()
        text = [*said, *_how(action)]
    outbox.post(session, body.office_email, subject[:300], "\n\n".join(text), body.office_language)
    return 1


def _how(action: Action) -> list[str]:
    link = site_url("tracking.by_link", token=links.token(action))
    return [
        gettext("Report here, it takes two minutes and needs no account: %(link)s", link=link),
        gettext(
            "The link is for your office alone: please do not pass it on. It works once, for 30 days at most, and until"
            " another report comes. To complete or to cancel the action, sign in with an officer’s account."
        ),
    ]
