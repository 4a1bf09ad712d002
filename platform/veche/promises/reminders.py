"""The daily letter to whoever owes an answer: what is overdue, what is due within a week, with links.

Progress reports and milestones are reminded of by tracking, because their bodies answer for them, and opinions by the
youth council's own letters, three for each and no more.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from veche.accounts import mornings
from veche.accounts.models import Person, RoleGrant, in_office
from veche.committee.models import Recusal
from veche.core import outbox
from veche.core.clock import today
from veche.core.database import db
from veche.core.languages import day, gettext, ngettext, speaking
from veche.core.pages import site_url
from veche.core.worker import duty
from veche.promises import rules, streams
from veche.promises.rules import Debt
from veche.proposals.models import Coauthor, Proposal

LETTER = "promises"


@duty("remind of promises")
def remind_due() -> int:
    """One letter a day to each member who owes something; how many letters."""
    people = mornings.unseen(LETTER, "committee")
    if not people:
        return 0
    debts, committee = _debts(), _members()
    return sum(_remind(person, rules.owed_by(person, debts, committee)) for person in people)


def _members() -> Collection[int]:
    return set(db.session.execute(select(RoleGrant.person_id).where(in_office("committee"))).scalars())


def _debts() -> list[Debt]:
    """Answers that a letter names: three statements."""
    row = streams.promises().c
    rows = select(row.due, row.proposal_id).where(row.state.in_(rules.OPEN_STATES), row.kind == "answer")
    dated = [(date.fromisoformat(due), number) for due, number in db.session.execute(rows)]
    found = [one for one in dated if rules.to_remind(one[0], today())]
    numbers = {number for _, number in found}
    proposals = {
        proposal.id: proposal
        for proposal in db.session.execute(select(Proposal).where(Proposal.id.in_(numbers))).scalars()
    }
    barred = _barred(numbers)
    return [
        Debt(due, number, proposals[number].title, proposals[number].responsible_id, frozenset(barred.get(number, ())))
        for due, number in found
    ]


def _barred(numbers: set[int]) -> dict[int, set[int]]:
    """Who wrote each proposal at any time, or declared an interest in it: one statement."""
    authors = select(Proposal.id, Proposal.author_id).where(Proposal.id.in_(numbers))
    joined = select(Coauthor.proposal_id, Coauthor.person_id).where(
        Coauthor.proposal_id.in_(numbers), Coauthor.joined_at.is_not(None)
    )
    recused = select(Recusal.proposal_id, Recusal.person_id).where(Recusal.proposal_id.in_(numbers))
    found: dict[int, set[int]] = {}
    for number, person in db.session.execute(union(authors, joined, recused)):
        found.setdefault(number, set()).add(person)
    return found


def _remind(number: int, debts: Sequence[Debt]) -> bool:
    post = partial(_post, debts=debts) if debts else None
    return mornings.look_at(number, LETTER, post, promises=len(debts))


def _post(session: Session, person: Person, debts: Sequence[Debt]) -> None:
    with speaking(person.language):
        late = [debt for debt in debts if debt.due < today()]
        subject = ngettext("You owe %(num)s answer", "You owe %(num)s answers", len(debts))
        if late:
            subject += ", " + ngettext("%(num)s of them overdue", "%(num)s of them overdue", len(late))
        outbox.post(session, person.email, subject, _body(debts, late), person.language)


def _body(debts: Sequence[Debt], late: Sequence[Debt]) -> str:
    soon = [debt for debt in debts if debt not in late]
    parts = [gettext("This is what the city waits for from you.")]
    if late:
        parts += [gettext("Overdue:"), "\n\n".join(map(_line, late))]
    if soon:
        parts += [gettext("Due within a week:"), "\n\n".join(map(_line, soon))]
    ledger = site_url("promises.ledger")
    parts.append(gettext("Everything that is promised, in public: %(link)s", link=ledger))
    parts.append(gettext("The letter comes once a day while something is owed."))
    return "\n\n".join(parts)


def _line(debt: Debt) -> str:
    overdue = rules.days_overdue(debt.due, today())
    when = gettext("until %(day)s", day=day(debt.due))
    if overdue:
        when += ", " + ngettext("overdue by %(num)s day", "overdue by %(num)s days", overdue)
    return f"– {debt.title}\n  {when}\n  {site_url('committee.dossier', number=debt.number)}"
