"""What proposals hold of people: texts and their versions, co-authors, arguments, supports, marks on arguments."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import clock, journal
from veche.core.database import db
from veche.core.moderated import gone
from veche.core.personal import Holding, OpenMatter, Rows, hold_personal, open_matters, plain, without_name
from veche.core.policy import N_
from veche.newcomers.looking import forget
from veche.proposals.arguments import recount_arguments
from veche.proposals.life import locked
from veche.proposals.models import Argument, Coauthor, Helpful, Proposal, Reader, Support, SupportDay, Version
from veche.proposals.origin_models import ActionOrigin
from veche.proposals.rules import phase
from veche.proposals.supports import remove_support

FOREVER = N_("As long as the platform exists: others have supported it, voted on it or answered it.")
STAYS = N_("They stay readable under “a former participant”. What in them tells who you are, moderators black out.")


# Proposals and their versions


def _proposals(person: Person) -> Rows:
    rows = select(Proposal).where(Proposal.author_id == person.id).order_by(Proposal.id)
    told = (
        *("id", "area.code", "state", "title", "language", "version", "visibility", "drafted_at", "opened_at"),
        *("support_count", "ended_at", "end_reason"),
    )
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


def _forget_drafts(session: Session, person: Person) -> None:
    """A draft that nobody else writes is gone; one with a co-author is the co-author's from now on."""
    drafts = select(Proposal).where(Proposal.author_id == person.id, Proposal.state == "draft").order_by(Proposal.id)
    for draft in session.execute(drafts.with_for_update(of=Proposal)).unique().scalars().all():
        heir = next((one for one in draft.coauthors if one.is_writing and one.person.left_at is None), None)
        if heir is None:
            forget(session, draft)
            _delete_draft(session, draft.id)
            gone.send(draft)
        else:
            draft.author_id = heir.person_id
            draft.coauthors.remove(heir)
            session.delete(heir)
    session.flush()


def _delete_draft(session: Session, number: int) -> None:
    for table in (Version, Coauthor, Support, SupportDay, Reader):
        session.execute(delete(table).where(table.proposal_id == number))
    session.execute(delete(Proposal).where(Proposal.id == number))


def _owe_no_answer(session: Session, person: Person) -> None:
    """The committee owes the answer, whoever prepared it; another member takes it over."""
    owed = update(Proposal).where(Proposal.responsible_id == person.id, Proposal.state.in_(("review", "deferred")))
    session.execute(owed.values(responsible_id=None))


def _leave_proposals(session: Session, person: Person) -> None:
    _forget_drafts(session, person)
    _owe_no_answer(session, person)
    session.expire_all()


hold_personal(
    "proposals",
    Holding(
        N_("Your proposals"),
        (Proposal.__tablename__, SupportDay.__tablename__, ActionOrigin.__tablename__),
        FOREVER,
        _proposals,
        _leave_proposals,
        goes=N_("Drafts go at once. Published ones stay under “a former participant”, and so does what came of them."),
    ),
)


def _versions(person: Person) -> Rows:
    mine = or_(Version.author_id == person.id, Version.credited_id == person.id)
    rows = select(Version).where(mine).order_by(Version.proposal_id, Version.number)
    found = db.session.execute(rows).unique().scalars()
    return [_version(row, row.author_id == person.id) for row in found]


def _version(row: Version, is_own: bool) -> dict[str, Any]:
    """The words of a text that another wrote are theirs; that it took up one's amendment is one's own."""
    words = ("title", "text", "reason", "is_material") if is_own else ()
    return {**plain(row, "proposal_id", "number", *words, "made_at"), "by_amendment": not is_own}


def _unname_reasons(session: Session, person: Person) -> None:
    """The reason of a text that took up the person's amendment named them; the mark stands there instead."""
    rows = select(Version).where(Version.credited_id == person.id)
    for row in session.execute(rows).unique().scalars():
        row.reason = without_name(row.reason, person, row.proposal.language)
    session.flush()


hold_personal(
    "versions",
    Holding(
        N_("Texts of proposals that you wrote, or that took up your amendment"),
        (Version.__tablename__,),
        FOREVER,
        _versions,
        _unname_reasons,
        goes=STAYS,
    ),
)


