"""What proposals show on the pages of other features, and what they answer to lists."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_login import current_user

from veche.core.pages import ask, batch, panel
from veche.proposals import journeys, queries
from veche.proposals.models import Proposal


def cards(rows: Sequence[Proposal]) -> dict[str, Any]:
    """What the cards of a list say beside the rows: tallies, turnout, and which of them the reader supports."""
    numbers = [row.id for row in rows]
    return {
        "votes": journeys.votes_of(rows),
        "turnout": ask("proposal.turnout", [row.id for row in rows if row.state == "voting"]),
        "supports": queries.supported_among(numbers, current_user),
        "young": ask("proposal.young", numbers),
    }


def _column(template: str, rows: Sequence[Proposal], **values: Any) -> str:
    return render_template(template, rows=rows, votes=journeys.votes_of(rows), **values)


@panel("area.proposals")
def in_area(area: Any) -> str:
    return _column("proposals/_of_area.html", queries.of_area(area, current_user), area=area)


@panel("area.acts", order=10)
def submit(area: Any) -> str:
    return render_template("proposals/_submit.html", area=area)


@panel("thread.aside", order=40)
def grown_from(thread: Any) -> str:
    rows = queries.from_thread(thread, current_user)
    return _column("proposals/_of_thread.html", rows, thread=thread) if rows else ""


@panel("action.head", order=10)
def way_of(action: Any) -> str:
    """The way from the idea to the result of the first proposal behind an action; nothing without one."""
    rows = queries.behind_action(action, current_user)[:1]
    if not rows:
        return ""
    steps = journeys.steps(rows[0], journeys.votes_of(rows).get(rows[0].id))
    return render_template("proposals/_way_of_action.html", steps=steps)


@panel("action.origin", order=10)
def behind(action: Any) -> str:
    return _column("proposals/_of_action.html", queries.behind_action(action, current_user), action=action)


@panel("my", order=40)
def mine(person: Any) -> str:
    own, supported = queries.written_by(person), queries.supported_by(person)
    drafts = [row for row in own if row.state == "draft"]
    values = {"drafts": drafts, "own": [row for row in own if row.state != "draft"], "supported": supported}
    values["invitations"] = queries.invitations_of(person)
    return render_template("proposals/_my.html", votes=journeys.votes_of([*own, *supported]), **values)


@batch("area.now")
def now_in_areas(ids: list[int]) -> dict[int, str]:
    return dict(queries.area_states(ids))
