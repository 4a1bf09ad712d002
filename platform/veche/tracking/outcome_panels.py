"""What costs, results and lessons show on the page of their action."""

from typing import Any

from flask import render_template

from veche.core.pages import panel
from veche.tracking import outcomes, sums


@panel("action.main", order=40)
def account(action: Any) -> str:
    """Results in numbers with what one cost, and the costs by source."""
    known = outcomes.account(action)
    values = {"sources": sums.SOURCES, "width": sums.width, "per_result": sums.per_result}
    return render_template("tracking/_account.html", action=action, account=known, **values)


@panel("action.main", order=60)
def taught(action: Any) -> str:
    """What the action taught."""
    return render_template("tracking/_taught.html", action=action, lessons=outcomes.lessons_of(action))