def _coauthors(person: Person) -> Rows:
    rows = select(Coauthor).where(Coauthor.person_id == person.id).order_by(Coauthor.proposal_id)
    told = ("proposal_id", "invited_at", "joined_at", "left_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


def _leave_coauthors(session: Session, person: Person) -> None:
    """Invitations without an answer are gone; of a text written together it stays that a former participant wrote."""
    mine = Coauthor.person_id == person.id
    session.execute(delete(Coauthor).where(mine, Coauthor.joined_at.is_(None)))
    for row in session.execute(select(Coauthor).where(mine, Coauthor.left_at.is_(None))).unique().scalars():
        row.left_at = clock.now()
        if row.proposal.opened_at:
            said = {"title": row.proposal.title, "person": f"person:{person.id}"}
            journal.record(session, person.id, "proposal.coauthor_left", row.proposal.subject, **said)
    session.flush()


hold_personal(
    "coauthors",
    Holding(
        N_("Proposals that you write or wrote with others, and invitations"),
        (Coauthor.__tablename__,),
        FOREVER,
        _coauthors,
        _leave_coauthors,
        goes=N_("You write with them no more; the text stays theirs. Invitations go at once."),
    ),
)


# Arguments and the marks on them


def _arguments(person: Person) -> Rows:
    rows = select(Argument).where(Argument.author_id == person.id).order_by(Argument.id)
    told = ("id", "proposal_id", "side", "language", "text", "helpful_count", "made_at", "visibility", "hidden_clause")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


hold_personal(
    "arguments",
    Holding(N_("Your arguments for and against"), (Argument.__tablename__,), FOREVER, _arguments, goes=STAYS),
)


def _marks(person: Person) -> Rows:
    rows = select(Helpful.argument_id).where(Helpful.person_id == person.id).order_by(Helpful.argument_id)
    return [{"argument_id": number} for number in db.session.execute(rows).scalars()]


def _take_marks_back(session: Session, person: Person) -> None:
    """The arguments are counted as if the person had never marked one: a mark has no use without its reader."""
    rows = select(Reader.proposal_id).where(Reader.person_id == person.id).order_by(Reader.proposal_id)
    marked = select(Argument.proposal_id).join(Helpful, Helpful.argument_id == Argument.id)
    numbers = {*session.execute(rows).scalars()}
    numbers |= {*session.execute(marked.where(Helpful.person_id == person.id)).scalars()}
    for number in sorted(numbers):
        locked(session, number)
    session.execute(delete(Helpful).where(Helpful.person_id == person.id))
    session.execute(delete(Reader).where(Reader.person_id == person.id))
    for number in sorted(numbers):
        recount_arguments(session, number)


hold_personal(
    "marks",
    Holding(
        N_("Arguments that you found helpful"),
        (Helpful.__tablename__, Reader.__tablename__),
        N_("As long as you take part; others see only the number."),
        _marks,
        _take_marks_back,
    ),
)


# Supports


def _supports(person: Person) -> Rows:
    rows = select(Support, Proposal.title).join(Proposal, Proposal.id == Support.proposal_id)
    found = db.session.execute(rows.where(Support.person_id == person.id).order_by(Support.id)).unique()
    return [{**plain(row, "proposal_id", "version", "given_at"), "title": title} for row, title in found]


def _cut_supports(session: Session, person: Person) -> None:
    """Supports that stay counted have no person any more, and nothing ties two of them together."""
    mine = update(Support).where(Support.person_id == person.id)
    session.execute(mine.values(person_id=None).execution_options(synchronize_session=False))
    session.expire_all()


hold_personal(
    "supports",
    Holding(
        N_("Which proposals you support"),
        (Support.__tablename__,),
        N_("As long as you take part; others see only the number."),
        _supports,
        _cut_supports,
        goes=N_("What supports have brought about stays. They are counted without you: no row says any more whose."),
    ),
)


def _open(person: Any) -> Sequence[Proposal]:
    """The proposals for which support is gathered now and which the person supports."""
    rows = select(Proposal).join(Support, Support.proposal_id == Proposal.id).order_by(Proposal.id)
    rows = rows.where(Support.person_id == person.id, Proposal.state == "open")
    now = clock.now()
    return [row for row in db.session.execute(rows).unique().scalars() if phase(row, now) == "open"]


def _take_back(session: Session, person: Person) -> None:
    for number in [proposal.id for proposal in _open(person)]:
        proposal = locked(session, number)
        if phase(proposal, clock.now()) == "open":
            remove_support(session, proposal, person.id)


open_matters["supports"] = OpenMatter(
    N_("Proposals that gather support"), _open, _take_back, lambda one: one.support_until
)
