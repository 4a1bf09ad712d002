"""Letters about a proposal, each queued in the transaction of what it tells, in its reader's language."""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import outbox
from veche.core.languages import day, day_time, gettext, speaking
from veche.core.pages import site_url
from veche.proposals.models import Proposal, Support

Writer = Callable[[Proposal], tuple[str, str]]


def _post(session: Session, readers: Sequence[tuple[str, str]], proposal: Proposal, write: Writer) -> None:
    for address, language in readers:
        with speaking(language):
            subject, text = write(proposal)
            link = site_url("proposals.proposal", number=proposal.id)
        outbox.post(session, address, subject[:300], f"{text}\n\n{link}\n", language)


def _to_author(session: Session, proposal: Proposal, write: Writer) -> None:
    _post(session, [(proposal.author.email, proposal.author.language)], proposal, write)


def vote_opened(session: Session, proposal: Proposal) -> None:
    def write(proposal: Proposal) -> tuple[str, str]:
        assert proposal.voting_closes_at  # noqa: S101 - set in the same transaction
        return gettext("Voting is open: %(title)s", title=proposal.title), gettext(
            "Your proposal gathered its support. Voting is open until %(moment)s. Nobody edits the text any more.",
            moment=day_time(proposal.voting_closes_at),
        )

    _to_author(session, proposal, write)


def answer_owed(session: Session, proposal: Proposal) -> None:
    """To the author that the vote carried, to the member of the committee that the answer is theirs."""

    def to_author(proposal: Proposal) -> tuple[str, str]:
        assert proposal.answer_by  # noqa: S101 - set in the same transaction
        return gettext("The vote carried: %(title)s", title=proposal.title), gettext(
            "The committee owes an answer with reasons by %(day)s.", day=day(proposal.answer_by)
        )

    def to_member(proposal: Proposal) -> tuple[str, str]:
        assert proposal.answer_by  # noqa: S101 - set in the same transaction
        return gettext("Your answer is awaited: %(title)s", title=proposal.title), gettext(
            "The vote carried, and you prepare the committee’s answer. It is owed by %(day)s.",
            day=day(proposal.answer_by),
        )

    _to_author(session, proposal, to_author)
    if proposal.responsible:
        _post(session, [(proposal.responsible.email, proposal.responsible.language)], proposal, to_member)


def not_carried(session: Session, proposal: Proposal) -> None:
    def write(proposal: Proposal) -> tuple[str, str]:
        return gettext("The vote did not carry: %(title)s", title=proposal.title), gettext(
            "Too few voted, or not more were for than against. The text and the arguments stay readable."
        )

    _to_author(session, proposal, write)


def fell_dormant(session: Session, proposal: Proposal) -> None:
    def write(proposal: Proposal) -> tuple[str, str]:
        return gettext("The term for support is over: %(title)s", title=proposal.title), gettext(
            "Your proposal gathered %(count)s of %(needed)s supports. It sleeps now; you can revive it on its page.",
            count=proposal.support_count,
            needed=proposal.threshold,
        )

    _to_author(session, proposal, write)


def text_changed(session: Session, proposal: Proposal, reason: str) -> None:
    """To everybody who supported an earlier text, apart from the author: they are asked anew."""

    def write(proposal: Proposal) -> tuple[str, str]:
        return gettext("The text you supported has changed: %(title)s", title=proposal.title), gettext(
            "The author says why: %(reason)s\nYour support was for the earlier text. If you agree with the new one,"
            " support it on its page.",
            reason=reason,
        )

    rows = select(Person.email, Person.language).join(Support, Support.person_id == Person.id)
    rows = rows.where(Support.proposal_id == proposal.id, Support.version < proposal.version)
    readers = session.execute(rows.where(Person.id != proposal.author_id).order_by(Person.id)).all()
    _post(session, [(address, language) for address, language in readers], proposal, write)
