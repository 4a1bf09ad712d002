"""Where the pages of tracking hang, how each of them finds its action, and what all templates may ask of actions."""

from typing import Any

from flask import Blueprint

from veche.core.clock import today
from veche.core.protocol import limiter
from veche.tracking import labels, queries, rules
from veche.tracking.models import Action

blueprint = Blueprint("tracking", __name__)
often = limiter.shared_limit("30 per minute", scope="tracking")


@blueprint.record_once
def _globals(state: Any) -> None:
    state.app.jinja_env.globals.update(days_overdue=_days_overdue, status_labels=labels.STATUS)
    state.app.jinja_env.filters["reached"] = rules.share


def _days_overdue(action: Action) -> int:
    """How many days the report on an action is overdue, by the city's calendar."""
    return rules.overdue(action.next_report_on, today()) if action.is_open else 0


def action_of(code: str) -> Action:
    """The action with its area, body and indicator, or the page «not found»."""
    return queries.load_action(code)
