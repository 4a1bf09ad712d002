"""What the youth council's pages hold of people: opinions, backings, the board and the names on it."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core.database import db
from veche.core.personal import Holding, Rows, hold_personal, plain
from veche.core.policy import N_
from veche.proposals.models import Proposal
from veche.youth.models import (
    Backing,
    BoardName,
    Opinion,
    OpinionReminder,
    YouthMark,
    YouthPost,
    YouthTally,
    YouthThread,
)

STAYS = N_("They stay readable under “a former participant”.")


def _opinions(person: Person) -> Rows:
    rows = select(Opinion).where(Opinion.author_id == person.id).order_by(Opinion.id)
    told = ("proposal_id", "stance", "language", "text", "published_at")
    return [plain(row, *told) for row in db.session.execute(rows).unique().scalars()]


hold_personal(
    "opinions",
    Holding(
        N_("Opinions that you published in the name of the youth council"),
        (Opinion.__tablename__, OpinionReminder.__tablename__, YouthTally.__tablename__),
        N_("As long as the platform exists: the committee has answered them."),
        _opinions,
        goes=STAYS,
    ),
)


def _marks(person: Person) -> Rows:
    rows = select(YouthMark).join(Proposal, Proposal.id == YouthMark.proposal_id)
    found = db.session.execute(rows.where(Proposal.author_id == person.id)).unique().scalars()
    return [plain(row, "proposal_id", "marked_at") for row in found]


def _unmark_drafts(session: Session, person: Person) -> None:
    """A draft goes with its author, and its mark before it."""
    drafts = select(Proposal.id).where(Proposal.author_id == person.id, Proposal.state == "draft")
    session.execute(delete(YouthMark).where(YouthMark.proposal_id.in_(drafts)))


hold_personal(
    "youth_marks",
    Holding(
        N_("Proposals that you call youth proposals"),
        (YouthMark.__tablename__,),
        N_("Until you take the mark off."),
        _marks,
        _unmark_drafts,
        goes=N_("The mark stays on published proposals; it tells no age."),
    ),
)


def _backings(person: Person) -> Rows:
    rows = select(Backing).where(Backing.person_id == person.id).order_by(Backing.proposal_id)
    return [plain(row, "proposal_id", "backed_at") for row in db.session.execute(rows).unique().scalars()]


def _forget_backings(session: Session, person: Person) -> None:
    session.execute(delete(Backing).where(Backing.person_id == person.id))


hold_personal(
    "backings",
    Holding(
        N_("Proposals that you wanted put to the vote as a member of the youth council"),
        (Backing.__tablename__,),
        N_("As long as you take part; how many they were stays in the journal."),
        _backings,
        _forget_backings,
    ),
)


def _name(person: Person) -> Rows:
    found = db.session.get(BoardName, person.id)
    return [plain(found, "name", "chosen_at")] if found else []


def _forget_name(session: Session, person: Person) -> None:
    session.execute(delete(BoardName).where(BoardName.person_id == person.id))


hold_personal(
    "board_name",
    Holding(
        N_("Your name on the board of the youth council"),
        (BoardName.__tablename__,),
        N_("As long as you take part; only members of the council read it."),
        _name,
        _forget_name,
    ),
)


def _board(person: Person) -> Rows:
    talks = select(YouthThread).where(YouthThread.author_id == person.id).order_by(YouthThread.id)
    posts = select(YouthPost).where(YouthPost.author_id == person.id).order_by(YouthPost.id)
    begun = [plain(row, "id", "title", "language", "opened_at") for row in db.session.execute(talks).unique().scalars()]
    told = ("thread_id", "number", "language", "text", "posted_at", "visibility", "hidden_clause")
    return [*begun, *(plain(row, *told) for row in db.session.execute(posts).unique().scalars())]


hold_personal(
    "board",
    Holding(
        N_("Your words on the board of the youth council"),
        (YouthThread.__tablename__, YouthPost.__tablename__),
        N_("As long as the board exists; only members of the council read it."),
        _board,
        goes=N_("They stay on the board without a name."),
    ),
)
