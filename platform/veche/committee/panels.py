"""What the committee shows on the pages of lower features."""

from typing import Any

from flask import render_template
from flask_login import current_user

from veche.committee import queries
from veche.core.pages import batch, panel


@panel("proposal.main", order=60)
def answer(proposal: Any) -> str:
    """The letters on a proposal, or who owes one by when; nothing before the vote carried."""
    decisions = queries.decisions_on(proposal.id)
    if not decisions and proposal.state != "review":
        return ""
    return render_template("committee/_answer.html", proposal=proposal, decisions=decisions)


@panel("my", order=20)
def owed(person: Any) -> str:
    """The answers that a member of the committee owes."""
    if "committee" not in current_user.roles or person.id != current_user.id:
        return ""
    return render_template("committee/_owed.html", proposals=queries.owed_by(person))


@batch("argument.cited")
def cited(ids: list[int]) -> dict[int, int]:
    """Which of the arguments a letter names, and in which answer."""
    return queries.cited_among(ids)
