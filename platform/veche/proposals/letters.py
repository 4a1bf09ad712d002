"""Letters about a proposal, each queued in the transaction of what it tells, in its reader's language."""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import outbox
from veche.core.languages import day, day_time, gettext, ngettext, number, speaking, time_left
from veche.core.pages import site_url
from veche.proposals import journeys, rules
from veche.proposals.models import Proposal

Writer = Callable[[Proposal], tuple[str, str]]


def name(proposal: Proposal) -> str:
    """The title, for those who do not write the proposal; a hidden one is not repeated."""
    return proposal.title if proposal.is_visible else gettext("a proposal that a moderator has hidden")


def _post(session: Session, readers: Sequence[outbox.Reader], proposal: Proposal, write: Writer) -> None:
    """Each letter ends with the proposal's address and what comes next, by the same rule as its page."""
    written: dict[str, tuple[str, str]] = {}
    for address, language in readers:
        if language not in written:
            with speaking(language):
                written[language] = _letter(proposal, write)
        outbox.post(session, address, *written[language], language)


def _letter(proposal: Proposal, write: Writer) -> tuple[str, str]:
    subject, text = write(proposal)
    link = site_url("proposals.proposal", number=proposal.id)
    ahead = "\n".join(f"– {one.when}: {one.what}" for one in journeys.coming(proposal))
    head = gettext("What comes next and by when")
    return subject[:300], f"{text}\n\n{link}\n\n{head}:\n{ahead}\n"


def _to_writers(session: Session, proposal: Proposal, write: Writer) -> None:
    """To the author and the co-authors."""
    _to(session, proposal, proposal.writer_ids, write)


def _to(session: Session, proposal: Proposal, people: set[int], write: Writer) -> None:
    rows = select(Person.email, Person.language).where(Person.id.in_(people)).order_by(Person.id)
    _post(session, [(address, language) for address, language in session.execute(rows)], proposal, write)


def vote_opened(session: Session, proposal: Proposal) -> None:
    def write(proposal: Proposal) -> tuple[str, str]:
        assert proposal.voting_closes_at  # noqa: S101 - set in the same transaction
        return gettext("Voting is open: %(title)s", title=proposal.title), gettext(
            "Your proposal gathered its support. Voting is open until %(moment)s. Nobody edits the text any more.",
            moment=day_time(proposal.voting_closes_at),
        )

    _to_writers(session, proposal, write)


def answer_owed(session: Session, proposal: Proposal) -> None:
    """To the author that the vote carried, to the member of the committee that the answer is theirs."""

    def to_author(proposal: Proposal) -> tuple[str, str]:
        assert proposal.answer_by  # noqa: S101 - set in the same transaction
        return gettext("The vote carried: %(title)s", title=proposal.title), gettext(
            "The committee owes an answer with reasons by %(day)s.", day=day(proposal.answer_by)
        )

    def to_member(proposal: Proposal) -> tuple[str, str]:
        assert proposal.answer_by  # noqa: S101 - set in the same transaction
        return gettext("Your answer is awaited: %(title)s", title=name(proposal)), gettext(
            "The vote carried, and you prepare the committee’s answer. It is owed by %(day)s.",
            day=day(proposal.answer_by),
        )

    _to_writers(session, proposal, to_author)
    if proposal.responsible:
        _post(session, [(proposal.responsible.email, proposal.responsible.language)], proposal, to_member)


def not_carried(session: Session, proposal: Proposal) -> None:
    def write(proposal: Proposal) -> tuple[str, str]:
        return gettext("The vote did not carry: %(title)s", title=proposal.title), gettext(
            "Too few voted, or not more were for than against. The text and the arguments stay readable."
        )

    _to_writers(session, proposal, write)


def fell_dormant(session: Session, proposal: Proposal) -> None:
    """To the author with the way to the button, to the co-authors that the author has it."""

    def said(then: str) -> tuple[str, str]:
        gathered = gettext(
            "Your proposal gathered %(count)s of %(needed)s supports. It sleeps now; nothing is lost.",
            count=number(proposal.support_count),
            needed=number(proposal.threshold),
        )
        return gettext("The term for support is over: %(title)s", title=proposal.title), f"{gathered}\n{then}"

    def to_author(proposal: Proposal) -> tuple[str, str]:
        link = site_url("proposals.revival", number=proposal.id)
        return said(gettext("Revive it with one button here: %(link)s", link=link))

    def to_others(_proposal: Proposal) -> tuple[str, str]:
        return said(gettext("Its author can revive it with one button."))

    _to(session, proposal, {proposal.author_id}, to_author)
    _to(session, proposal, proposal.writer_ids - {proposal.author_id}, to_others)


def reminder(session: Session, proposal: Proposal) -> None:
    """To everybody who writes it: how far the support is, how long there is time, what helps."""

    def write(proposal: Proposal) -> tuple[str, str]:
        assert proposal.support_until  # noqa: S101 - open, so its term is set
        gathered = gettext(
            "Your proposal has gathered %(count)s of %(needed)s supports.",
            count=number(proposal.support_count),
            needed=number(proposal.threshold),
        )
        lacking = ngettext("%(num)s more is needed", "%(num)s more are needed", rules.lacking(proposal))
        left = gettext(
            "until %(day)s, %(left)s", day=day(proposal.support_until), left=time_left(proposal.support_until)
        )
        helps = gettext(
            "What helps: send the link below to neighbours and to people of your trade; take up a good argument against"
            " in a new text; look whether somebody proposes the like and join them."
        )
        subject = gettext("Your proposal still gathers support: %(title)s", title=proposal.title)
        return subject, f"{gathered} {lacking}, {left}.\n\n{helps}"

    _to_writers(session, proposal, write)
