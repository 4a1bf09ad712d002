"""The letter after a change of matter: each supporter of an earlier text is asked anew, by a link of their own.

Nobody is asked about a text that a moderator has hidden; they are when it is shown again.
"""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import clock, outbox
from veche.core.database import writing
from veche.core.languages import gettext, speaking
from veche.core.moderated import restored
from veche.core.pages import site_url
from veche.proposals import links
from veche.proposals.events import moved
from veche.proposals.letters import name
from veche.proposals.models import Proposal, Support, Version
from veche.proposals.rules import phase


def people_read(session: Session, proposal: Proposal) -> Version:
    """The latest text whose matter is another one than before: the one that people are asked about."""
    rows = select(Version).where(Version.proposal_id == proposal.id, Version.is_material)
    return session.execute(rows.order_by(Version.number.desc()).limit(1)).scalar_one()


def is_asking(proposal: Proposal) -> bool:
    """Whether people are asked about its text: while it is shown to everybody and gathers support."""
    return proposal.is_visible and phase(proposal, clock.now()) == "open"


def ask_anew(session: Session, proposal: Proposal) -> None:
    """To everybody whose support was for an earlier text, apart from whoever changed it; once about each change of
    matter, in the act's transaction."""
    session.flush()
    if not is_asking(proposal):
        return
    text = people_read(session, proposal)
    left = (
        Support.proposal_id == proposal.id,
        Support.version < text.number,
        Support.asked_version < text.number,
    )
    rows = select(Person.id, Person.email, Person.language).join(Support, Support.person_id == Person.id)
    rows = rows.where(*left, Person.id != text.author_id)
    for number, address, language in session.execute(rows.order_by(Person.id)).all():
        with speaking(language):
            link = site_url("proposals.renewal", token=links.token(number, proposal))
            subject, words = _letter(proposal, text.reason, link)
        outbox.post(session, address, subject, words, language)
    session.execute(update(Support).where(*left).values(asked_version=text.number))


@restored.connect
def _shown_again(row: Any, **_values: Any) -> None:
    """What changed while nobody could read it is asked now."""
    if isinstance(row, Proposal):
        with writing() as session:
            ask_anew(session, row)


@moved.connect
def _open_again(proposal: Proposal, before: str, **_values: Any) -> None:
    """A text that changed out of sight, and slept when it was shown again, is asked about when it wakes."""
    if before != "draft":
        with writing() as session:
            ask_anew(session, proposal)


def _letter(proposal: Proposal, reason: str, link: str) -> tuple[str, str]:
    subject = gettext("The text you supported has changed: %(title)s", title=name(proposal))
    said = gettext("The authors say why: %(reason)s", reason=reason)
    asked = gettext(
        "Your support was for the earlier text and does not count for the new one. This link shows what changed and"
        " asks whether you support it now; you need not sign in. The link is yours alone, so do not pass it on:"
    )
    return subject[:300], f"{said}\n\n{asked}\n\n{link}\n"
