"""Letters about amendments and conditions, in each reader's language; the words of others are never quoted in them."""

from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.amending.models import Amendment, Condition
from veche.core import outbox
from veche.core.languages import gettext, speaking
from veche.core.pages import site_url
from veche.proposals.letters import name as name_of
from veche.proposals.models import Proposal

# subject, text and address, written in the reader's language
Writer = Callable[[Person], tuple[str, str, str]]


def _post(session: Session, readers: Iterable[Person], write: Writer) -> None:
    for reader in readers:
        with speaking(reader.language):
            subject, text, link = write(reader)
        outbox.post(session, reader.email, subject[:300], f"{text}\n\n{link}\n", reader.language)


def _writers(session: Session, proposal: Proposal) -> list[Person]:
    """The author and the co-authors."""
    rows = select(Person).where(Person.id.in_(proposal.writer_ids)).order_by(Person.id)
    return list(session.execute(rows).unique().scalars())


def _page_of(amendment: Amendment) -> str:
    return site_url("amending.amendment", number=amendment.id)


def proposed(session: Session, amendment: Amendment) -> None:
    """To everybody who writes the proposal."""
    title, name = amendment.proposal.title, amendment.author.display_name

    def write(_reader: Person) -> tuple[str, str, str]:
        text = gettext(
            "%(name)s proposes other words for a passage of your proposal. You can take them up or decline with a"
            " reason.",
            name=name,
        )
        return gettext("An amendment to your proposal: %(title)s", title=title), text, _page_of(amendment)

    _post(session, _writers(session, amendment.proposal), write)


def accepted(session: Session, amendment: Amendment) -> None:
    """To the author of the amendment."""
    proposal, number = amendment.proposal, amendment.version_made

    def write(_reader: Person) -> tuple[str, str, str]:
        text = gettext(
            "Your words stand in version %(number)s of the proposal, with your name beside it.", number=number
        )
        return gettext("Your amendment is taken up: %(title)s", title=name_of(proposal)), text, _page_of(amendment)

    _post(session, [amendment.author], write)


def declined(session: Session, amendment: Amendment) -> None:
    """To the author of the amendment, with the reason and the way on."""
    proposal, reason = amendment.proposal, amendment.answer_reason

    def write(_reader: Person) -> tuple[str, str, str]:
        text = gettext(
            "The authors decline your amendment. Their reason: %(reason)s\nYou can make a proposal of your own"
            " from it.",
            reason=reason,
        )
        return gettext("Your amendment is declined: %(title)s", title=name_of(proposal)), text, _page_of(amendment)

    _post(session, [amendment.author], write)


def condition_written(session: Session, condition: Condition) -> None:
    """To everybody who writes the proposal; not who it was, and not the words."""
    proposal = condition.proposal

    def write(_reader: Person) -> tuple[str, str, str]:
        text = gettext("Somebody would support your proposal under a condition. You read it on the proposal’s page.")
        link = site_url("proposals.proposal", number=proposal.id) + "#conditions"
        return gettext("Yes, if …: %(title)s", title=proposal.title), text, link

    _post(session, _writers(session, proposal), write)


def is_it_met(session: Session, proposal: Proposal, asked: Iterable[tuple[Person, str]]) -> None:
    """To everybody with an open condition, when the matter of the text has changed; `asked` has each one's link."""
    for person, token in asked:

        def write(_reader: Person, token: str = token) -> tuple[str, str, str]:
            text = gettext(
                "You would support this proposal under a condition, and its text has changed. Look at what changed and"
                " say whether your condition is met; you need not sign in. The link is yours alone, so do not pass it"
                " on:"
            )
            link = site_url("amending.question", token=token)
            return gettext("Is your condition met? %(title)s", title=name_of(proposal)), text, link

        _post(session, [person], write)
