"""Letters of the youth council, each queued in the transaction of what it tells, in its reader's language."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person, RoleGrant, in_office
from veche.core import outbox
from veche.core.languages import day, day_time, gettext, speaking
from veche.core.pages import site_url
from veche.proposals.models import Proposal, Support

Reader = outbox.Reader
Words = Callable[[], tuple[str, str]]


def _post(session: Session, readers: Iterable[Reader], words: Words) -> None:
    written: dict[str, tuple[str, str]] = {}
    for address, language in readers:
        if language not in written:
            with speaking(language):
                subject, body = words()
                written[language] = subject[:300], body
        outbox.post(session, address, *written[language], language)


def _council(session: Session) -> Sequence[Reader]:
    rows = select(Person.email, Person.language).join(RoleGrant, RoleGrant.person_id == Person.id)
    return [(address, language) for address, language in session.execute(rows.where(in_office("youth_council")))]


def _behind(session: Session, proposal: Proposal) -> Sequence[Reader]:
    """Who writes the proposal and who supports its present text, each once."""
    supports = select(Support.person_id).where(Support.proposal_id == proposal.id)
    rows = select(Person.email, Person.language).where(Person.id.in_(supports) | Person.id.in_(proposal.writer_ids))
    return [(address, language) for address, language in session.execute(rows.order_by(Person.id))]


def sent_to_vote(session: Session, proposal: Proposal) -> None:
    """To the authors and the supporters: the council has sent it to the vote, supports are no longer needed."""

    def words() -> tuple[str, str]:
        assert proposal.voting_closes_at  # noqa: S101 - set in the same transaction
        sent = gettext("Two thirds of the youth council back this proposal, so it needs no more supports.")
        until = day_time(proposal.voting_closes_at)
        then = gettext("Voting is open until %(moment)s. Nobody edits the text any more.", moment=until)
        link = site_url("proposals.proposal", number=proposal.id)
        return gettext(
            "The youth council sent it to the vote: %(title)s", title=proposal.title
        ), f"{sent} {then}\n\n{link}\n"

    _post(session, _behind(session, proposal), words)


def opinion_owed(session: Session, proposal: Proposal, kind: str, due: datetime) -> None:
    """To the members in office: the review has begun, three days are left, or the day was missed."""

    def words() -> tuple[str, str]:
        subject, said = _OWED[kind](proposal.title, day(due))
        link = site_url("youth.opinion", number=proposal.id)
        how = gettext("One member writes for all; two or three plain sentences are enough:")
        return subject, f"{said}\n\n{how}\n{link}\n"

    _post(session, _council(session), words)


def _began(title: str, due: str) -> tuple[str, str]:
    return gettext("The committee reviews it, say what we think: %(title)s", title=title), gettext(
        "The vote carried and the committee prepares its answer. Our opinion is due by %(day)s.", day=due
    )


def _soon(title: str, due: str) -> tuple[str, str]:
    return gettext("Our opinion is due soon: %(title)s", title=title), gettext(
        "Our opinion is due by %(day)s, and nobody has written it yet.", day=due
    )


def _missed(title: str, due: str) -> tuple[str, str]:
    return gettext("Our opinion is overdue: %(title)s", title=title), gettext(
        "Our opinion was due by %(day)s, and the pages say so. It still counts until the committee answers.", day=due
    )


_OWED = {"began": _began, "soon": _soon, "missed": _missed}
