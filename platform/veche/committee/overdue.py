"""The committee hears of reports that do not come: whoever prepared the answer, else every member."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person, in_office
from veche.core import outbox
from veche.core.database import writing
from veche.core.languages import gettext, in_language, inner, ngettext, speaking, worded
from veche.core.pages import site_url
from veche.proposals.models import Proposal
from veche.tracking.events import unanswered
from veche.tracking.models import Action


@unanswered.connect
def _tell(action: Action, days: int, **_values: object) -> None:
    with writing() as session:
        for address, language in _responsible(session, action):
            with speaking(language):
                subject, body = _letter(action, days)
            outbox.post(session, address, subject[:300], body, language)


def _responsible(session: Session, action: Action) -> Sequence[outbox.Reader]:
    """The members who prepared the answers behind the action and still sit; without one, the whole committee."""
    sitting = select(Person.email, Person.language).where(Person.grants.any(in_office("committee")))
    prepared = select(Proposal.responsible_id).where(Proposal.action_id == action.id)
    rows = session.execute(sitting.where(Person.id.in_(prepared)).order_by(Person.id)).all()
    return [(address, language) for address, language in rows or session.execute(sitting.order_by(Person.id)).all()]


def _letter(action: Action, days: int) -> tuple[str, str]:
    values = {"code": action.code, "title": inner(worded(action)), "body": in_language(action.body, "name")}
    said = gettext("«%(body)s» owes the report on action %(code)s «%(title)s».", **values)
    late = ngettext("It is overdue by %(num)s day.", "It is overdue by %(num)s days.", days) if days else ""
    helps = gettext(
        "What helps: ask the body, name an officer, correct the address of its office, or name another body."
    )
    link = site_url("tracking.action", code=action.code)
    subject = gettext("No report comes: action %(code)s", code=action.code)
    return subject, "\n\n".join(part for part in (said, late, helps, link) if part)
