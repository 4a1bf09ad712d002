"""Letters around an answer: a text waits for its second reader, a text was read, a proposal is taken up without a vote.

Each in its reader's language, in the transaction of the act.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.committee.models import Draft, TakingUp
from veche.committee.standings import standing
from veche.core import outbox
from veche.core.languages import day, gettext, speaking
from veche.core.pages import site_url
from veche.proposals.letters import name
from veche.proposals.models import Proposal, Support


def second_reader_wanted(session: Session, proposal: Proposal, draft: Draft) -> None:
    """To every member without an interest but the one who wrote it: whoever comes first reads it."""
    for person in _people(session, standing(session, proposal).eligible - {draft.drafter_id}):
        with speaking(person.language):
            subject = gettext("A letter waits for its second reader: %(title)s", title=name(proposal))
            text = gettext(
                "%(name)s has written the committee’s answer. A second member has to read and approve it.",
                name=draft.drafter.display_name,
            )
            body = f"{text}\n\n{site_url('committee.preview', number=proposal.id)}"
        outbox.post(session, person.email, subject[:300], body, person.language)


def letter_read(session: Session, proposal: Proposal, draft: Draft) -> None:
    """To the one who wrote it: approved, or what the second reader asks to change."""
    drafter, reader = session.get_one(Person, draft.drafter_id), session.get_one(Person, draft.reader_id)
    with speaking(drafter.language):
        subject, said = _read(proposal, draft, reader)
        body = f"{said}\n\n{site_url('committee.dossier', number=proposal.id)}#decision"
    outbox.post(session, drafter.email, subject[:300], body, drafter.language)


def _read(proposal: Proposal, draft: Draft, reader: Person) -> tuple[str, str]:
    if draft.is_approved:
        said = gettext("%(name)s has approved your text. It can be published.", name=reader.display_name)
        return gettext("Your letter is approved: %(title)s", title=name(proposal)), said
    said = gettext("%(name)s asks you to change your text:", name=reader.display_name)
    return gettext("Your letter came back: %(title)s", title=name(proposal)), f"{said}\n\n{draft.remarks}"


def second_wanted(session: Session, proposal: Proposal, taking: TakingUp) -> None:
    """To the other members: one of them has to agree."""
    for person in _people(session, standing(session, proposal).eligible - {taking.proposed_by_id}):
        with speaking(person.language):
            subject = gettext("To be answered without a vote? %(title)s", title=name(proposal))
            text = gettext(
                "%(name)s proposes to answer this proposal without a vote. A second member has to agree.",
                name=taking.proposed_by.display_name,
            )
            body = "\n\n".join([text, taking.reason, site_url("committee.take_up", number=proposal.id)])
        outbox.post(session, person.email, subject[:300], body, person.language)


def taken_up(session: Session, proposal: Proposal, taking: TakingUp) -> None:
    """To whoever wrote or supported it: the committee answers without a vote, why, and by when."""
    supporters = set(session.execute(select(Support.person_id).where(Support.proposal_id == proposal.id)).scalars())
    for person in _people(session, proposal.writer_ids | supporters):
        with speaking(person.language):
            subject = gettext("The committee takes it up without a vote: %(title)s", title=name(proposal))
            assert proposal.answer_by  # noqa: S101 - set in the same transaction
            text = gettext(
                "The committee answers this proposal without a vote. It owes the answer by %(day)s. Its reason:",
                day=day(proposal.answer_by),
            )
            body = "\n\n".join([text, taking.reason, site_url("proposals.proposal", number=proposal.id)])
        outbox.post(session, person.email, subject[:300], body, person.language)


def _people(session: Session, numbers: Iterable[int]) -> Iterable[Person]:
    rows = select(Person).where(Person.id.in_(list(numbers))).order_by(Person.id)
    return session.execute(rows).unique().scalars().all()
