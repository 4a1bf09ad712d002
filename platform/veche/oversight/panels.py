"""What oversight shows on the pages of others: one's own appeals, and what waits for a moderator beside the queue."""

from typing import Any

from flask import render_template

from veche.core import clock
from veche.core.pages import panel
from veche.moderation import queries as moderation_queries
from veche.oversight import queries, rules
from veche.oversight.services import is_late

# The queue leads to an appeal's own page.
moderation_queries.case_pages["appeal"] = "oversight.judge"


@panel("my", order=61)
def my_appeals(person: Any, **_values: Any) -> str:
    """A person's own appeals: lodged, until when they are answered, what came of them."""
    found = queries.appeals_of(person)
    if not found:
        return ""
    late = {appeal.id for appeal, _ in found if is_late(appeal, clock.now())}
    return render_template("oversight/_my_appeals.html", appeals=found, late=late, rules=rules)


@panel("my", order=6)
def my_watch(person: Any, **_values: Any) -> str:
    """How many appeals and reviews wait for this very moderator."""
    if "moderator" not in person.roles:
        return ""
    appeals = [item for item in queries.waiting_appeals(person) if item.against is None]
    reviews = [item for item in queries.waiting_reviews(person) if item.against is None]
    if not appeals and not reviews:
        return ""
    return render_template("oversight/_my_watch.html", appeals=len(appeals), reviews=len(reviews))
