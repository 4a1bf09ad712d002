"""Letters between those who write a proposal together, each in its reader's language and in the act's transaction."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import outbox
from veche.core.languages import gettext, speaking
from veche.core.pages import site_url
from veche.proposals.letters import name
from veche.proposals.models import Proposal


def _post(session: Session, reader: Person, proposal: Proposal, write: Callable[[], tuple[str, str]]) -> None:
    """The letter ends with the proposal's address, if the reader may read it there."""
    with speaking(reader.language):
        subject, text = write()
        link = site_url("proposals.proposal", number=proposal.id)
    near = proposal.opened_at or reader.id in proposal.writer_ids | proposal.asked_ids
    outbox.post(session, reader.email, subject[:300], f"{text}\n\n{link}\n" if near else f"{text}\n", reader.language)


def invited(session: Session, proposal: Proposal, person: Person) -> None:
    def write() -> tuple[str, str]:
        return gettext("You are invited to write together: %(title)s", title=name(proposal)), gettext(
            "%(name)s invites you to be a co-author of this proposal. Read it on its page and say yes or no there.",
            name=proposal.author.display_name,
        )

    _post(session, person, proposal, write)


def answered(session: Session, proposal: Proposal, person: Person, accepts: bool) -> None:
    def write() -> tuple[str, str]:
        named = {"name": person.display_name, "title": proposal.title}
        if accepts:
            return gettext("%(name)s writes with you: %(title)s", **named), gettext(
                "Your invitation is accepted. All authors edit the text now; only you publish, withdraw and revive it."
            )
        return gettext("%(name)s says no: %(title)s", **named), gettext(
            "Your invitation to write this proposal together was not accepted."
        )

    _post(session, proposal.author, proposal, write)


def left(session: Session, proposal: Proposal, person: Person) -> None:
    def write() -> tuple[str, str]:
        named = {"name": person.display_name, "title": proposal.title}
        return gettext("%(name)s no longer writes with you: %(title)s", **named), gettext(
            "A co-author has left the proposal. The text stays as it is."
        )

    _post(session, proposal.author, proposal, write)


def parted(session: Session, proposal: Proposal, person: Person, wrote: bool) -> None:
    """To whoever was a co-author, or was invited to be one: it is over."""

    def write() -> tuple[str, str]:
        if wrote:
            subject = gettext("You are no longer a co-author: %(title)s", title=name(proposal))
        else:
            subject = gettext("An invitation is taken back: %(title)s", title=name(proposal))
        return subject, gettext("The author of the proposal has decided so.")

    _post(session, person, proposal, write)
