"""First looks: a newcomer's text waits until a moderator shows it; until then it is its author's alone."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import db, writing
from veche.core.moderated import PENDING, awaited, erasing, kinds, restored, withdrawn
from veche.core.policy import Refused, require
from veche.newcomers import rules
from veche.newcomers.configuration import looks
from veche.newcomers.events import first_shown
from veche.newcomers.models import FirstLook


def first_look(session: Session, author: Person, row: Any) -> bool:
    """Whether everybody sees the new text at once. A newcomer's waits: what the act would announce is announced when
    `first_shown` comes."""
    if not rules.waits(author, looks()):
        return True
    hold_back(session, row)
    return False


def hold_back(session: Session, row: Any) -> None:
    """The text waits for a moderator, who finds it in the queue; new words of one that waits make a new case, so that
    nobody shows words that they have not read."""
    row.visibility = PENDING
    session.flush()
    look = session.get(FirstLook, (row.kind, row.id))
    if look is None:
        session.add(FirstLook(kind=row.kind, subject_id=row.id, person_id=row.author_id, since=clock.now()))
    else:
        withdrawn.send(row)
        look.shown_at = None
    session.flush()
    awaited.send(row)


def changed(session: Session, row: Any) -> None:
    """The author has given a text other words: when it waits, moderators look at these."""
    if row.visibility == PENDING:
        hold_back(session, row)


def unseen(model: type[Any]) -> ColumnElement[bool]:
    """The condition that nobody but its author and moderators has ever seen a text of this model."""
    waiting = (FirstLook.kind == model.kind, FirstLook.subject_id == model.id, FirstLook.shown_at.is_(None))
    return exists().where(*waiting).correlate(model)


def is_unseen(session: Session, row: Any) -> bool:
    """The same of one text."""
    look = session.get(FirstLook, (row.kind, row.id))
    return look is not None and look.shown_at is None


@restored.connect
def _shown(row: Any, **_values: Any) -> None:
    """What a moderator shows for the first time is announced, once."""
    session = Session.object_session(row) or db.session()
    look = session.get(FirstLook, (row.kind, row.id), with_for_update=True, populate_existing=True)
    if look is None or look.shown_at is not None:
        return
    look.shown_at = clock.now()
    session.flush()
    first_shown.send(row)


Withdrawal = Callable[[Session, Any], None]
_withdrawals: dict[str, Withdrawal] = {}


def withdrawal(kind: str) -> Callable[[Withdrawal], Withdrawal]:
    """Register what becomes of a text of this kind that its author takes back while it waits."""

    def register(function: Withdrawal) -> Withdrawal:
        _withdrawals[kind] = function
        return function

    return register


def withdraw(actor: Person, kind: str, number: int) -> None:
    """The author takes a waiting text back, and nothing of it stays. Raises NotFound, Refused."""
    with writing() as session:
        hold(session, actor)
        model = kinds.get(kind) if kind in _withdrawals else None
        row = session.get(model, number, with_for_update={"of": model}, populate_existing=True) if model else None
        if row is None or row.author_id != actor.id:
            raise NotFound
        require(actor, "waiting.withdraw", row)
        erasing.send(row)
        forget(session, row)
        _withdrawals[kind](session, row)


def withdraw_all(session: Session, person: Person) -> None:
    """Whoever leaves takes along what nobody has seen yet; what a measure was taken for stays."""
    mine = select(FirstLook.kind, FirstLook.subject_id).where(
        FirstLook.person_id == person.id, FirstLook.shown_at.is_(None), FirstLook.kind.in_(_withdrawals)
    )
    for kind, number in session.execute(mine.order_by(FirstLook.kind, FirstLook.subject_id)).all():
        row = session.get(kinds[kind], number)
        if row is None or row.visibility != PENDING:
            continue
        try:
            erasing.send(row)
        except Refused:
            continue
        forget(session, row)
        _withdrawals[kind](session, row)


def forget(session: Session, row: Any) -> None:
    """The text waits no more, because its author took it back."""
    withdrawn.send(row)
    mine = (FirstLook.kind == row.kind, FirstLook.subject_id == row.id, FirstLook.shown_at.is_(None))
    session.execute(delete(FirstLook).where(*mine))


def waiting_of(person: Any) -> int:
    """How many texts of the person wait."""
    rows = select(FirstLook.kind).where(FirstLook.person_id == person.id, FirstLook.shown_at.is_(None))
    return len(db.session.execute(rows).all())
