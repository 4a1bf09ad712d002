"""Words among moderators about a case or its author; nobody else reads them, and each is deleted by its writer."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import db, writing
from veche.core.policy import require
from veche.moderation.cases import case_of
from veche.moderation.models import CaseNote
from veche.moderation.texts import text_of


def notes(case_id: int, author_id: int) -> Sequence[CaseNote]:
    """What moderators noted on the case and on the text's author, the newest first."""
    rows = select(CaseNote).where(or_(CaseNote.case_id == case_id, CaseNote.about_id == author_id))
    found = rows.options(joinedload(CaseNote.author)).order_by(CaseNote.id.desc()).limit(30)
    return db.session.execute(found).unique().scalars().all()


def note(actor: Person, case_id: int, *, on_person: bool, text: str) -> CaseNote:
    """A word on the case, or on the author of its text."""
    with writing() as session:
        hold(session, actor)
        require(actor, "moderation.work")
        case = case_of(session, case_id)
        subject = text_of(case.kind, case.subject_id)
        if subject is None:
            raise NotFound
        about = {"about_id": subject.row.author_id} if on_person else {"case_id": case.id}
        new = CaseNote(**about, author_id=actor.id, text=text, written_at=clock.now())
        session.add(new)
        session.flush()
        return new


def delete_note(actor: Person, number: int) -> None:
    """A note is gone for good; only its writer deletes it, for the others there is no such note."""
    with writing() as session:
        hold(session, actor)
        require(actor, "moderation.work")
        found = session.get(CaseNote, number)
        if found is None or found.author_id != actor.id:
            raise NotFound
        session.delete(found)
