"""The letter after a change of matter: each supporter of an earlier text is asked anew, by a link of their own."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import outbox
from veche.core.languages import gettext, speaking
from veche.core.pages import site_url
from veche.proposals import links
from veche.proposals.models import Proposal, Support


def ask_anew(session: Session, proposal: Proposal, reason: str, editor_id: int) -> None:
    """To everybody whose support was for an earlier text, apart from whoever changed it; in the act's transaction."""
    rows = select(Person.id, Person.email, Person.language).join(Support, Support.person_id == Person.id)
    rows = rows.where(Support.proposal_id == proposal.id, Support.version < proposal.version, Person.id != editor_id)
    for number, address, language in session.execute(rows.order_by(Person.id)).all():
        with speaking(language):
            link = site_url("proposals.renewal", token=links.token(number, proposal))
            subject, text = _letter(proposal, reason, link)
        outbox.post(session, address, subject, text, language)


def _letter(proposal: Proposal, reason: str, link: str) -> tuple[str, str]:
    subject = gettext("The text you supported has changed: %(title)s", title=proposal.title)
    said = gettext("The authors say why: %(reason)s", reason=reason)
    asked = gettext(
        "Your support was for the earlier text and does not count for the new one. This link shows what changed and"
        " asks whether you support it now; you need not sign in. The link is yours alone, so do not pass it on:"
    )
    return subject[:300], f"{said}\n\n{asked}\n\n{link}\n"
