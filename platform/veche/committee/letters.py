"""The answer by mail: to the author and to everybody who supported the proposal, each in their own language."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.committee.models import Decision
from veche.core import languages, markup, outbox
from veche.core.languages import gettext
from veche.core.pages import site_url
from veche.core.policy import N_
from veche.proposals.models import Argument, Proposal, Support
from veche.tracking.models import Action

SUBJECTS = {
    "accepted": N_("The committee accepted: %(title)s"),
    "accepted_in_part": N_("The committee accepted in part: %(title)s"),
    "declined": N_("The committee declined: %(title)s"),
    "deferred": N_("The committee put off its answer: %(title)s"),
}


def tell(
    session: Session, proposal: Proposal, decision: Decision, action: Action | None, cited: Sequence[Argument] = ()
) -> None:
    """Queue the letters in the transaction of the decision: whoever supported it reads the answer first."""
    written: dict[str, tuple[str, str]] = {}
    for address, language in _readers(session, proposal):
        if language not in written:
            written[language] = _write(language, proposal, decision, action, cited)
        outbox.post(session, address, *written[language], language)


def _readers(session: Session, proposal: Proposal) -> Sequence[outbox.Reader]:
    supporters = select(Support.person_id).where(Support.proposal_id == proposal.id)
    concerned = or_(Person.id.in_(proposal.writer_ids), Person.id.in_(supporters))
    rows = session.execute(select(Person.email, Person.language).where(concerned).order_by(Person.id))
    return [(address, language) for address, language in rows]


def _write(
    language: str, proposal: Proposal, decision: Decision, action: Action | None, cited: Sequence[Argument]
) -> tuple[str, str]:
    with languages.speaking(language):
        subject = gettext(SUBJECTS[decision.outcome], title=proposal.title)
        return subject[:300], "\n\n".join(_paragraphs(proposal, decision, action, cited))


def _paragraphs(proposal: Proposal, decision: Decision, action: Action | None, cited: Sequence[Argument]) -> list[str]:
    said = [gettext("The committee has answered the proposal «%(title)s».", title=proposal.title), decision.letter]
    if cited:
        said += [gettext("Arguments that counted") + ":", "\n".join(map(_line, cited))]
    if decision.not_followed:
        said += [gettext("What was not followed, and why") + ":", decision.not_followed]
    if decision.youth_reply:
        said += [gettext("To the youth council") + ":", decision.youth_reply]
    if decision.what_would_change:
        said += [gettext("What would change the decision:"), decision.what_would_change]
    if decision.deferred_until:
        said.append(gettext("It will be on the agenda again on %(day)s.", day=languages.day(decision.deferred_until)))
    if action:
        link = site_url("tracking.action", code=action.code)
        said.append(gettext("It became action %(code)s of the plan: %(link)s", code=action.code, link=link))
    link = site_url("proposals.proposal", number=proposal.id) + "#answer"
    said.append(gettext("The whole answer stands here: %(link)s", link=link))
    return [*said, gettext("You get this letter because you wrote or supported the proposal.")]


def _line(argument: Argument) -> str:
    side = gettext("For") if argument.side == "for" else gettext("Against")
    link = site_url("proposals.argument", number=argument.id)
    return f"§ {argument.id}. {side}: {markup.plain(argument.html, 120)} {link}"


def tell_cited(session: Session, proposal: Proposal, decision: Decision, cited: Sequence[Argument]) -> None:
    """Whoever gave an argument that counted hears of it, one letter for all of their arguments."""
    for author, arguments in _by_author(cited).items():
        with languages.speaking(author.language):
            subject = gettext("Your argument counted: %(title)s", title=proposal.title)
            body = "\n\n".join(_thanks(proposal, decision, arguments))
        outbox.post(session, author.email, subject[:300], body, author.language)


def _by_author(cited: Sequence[Argument]) -> dict[Person, list[Argument]]:
    found: dict[Person, list[Argument]] = {}
    for argument in cited:
        found.setdefault(argument.author, []).append(argument)
    return found


def _thanks(proposal: Proposal, decision: Decision, arguments: Sequence[Argument]) -> list[str]:
    link = site_url("proposals.proposal", number=proposal.id) + f"#answer-{decision.number}"
    return [
        gettext("The committee has answered the proposal «%(title)s».", title=proposal.title),
        gettext("Its letter names what you said among the arguments that counted:"),
        "\n".join(map(_line, arguments)),
        gettext("The whole answer stands here: %(link)s", link=link),
    ]
