"""What tracking shows on the pages of lower and higher features, and what it says of areas in lists."""

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from veche.core.pages import batch, panel
from veche.tracking import queries


@panel("area.actions")
def actions_of_area(area: Any) -> str:
    """The column of an action area's page: its actions, open ones first."""
    found = queries.latest_of_area(area)
    return render_template("tracking/_area_actions.html", area=area, actions=found)


@panel("area.facts")
def facts_of_area(area: Any) -> str:
    """The strip under an area's head: who is responsible, what is expected, when the next report comes."""
    found = [action for action in queries.latest_of_area(area, 50) if action.is_open]
    return render_template("tracking/_area_facts.html", area=area, actions=found)


@panel("my", order=25)
def owed_by(person: Any) -> str:
    """The reports that an officer owes; shown to the officer alone."""
    if person.id != current_user.id or "body_officer" not in person.roles:
        return ""
    return render_template("tracking/_owed.html", actions=queries.owed_by(person))


@panel("body.main", order=20)
def actions_of_body(body: Any) -> str:
    """The actions that a body answers for."""
    its = queries.actions(queries.Sought(body_id=body.id), request.args.get("after"))
    more = url_for("bodies.body", number=body.id, after=its.after) if its.after else None
    return render_template("tracking/_of_body.html", found=its, more=more)


batch("area.work")(queries.progress_in)
batch("body.load")(queries.loads)
