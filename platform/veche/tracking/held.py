"""An action held for writing by somebody who may account for it."""

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core.policy import require
from veche.tracking.models import Action


def accountable(session: Session, actor: Person, action_id: int) -> Action:
    """The locked action, whose costs, results and lessons this person writes. Raises Refused and NotFound."""
    hold(session, actor)
    action = session.get(Action, action_id, with_for_update=True, populate_existing=True)
    if action is None:
        raise NotFound
    require(actor, "action.account", action)
    return action
