"""What became of a proposal: when the action behind it ends, whoever wrote, supported or argued gets one letter."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import outbox
from veche.core.database import writing
from veche.core.languages import day, gettext, inner, number, speaking, worded
from veche.core.moderated import VISIBLE
from veche.core.pages import site_url
from veche.core.policy import N_
from veche.proposals.letters import name
from veche.proposals.models import Argument, Coauthor, Proposal, Support
from veche.proposals.ties import behind as behind_it
from veche.tracking.events import ended
from veche.tracking.models import Action, Update

SUBJECTS = {
    "completed": N_("Done: action %(code)s «%(title)s»"),
    "cancelled": N_("Dropped: action %(code)s «%(title)s»"),
}


@ended.connect
def _tell(action: Action, update: Update, **_values: object) -> None:
    """In the transaction of the report that ends the action; each person once, whatever number of proposals it has."""
    with writing() as session:
        rows = select(Proposal).where(behind_it(action.id), Proposal.visibility == VISIBLE)
        behind = session.execute(rows.order_by(Proposal.id)).scalars().all()
        written: dict[str, tuple[str, str]] = {}
        for address, language in _concerned(session, behind):
            if language not in written:
                with speaking(language):
                    written[language] = _letter(action, update, behind[0])
            outbox.post(session, address, *written[language], language)


def _concerned(session: Session, behind: Sequence[Proposal]) -> Sequence[outbox.Reader]:
    numbers = [proposal.id for proposal in behind]
    authors = select(Proposal.author_id).where(Proposal.id.in_(numbers))
    writers = select(Coauthor.person_id).where(Coauthor.proposal_id.in_(numbers))
    supporters = select(Support.person_id).where(Support.proposal_id.in_(numbers))
    arguers = select(Argument.author_id).where(Argument.proposal_id.in_(numbers))
    those = or_(*(Person.id.in_(people) for people in (authors, writers, supporters, arguers)))
    rows = session.execute(select(Person.email, Person.language).where(those).order_by(Person.id))
    return [(address, language) for address, language in rows]


def _letter(action: Action, update: Update, proposal: Proposal) -> tuple[str, str]:
    title = inner(worded(action))
    subject = gettext(SUBJECTS[action.status], code=action.code, title=title)
    link = site_url("tracking.action", code=action.code) + f"#report-{update.id}"
    named = {"code": action.code, "title": title, "proposal": inner(name(proposal))}
    said = [
        gettext("Action %(code)s «%(title)s» grew from the proposal «%(proposal)s».", **named),
        *(_done(action, update) if action.status == "completed" else _dropped(update)),
        gettext("The whole report stands here: %(link)s", link=link),
        gettext("You get this letter because you wrote, supported or argued about the proposal."),
    ]
    return subject[:300], "\n\n".join(said)


def _done(action: Action, update: Update) -> list[str]:
    said = [gettext("It was completed on %(day)s.", day=day(update.made_at))]
    if update.figure is not None:
        value = f"{number(float(update.figure))} {action.unit}".strip()
        said.append(gettext("The value that was reached: %(value)s", value=value))
    if update.evidence:
        said.append(gettext("What proves it: %(evidence)s", evidence=update.evidence))
    return said


def _dropped(update: Update) -> list[str]:
    return [gettext("It was dropped on %(day)s. The reason:", day=day(update.made_at)), update.text]
