"""Whether this database is a demonstration, and who may be tried in it."""

from collections.abc import Sequence
from time import monotonic

from flask import current_app
from sqlalchemy import select

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.demo.rules import ACCOUNTS, Account
from veche.proposals.models import Proposal
from veche.tracking.models import Action

PATIENCE = 10.0  # seconds for which "no" is remembered; "yes" never changes


def is_demo_town() -> bool:
    """Whether the demonstration town was built in this database. Asked by every page, so the answer is kept."""
    kept, until = current_app.extensions.get("veche.demo", (False, 0.0))
    if kept or monotonic() < until:
        return bool(kept)
    found = db.session.execute(select(Person.id).where(Person.email == ACCOUNTS[0].email)).scalar() is not None
    current_app.extensions["veche.demo"] = (found, monotonic() + PATIENCE)
    return found


def demo_accounts() -> Sequence[Account]:
    """The accounts of a demonstration; none in any other database."""
    return ACCOUNTS if is_demo_town() else ()


def action_of_code(code: str) -> Action:
    """The action that the story speaks of."""
    return db.session.execute(select(Action).where(Action.code == code)).scalar_one()


def gathering(numbers: Sequence[int], room: int) -> int:
    """Of these the newest that gathers support and stays below its threshold with so many more; 0 for none."""
    open_now = (Proposal.state == "open") & (Proposal.support_until > clock.now())
    room_left = Proposal.support_count + room < Proposal.threshold
    rows = select(Proposal.id).where(Proposal.id.in_(numbers), open_now, room_left)
    return db.session.execute(rows.order_by(Proposal.id.desc()).limit(1)).scalar() or 0
