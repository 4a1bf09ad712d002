"""What the youth council shows on the pages of lower features."""

from typing import Any

from flask import render_template
from flask_login import current_user

from veche.core.pages import panel
from veche.core.policy import may
from veche.youth import queries


@panel("proposal.main", order=40)
def opinion(proposal: Any) -> str:
    """The council's opinion on a proposal; members find the way to write it in the same place."""
    said = queries.opinion_on(proposal.id)
    if said is None and not may(current_user, "opinion.publish", proposal):
        return ""
    return render_template("youth/_opinion.html", proposal=proposal, opinion=said)


@panel("my", order=25)
def owed(person: Any) -> str:
    """The opinions that the council owes, for its members."""
    if "youth_council" not in current_user.roles or person.id != current_user.id:
        return ""
    return render_template("youth/_owed.html", proposals=queries.awaited(current_user))
