"""What oversight shows on the pages of others: one's own appeals, and what waits for a moderator beside the queue."""

from typing import Any

from flask import render_template

from veche.core import clock
from veche.core.pages import batch, panel
from veche.core.policy import Refusal, refusal
from veche.moderation import queries as moderation_queries
from veche.moderation import waiting
from veche.moderation.models import Act
from veche.oversight import queries, rules
from veche.oversight.models import Appeal
from veche.oversight.services import is_late
from veche.oversight.stakes import stakes

# The queue leads to an appeal's own page.
moderation_queries.case_pages["appeal"] = "oversight.judge"


def _not_theirs(person: Any, asked: list[tuple[Act, Any]]) -> list[Refusal | None]:
    """Why the queue does not offer these appeals to the moderator."""
    return [refusal(person, "appeal.judge", one) for one in stakes(person, asked)]


waiting.refusals["appeal"] = _not_theirs


@batch("act.appealed")
def appealed(acts: list[int]) -> dict[int, Appeal]:
    """Beside a statement: that the act is appealed already."""
    return queries.appealed(acts)


@panel("my", order=9)
def my_appeals(person: Any, **_values: Any) -> str:
    """A person's own appeals: lodged, until when they are answered, what came of them."""
    found = queries.appeals_of(person)
    if not found:
        return ""
    late = {appeal.id for appeal, _ in found if is_late(appeal, clock.now())}
    return render_template("oversight/_my_appeals.html", appeals=found, late=late, rules=rules)


@panel("my.moderation")
def my_watch(person: Any, **_values: Any) -> str:
    """How many appeals and reviews wait for this very moderator."""
    if "moderator" not in person.roles:
        return ""
    appeals = [item for item in queries.waiting_appeals(person) if item.against is None]
    reviews = [item for item in queries.waiting_reviews(person) if item.against is None]
    if not appeals and not reviews:
        return ""
    return render_template("oversight/_my_watch.html", appeals=len(appeals), reviews=len(reviews))


@panel("moderation.queue")
def beside_the_queue(_subject: Any, **_values: Any) -> str:
    """The ways from the queue to appeals, reviews and figures."""
    return render_template("oversight/_beside_the_queue.html")
