"""Changes of state that expect a state: of two at once one comes first, and the other hears that somebody did."""

from sqlalchemy import Delete, Update
from sqlalchemy.orm import Session

from veche.core.database import changed
from veche.core.errors import Stale


def expect(session: Session, change: Update | Delete) -> None:
    """The change finds the one row that it expects, or somebody was faster: Stale."""
    session.flush()
    if changed(session, change) != 1:
        raise Stale
